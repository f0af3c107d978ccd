import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import type { Platform, RawRequest } from '../../adapters/core/index.ts'

const NEVER = new AbortController().signal

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>

/**
 * What a bot without this package would do at least: read, verify, answer, reply. The same platform code, the same
 * connection; no database, no order, no turn.
 */
export function mountBareChain(platform: Platform, mount: (handler: Handler) => void): void {
  mount(async (req, res) => {
    const request = await readRequest(req)
    if (!(await platform.verify(request)).ok) {
      res.statusCode = 401
      res.end()
      return
    }
    const reading = await platform.read(request)
    res.statusCode = 200
    res.setHeader('Content-Length', 0)
    res.end()
    if (reading.kind !== 'events') return
    for (const { conversation, body } of reading.events) {
      const { text } = JSON.parse(body) as { text: string }
      const command = {
        kind: 'reply' as const,
        id: randomUUID(),
        body: { text: `1: ${text}` },
        createdAt: new Date().toISOString(),
      }
      await platform.deliver(command, viewOf(conversation, NEW_CONVERSATION), NEVER)
    }
  })
}

async function readRequest(req: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return { method: 'POST', url: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks) }
}

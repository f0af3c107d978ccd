import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a stub got it. */
export interface Call {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export interface Stub {
  url: string
  calls: Call[]
  /** Paths that are answered with something else than 200 and `{}`; a function may hang by never resolving. */
  on(path: RegExp, answer: (call: Call) => Reply | undefined | Promise<Reply | undefined>): void
  stop(): Promise<void>
}

/** A server of plain HTTP on this machine that answers as told, the latest rule first. */
export async function openStub(): Promise<Stub> {
  const rules: { path: RegExp; answer: (call: Call) => Reply | undefined | Promise<Reply | undefined> }[] = []
  const calls: Call[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', async () => {
      const { method = '', url: path = '', headers } = req
      const call: Call = { method, path, headers, body: Buffer.concat(chunks) }
      calls.push(call)
      let reply: Reply | undefined
      for (const rule of rules) if (rule.path.test(path)) reply ??= await rule.answer(call)
      const { status, body, headers: more } = reply ?? { status: 200, body: {} }
      res.writeHead(status, more)
      res.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    on: (path, answer) => void rules.unshift({ path, answer }),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

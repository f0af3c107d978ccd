import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import type { Delivered, Platform, PlatformCommand } from '../../adapters/core/platform.ts'
import { createImiconnectPlatform, type ImiconnectSettings } from '../../adapters/imiconnect/index.ts'
import { ACME } from './fixtures.ts'

/** A call as it arrived. */
export interface Call {
  method: string
  url: string
  headers: IncomingHttpHeaders
  text: string
}

export type AnswerCall = (response: ServerResponse, call: Call) => void

/** An answer in JSON. */
export const json =
  (body: unknown, status = 200): AnswerCall =>
  (response) =>
    end(response, status, { 'Content-Type': 'application/json' }, JSON.stringify(body))

/** Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing. */
export function end(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): void {
  response.writeHead(status, headers)
  response.end(body)
}

/** As the family of APIs answers that the generated URL belongs to. */
export const QUEUED = { response: [{ code: '1002', description: 'Queued', transid: 't-1', correlationid: '' }] }

type Given = [command: Partial<PlatformCommand>, settings?: Partial<ImiconnectSettings>]

/** A generated URL, and our platform's commands to it. */
export interface InboundUrl {
  readonly calls: Call[]
  answer: AnswerCall
  deliver(...given: Given): Promise<Delivered>
  /** The body of the one call it made. */
  sent(...given: Given): Promise<Record<string, unknown>>
  /** The error it failed with; it tells nothing of the URL. */
  refusal(...given: Given): Promise<unknown>
  /** Forget calls, answer well again. */
  reset(): Promise<void>
  stop(): void
}

export async function openInboundUrl(): Promise<InboundUrl> {
  const platforms: Platform[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const { method = '', url = '', headers } = req
      const call: Call = { method, url, headers, text: Buffer.concat(chunks).toString() }
      inbound.calls.push(call)
      inbound.answer(res, call)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const inbound: InboundUrl = {
    calls: [],
    answer: json(QUEUED),
    deliver(command, settings = {}) {
      const inboundUrl = `${base}/events/GENERATED1234?sig=9f31aa02bc`
      const calls = { requestsPerSecond: 1_000, ...settings.profile?.calls }
      const profile = { ...settings.profile, calls }
      const platform = createImiconnectPlatform({ ...ACME, inboundUrl, ...settings, profile })
      platforms.push(platform)
      const whole: PlatformCommand = {
        kind: 'reply',
        id: 'command-1',
        body: { message: 'Leeds opens at 08:30 on weekdays.', type: 'text' },
        createdAt: '2024-03-09T17:05:42.118Z',
        ...command,
      }
      const view = viewOf({ channelId: 'imiconnect', account: '', conversationId: 'cv-7b21e0' }, NEW_CONVERSATION)
      return platform.deliver(whole, view, new AbortController().signal)
    },
    async sent(...given) {
      inbound.calls.length = 0
      await inbound.deliver(...given)
      assert.equal(inbound.calls.length, 1)
      return JSON.parse(inbound.calls[0]!.text)
    },
    async refusal(...given) {
      try {
        await inbound.deliver(...given)
      } catch (error) {
        const shown = `${error} ${JSON.stringify(error)} ${(error as Error).cause ?? ''}`
        for (const secret of ['GENERATED1234', '9f31aa02bc', '/events/']) assert.ok(!shown.includes(secret), shown)
        return error
      }
      throw new assert.AssertionError({ message: 'it was taken' })
    },
    async reset() {
      inbound.calls.length = 0
      inbound.answer = json(QUEUED)
      await Promise.all(platforms.splice(0).map((platform) => platform.close?.()))
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
  return inbound
}

import type { IncomingHttpHeaders } from 'node:http'
import {
  startWebChatSimulator,
  type WebChatSimulator,
  type WebChatSimulatorOptions,
  type WireActivity,
} from '../../../scripts/sandbox/web-chat/index.ts'
import { type Answered, answered } from '../simulator/answered.ts'
import { serve, stoppedLater, textOf } from '../simulator/services.ts'

/** A channel that retries soon, and tells the bot of nobody unless asked to. */
export async function channel(options: WebChatSimulatorOptions = {}): Promise<WebChatSimulator> {
  const quick = { membersAdded: 'none', retryDelayMs: 5, postTimeoutMs: 5000 } as const
  return stoppedLater(await startWebChatSimulator({ ...quick, ...options }))
}

/** What the bot received. */
export interface Received {
  headers: IncomingHttpHeaders
  text: string
  activity: WireActivity
}

/** How a bot can answer. */
export type BotAnswer = number | { status?: number; body: unknown } | 'never' | 'reset'

/** A bot activities can be sent to. */
export interface Bot {
  url: string
  received: Received[]
  /** What to answer; by default 200. */
  answer: (received: Received) => BotAnswer | Promise<BotAnswer>
}

/** Starts a bot, and sets it up on the channel. */
export async function bot(simulator: WebChatSimulator, answer: Bot['answer'] = () => 200): Promise<Bot> {
  const service: Bot = { url: '', received: [], answer }
  const host = await serve(async (request, response) => {
    const text = await textOf(request)
    const received = { headers: request.headers, text, activity: JSON.parse(text) }
    service.received.push(received)
    const given = await service.answer(received)
    if (given === 'never') return
    if (given === 'reset') return void response.socket?.resetAndDestroy()
    const { status = 200, body } = typeof given === 'number' ? { status: given, body: undefined } : given
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  })
  service.url = `${host}/api/messages`
  simulator.setBot(service.url)
  return service
}

/** Texts of what the bot received, in order. */
export const textsOf = ({ received }: Bot): unknown[] => received.map(({ activity }) => activity.text)

/** Calls the connector service as a bot would. */
export async function call(
  simulator: { url: string },
  method: string,
  path: string,
  body?: unknown,
  init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Answered> {
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(simulator.url + path, {
    method,
    headers: { ...json, ...init.headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(init.signal && { signal: init.signal }),
  })
  return answered(response)
}

/** Has a bot say something in a conversation. */
export function say(simulator: { url: string }, conversationId: string, said: string | object): Promise<Answered> {
  const activity = typeof said === 'string' ? { type: 'message', text: said } : said
  return call(simulator, 'POST', `/v3/conversations/${conversationId}/activities`, activity)
}

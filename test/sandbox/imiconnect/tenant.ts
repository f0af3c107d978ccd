import type { IncomingHttpHeaders } from 'node:http'
import {
  type ImiconnectSimulator,
  type ImiconnectSimulatorOptions,
  startImiconnectSimulator,
} from '../../../scripts/sandbox/imiconnect/index.ts'
import { type Answered, answered } from '../simulator/answered.ts'
import { serve, stoppedLater, textOf } from '../simulator/services.ts'

/** A tenant with a rate limit that does not get in the way, and no receipts unless asked for. */
export async function tenant(options: ImiconnectSimulatorOptions = {}): Promise<ImiconnectSimulator> {
  return stoppedLater(await startImiconnectSimulator({ requestsPerSecond: 10_000, receipts: [], ...options }))
}

/** What was answered. */
export interface AnsweredWithCode extends Answered {
  /** The code in the `response` envelope. */
  code?: string
}

/** A reply in the vendor's spelling. */
export function reply(conversationId: string, message: string, more: object = {}) {
  const Timestamp = '2024-03-09 17:05:42.118'
  return { eventid: '1001', conversation_id: conversationId, message, Messagetype: 'text', Timestamp, ...more }
}

/** A hand-over in the vendor's spelling. */
export function handover(conversationId: string, more: object = {}) {
  return { eventid: '1002', conversation_id: conversationId, Timestamp: '2024-03-09 17:08:55.640', ...more }
}

/** Posts to the generated URL: a string as it is, anything else as JSON. */
export async function call(
  simulator: ImiconnectSimulator,
  body: unknown,
  { url = simulator.inboundUrl, headers = {}, signal }: { url?: string; headers?: object; signal?: AbortSignal } = {},
): Promise<AnsweredWithCode> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  })
  return answeredWithCode(response)
}

async function answeredWithCode(response: Response): Promise<AnsweredWithCode> {
  const answer = await answered(response)
  const { body } = answer
  const one = Array.isArray(body?.response) ? body.response[0] : body?.response
  return { ...answer, code: one?.code }
}

/** What the bot received. */
export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  event: any
}

/** How a bot can answer. */
export type BotAnswer = number | { status?: number; headers?: Record<string, string>; text: string } | 'never'

/** A bot that events can be sent to. */
export interface Bot {
  url: string
  /** Events, without what Verify sent. */
  received: Received[]
  /** What Verify sent: all that came before the first event. */
  probes: Received[]
  /** What to answer; by default 200 with the token. */
  answer: (received: Received) => BotAnswer
  /** How to answer well. */
  good: () => BotAnswer
}

/** Starts a bot that answers every POST well until told otherwise. Sets it up on the tenant unless told not to. */
export async function bot(simulator: ImiconnectSimulator, { verify = true } = {}): Promise<Bot> {
  const good = () => ({ text: JSON.stringify({ verification_token: simulator.verificationToken }) })
  const service: Bot = { url: '', received: [], probes: [], answer: good, good }
  const host = await serve(async (request, response) => {
    const text = await textOf(request)
    const { method = '', url: path = '', headers } = request
    const received = { method, path, headers, text, event: parsed(text) }
    const probe = method !== 'POST' || text === simulator.settings.verifyBody
    ;(probe ? service.probes : service.received).push(received)
    const answer = service.answer(received)
    if (answer === 'never') return
    const given = typeof answer === 'number' ? { status: answer, text: (good() as { text: string }).text } : answer
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers })
    response.end(method === 'HEAD' ? undefined : given.text)
  })
  service.url = `${host}/api/imiconnect/secret`
  if (verify) {
    simulator.setWebhook(service.url)
    if (!(await simulator.verify())) throw new Error('the bot was not verified')
  }
  return service
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type EventType,
  type HootsuiteSimulator,
  type HootsuiteSimulatorOptions,
  startHootsuiteSimulator,
} from '../../../scripts/sandbox/hootsuite/index.ts'
import { type Answered, answered } from '../simulator/answered.ts'
import { serve, stoppedLater, textOf } from '../simulator/services.ts'

/** An organization with a rate limit that does not get in the way, and back-off of a few milliseconds. */
export async function organization(options: HootsuiteSimulatorOptions = {}): Promise<HootsuiteSimulator> {
  return stoppedLater(
    await startHootsuiteSimulator({ requestsPerSecond: 10_000, retryDelaysMs: [5, 10, 20], ...options }),
  )
}

/** An organization whose virtual agent is at a receiver. */
export async function connected(options: HootsuiteSimulatorOptions = {}) {
  const bot = await receiver()
  const hootsuite = await organization({ webhookUrl: bot.url, ...options })
  return { hootsuite, bot }
}

/** Fetches a token with the app's credentials. */
export async function tokenOf(simulator: HootsuiteSimulator): Promise<string> {
  const { body } = await requestToken(simulator)
  return body.access_token
}

/** Asks for a token. */
export async function requestToken(
  { url, clientId, clientSecret, organizationId }: HootsuiteSimulator,
  { form = {}, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const pair = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${pair}`, ...headers },
    body: new URLSearchParams({ grant_type: 'organization_app', organization_id: organizationId, ...form }),
  })
  return answered(response)
}

/** Calls the API with a fresh token, following nothing. */
export async function call(
  simulator: HootsuiteSimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const authorization = headers.authorization ?? `Bearer ${await tokenOf(simulator)}`
  const raw = typeof body === 'string' || body instanceof Buffer || body === undefined
  const response = await fetch(`${simulator.url}/inbox${path}`, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...headers, authorization },
    body: (raw ? body : JSON.stringify(body)) as string | undefined,
  })
  return answered(response)
}

/** Sends a conversation manipulation by REST. */
export function manipulate(simulator: HootsuiteSimulator, conversationId: string, body: unknown): Promise<Answered> {
  return call(simulator, 'POST', `/v1/virtual-agent/conversations/${encodeURIComponent(conversationId)}`, body)
}

/** Uploads an attachment. */
export function upload(
  simulator: HootsuiteSimulator,
  conversationId: string,
  filename: string,
  { method = 'PUT', type = 'image/png', body = 'png' as string | Buffer } = {},
): Promise<Answered> {
  const path = `/v1/virtual-agent/conversations/${conversationId}/attachments/${filename}`
  return call(simulator, method, path, Buffer.from(body), { 'content-type': type })
}

/** What the webhook received. */
export interface Received {
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  event: any
}

/** A virtual agent's answer: a status, a conversation manipulation with 200, both, or none ever. */
export type Reply = number | 'never' | { status?: number; body?: unknown; delayMs?: number }

/** A virtual agent. */
export interface Receiver {
  url: string
  received: Received[]
  types(): EventType[]
  /** What to answer; by default 200 and `{}`. */
  answer: (received: Received, nth: number) => Reply
}

/** Starts a virtual agent that answers `{}` until told otherwise. */
export async function receiver(): Promise<Receiver> {
  const service: Receiver = {
    url: '',
    received: [],
    types: () => service.received.map(({ event }) => event.type),
    answer: () => 200,
  }
  const host = await serve(async (request, response) => {
    const text = await textOf(request)
    const received = { headers: request.headers, text, event: JSON.parse(text) }
    service.received.push(received)
    const reply = service.answer(received, service.received.length)
    if (reply === 'never') return
    const { status = 200, body = {}, delayMs = 0 } = typeof reply === 'number' ? { status: reply } : reply
    if (delayMs > 0) await sleep(delayMs)
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  service.url = `${host}/api/hootsuite`
  return service
}

/** The texts of the bot's messages. */
export function botTexts(simulator: HootsuiteSimulator, conversationId: string) {
  return simulator.botMessages(conversationId).map(({ text }) => text)
}

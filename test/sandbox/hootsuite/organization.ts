import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type EventType,
  type HootsuiteSimulator,
  type HootsuiteSimulatorOptions,
  startHootsuiteSimulator,
} from '../../../scripts/sandbox/hootsuite/index.ts'

const open: (() => Promise<unknown>)[] = []

/** Stops whatever the test started. For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const close of open.splice(0)) await close()
}

/** An organization with a rate limit that does not get in the way, and back-off of a few milliseconds. */
export async function organization(options: HootsuiteSimulatorOptions = {}): Promise<HootsuiteSimulator> {
  const simulator = await startHootsuiteSimulator({ requestsPerSecond: 10_000, retryDelaysMs: [5, 10, 20], ...options })
  open.push(() => simulator.stop())
  return simulator
}

/** An organization whose virtual agent is at a receiver. */
export async function connected(options: HootsuiteSimulatorOptions = {}) {
  const bot = await receiver()
  const hootsuite = await organization({ webhookUrl: bot.url, ...options })
  return { hootsuite, bot }
}

/** What the API answered. */
export interface Answered {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any
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

/** Calls the control API. */
export async function control(simulator: HootsuiteSimulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/control${path}`, {
    method,
    body: body && JSON.stringify(body),
  } as RequestInit)
  return answered(response)
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text()
  const json = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
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
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const received = { headers: request.headers, text, event: JSON.parse(text) }
    service.received.push(received)
    const reply = service.answer(received, service.received.length)
    if (reply === 'never') return
    const { status = 200, body = {}, delayMs = 0 } = typeof reply === 'number' ? { status: reply } : reply
    if (delayMs > 0) await sleep(delayMs)
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/hootsuite`
  open.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return service
}

/** The texts of the bot's messages. */
export function botTexts(simulator: HootsuiteSimulator, conversationId: string) {
  return simulator.botMessages(conversationId).map(({ text }) => text)
}

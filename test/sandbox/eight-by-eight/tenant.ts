import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import {
  type EightByEightSimulator,
  type EightByEightSimulatorOptions,
  startEightByEightSimulator,
} from '../../../scripts/sandbox/eight-by-eight/index.ts'
import { eightByEightSpecification } from '../../specs/eight-by-eight.ts'
import { answerDeviations } from '../../specs/openapi.ts'
import type { Answered } from '../simulator/answered.ts'
import { serve, stoppedLater } from '../simulator/services.ts'

/** A tenant, stopped by `stopAll`. */
export async function tenant(options: EightByEightSimulatorOptions = {}): Promise<EightByEightSimulator> {
  return stoppedLater(await startEightByEightSimulator(options))
}

/** Calls the Chat Gateway with the tenant's key. Fails if the answer is not as 8x8's OpenAPI document says. */
export async function call(
  simulator: EightByEightSimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const whole = path.startsWith('/') && /^\/(cc|api|vcc|chat-gateway)\//.test(path)
  const form = body instanceof FormData
  const response = await fetch(`${simulator.url}${whole ? '' : '/chat-gateway/v1'}${path}`, {
    method,
    headers: {
      'x-api-key': simulator.apiKey,
      ...(body !== undefined && !form && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: form || typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  const json = /[/+]json/.test(response.headers.get('content-type') ?? '')
  const specification = eightByEightSpecification()
  const made = simulator.calls.findLast((one) => path.includes(one.path) || one.path.endsWith(path.split('?')[0]!))
  if (specification && made) assert.deepEqual(answerDeviations(specification, made), [], `${method} ${path}`)
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
}

/** Opens a conversation on the ChatAPI channel. Resolves with its id. */
export async function opened(simulator: EightByEightSimulator, more: object = {}): Promise<string> {
  const { status, body } = await call(simulator, 'POST', '/conversations', {
    channelId: simulator.channelId,
    user: { name: 'Nadia Okoye', language: 'en' },
    ...more,
  })
  assert.equal(status, 202, JSON.stringify(body))
  return body.conversationId
}

/** What a webhook received. */
export interface Received {
  headers: IncomingHttpHeaders
  raw: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  event: any
}

/** A service that webhooks can be sent to. */
export interface Receiver {
  url: string
  received: Received[]
  /** What came, in short: `QUEUED 214`, `MEMBERS_CHANGED agent joined`, ... */
  story(): string[]
  /** The data of the events of a type. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  data(eventType: string): any[]
  /** What to answer; by default 200. */
  answer: (received: Received) => number | 'never'
}

/** Starts a receiver that answers 200 until told otherwise; with a simulator, as its channels' webhook. */
export async function receiver(simulator?: EightByEightSimulator): Promise<Receiver> {
  const service: Receiver = {
    url: '',
    received: [],
    story: () => service.received.map(({ event }) => short(event)).filter((one) => one !== 'WEB_HOOK_VERIFY'),
    data: (eventType) =>
      service.received.filter(({ event }) => event.eventType === eventType).map(({ event }) => event.data),
    answer: () => 200,
  }
  const host = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const raw = Buffer.concat(chunks)
    const received = { headers: request.headers, raw, event: JSON.parse(raw.toString()) }
    service.received.push(received)
    const answer = service.answer(received)
    if (answer === 'never') return
    response.statusCode = answer
    response.end()
  })
  service.url = `${host}/api/8x8`
  if (simulator) await simulator.setWebhook(service.url)
  return service
}

// biome-ignore lint/suspicious/noExplicitAny: events are of many shapes
function short({ eventType, data = {} }: any): string {
  const { state, assignment, queueId, memberType, change, isEcho, sender, text, name } = data
  const parts = [state, assignment?.type, queueId, memberType, change, isEcho && 'echo', sender?.type, text, name]
  return [eventType, ...parts].filter(Boolean).join(' ')
}

/** A tenant whose webhook is served, and a conversation in its queue. */
export async function queued(options: EightByEightSimulatorOptions = {}, more: object = {}) {
  const simulator = await tenant(options)
  const service = await receiver(simulator)
  const id = await opened(simulator, more)
  await simulator.idle()
  return { simulator, service, id }
}

/** Turns data into a multipart upload. */
export function upload(fileName: string, contentType: string, content: string, authorType = 'user'): FormData {
  const form = new FormData()
  form.set('attachment', new File([content], fileName, { type: contentType }))
  form.set('authorType', authorType)
  return form
}

import type { IncomingHttpHeaders } from 'node:http'
import {
  type GladlySimulator,
  type GladlySimulatorOptions,
  startGladlySimulator,
} from '../../../scripts/sandbox/gladly/index.ts'
import { type Answered, answered } from '../simulator/answered.ts'
import { serve, stoppedLater, textOf } from '../simulator/services.ts'

/** An organization with a rate limit that does not get in the way. */
export async function organization(options: GladlySimulatorOptions = {}): Promise<GladlySimulator> {
  return stoppedLater(await startGladlySimulator({ requestsPerSecond: 10_000, ...options }))
}

/** Calls the API with the API user's credentials, following nothing. */
export async function call(
  simulator: GladlySimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const pair = Buffer.from(`${simulator.apiUserEmail}:${simulator.apiToken}`).toString('base64')
  const response = await fetch(`${simulator.url}/api/v1${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Basic ${pair}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body),
  })
  return answered(response)
}

/** What a webhook received. */
export interface Received {
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  event: any
}

/** A service that webhooks can be sent to. */
export interface Receiver {
  url: string
  received: Received[]
  types(): string[]
  /** What to answer; by default 200. */
  answer: (received: Received) => number | { status: number; headers: Record<string, string> } | 'never'
}

/** Starts a receiver that answers 200 until told otherwise. */
export async function receiver(): Promise<Receiver> {
  const service: Receiver = {
    url: '',
    received: [],
    types: () => service.received.map(({ event }) => event.type).filter((type) => type !== 'PING'),
    answer: () => 200,
  }
  const host = await serve(async (request, response) => {
    const text = await textOf(request)
    const received = { headers: request.headers, text, event: JSON.parse(text) }
    service.received.push(received)
    const answer = service.answer(received)
    if (answer === 'never') return
    const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer
    response.writeHead(status, headers)
    response.end()
  })
  service.url = `${host}/api/gladly`
  return service
}

/** The errors of an answer as `code attr` pairs. */
export function errors(answer: Answered): string[] {
  const list = Array.isArray(answer.body?.errors) ? answer.body.errors : [answer.body?.errors]
  return list.map(({ code, attr }: { code: string; attr?: string }) => [code, attr].filter(Boolean).join(' '))
}

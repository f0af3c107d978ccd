import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type GladlySimulator,
  type GladlySimulatorOptions,
  startGladlySimulator,
} from '../../../scripts/sandbox/gladly/index.ts'

const open: (() => Promise<unknown>)[] = []

/** Stops whatever the test started. For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const close of open.splice(0)) await close()
}

/** An organization with a rate limit that does not get in the way. */
export async function organization(options: GladlySimulatorOptions = {}): Promise<GladlySimulator> {
  const simulator = await startGladlySimulator({ requestsPerSecond: 10_000, ...options })
  open.push(() => simulator.stop())
  return simulator
}

/** What the API answered. */
export interface Answered {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any
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

/** Calls the control API. */
export async function control(simulator: GladlySimulator, method: string, path: string, body?: unknown) {
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
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const received = { headers: request.headers, text, event: JSON.parse(text) }
    service.received.push(received)
    const answer = service.answer(received)
    if (answer === 'never') return
    const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer
    response.writeHead(status, headers)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/gladly`
  open.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return service
}

/** The errors of an answer as `code attr` pairs. */
export function errors(answer: Answered): string[] {
  const list = Array.isArray(answer.body?.errors) ? answer.body.errors : [answer.body?.errors]
  return list.map(({ code, attr }: { code: string; attr?: string }) => [code, attr].filter(Boolean).join(' '))
}

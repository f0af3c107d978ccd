import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, notFound, Refusal } from './answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { ApiFault, GladlyFaultBook } from './faults.ts'
import type { GladlySettings } from './options.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Recorder } from '../simulator/recorder.ts'
import { jsonObject, type Router } from './router.ts'
import type { RecordedCall } from './types.ts'

const MOST_BYTES = 5_000_000

/** What the API server needs. */
export interface ApiParts {
  clock: SimulatorClock
  settings: GladlySettings
  faults: GladlyFaultBook
  rateLimit: RateLimit
  recorder: Recorder<RecordedCall>
  router: Router
}

/**
 * Answers one request to `/api/v1`: record, faults, credentials, rate limit, route. A request over the limit or
 * without credentials changes nothing; one whose answer a fault loses has been applied.
 */
export async function answerApi(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readBody(request)
  const call = recordOf(parts, request, text)
  for (const fault of parts.faults.beforeCall(call)) {
    const delayMs = fault.delayMs ?? (fault.kind === 'slow' ? 1000 : 0)
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (fault.kind !== 'slow') return carryOut(parts, fault, call, response)
  }
  const refused = refuse(parts, request)
  const answer = refused ?? (await applied(parts, request, call, text))
  call.applied = answer.status
  const lost = refused ? undefined : parts.faults.afterCall(call)
  if (!lost) return write(parts, response, call, answer)
  if (lost.delayMs) await new Promise((resolve) => setTimeout(resolve, lost.delayMs).unref())
  carryOut(parts, lost, call, response)
}

function recordOf(parts: ApiParts, request: IncomingMessage, text: string): RecordedCall {
  const url = new URL(request.url ?? '/', 'http://gladly')
  const query: RecordedCall['query'] = {}
  for (const name of url.searchParams.keys()) {
    const values = url.searchParams.getAll(name)
    query[name] = values.length === 1 ? values[0]! : values
  }
  const headers = { ...request.headers } as Record<string, string>
  if (headers.authorization !== undefined) headers.authorization = '[redacted]'
  return parts.recorder.add({
    at: parts.clock.now(),
    method: request.method ?? 'GET',
    path: url.pathname,
    query,
    headers,
    body: parsed(text),
  })
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** 401 and 429: their bodies are not documented. */
function refuse({ settings, rateLimit }: ApiParts, request: IncomingMessage): Answer | undefined {
  const bare = (text: string) => (settings.bareErrorBodies === 'text' ? { text } : {})
  if (!authentic(settings, request.headers.authorization)) {
    return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="Gladly"' }, ...bare('Unauthorized') }
  }
  if (!rateLimit.take()) return { status: 429, ...bare('Too Many Requests') }
  return undefined
}

function authentic(settings: GladlySettings, header: string | undefined): boolean {
  const given = /^basic (.+)$/i.exec(header ?? '')?.[1] ?? ''
  const actual = Buffer.from(given, 'base64')
  const expected = Buffer.from(`${settings.apiUserEmail}:${settings.apiToken}`)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

async function applied(parts: ApiParts, request: IncomingMessage, call: RecordedCall, text: string): Promise<Answer> {
  try {
    const found = parts.router(call.method, call.path)
    if (!found) throw notFound(`${call.method} ${call.path}`)
    return await found.route.handle({
      params: found.params,
      query: new URL(request.url ?? '/', 'http://gladly').searchParams,
      json: () => jsonObject(text, request.headers['content-type']),
    })
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    return { status: 500, text: `the simulator failed: ${error instanceof Error ? error.stack : String(error)}` }
  }
}

function carryOut(parts: ApiParts, fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  if (fault.kind.startsWith('hang')) return
  if (fault.kind.startsWith('reset')) {
    response.socket?.resetAndDestroy()
    return
  }
  write(parts, response, call, { status: fault.status ?? 503, headers: fault.headers, text: fault.body })
}

function write({ rateLimit }: ApiParts, response: ServerResponse, call: RecordedCall, answer: Answer): void {
  call.status = answer.status
  call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
  sendAnswer(response, answer, rateLimit.headers())
}

/** Writes an answer to the wire. */
export function sendAnswer(response: ServerResponse, answer: Answer, extra: Record<string, string> = {}): void {
  const payload = answer.body === undefined ? (answer.text ?? '') : JSON.stringify(answer.body)
  const json = answer.body !== undefined || /^\s*[{[]/.test(payload)
  const type = payload === '' ? {} : { 'Content-Type': json ? 'application/json' : 'text/plain' }
  const length = answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) }
  response.writeHead(answer.status, { ...type, ...length, ...extra, ...answer.headers })
  response.end(answer.status === 204 ? undefined : payload)
}

/** The whole body as text. Rejects beyond 5 MB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > MOST_BYTES) throw new Error('request body is larger than 5 MB')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

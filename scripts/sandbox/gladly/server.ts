import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, Refusal } from '../simulator/answers.ts'
import { parsedBody, readBody, sendAnswer } from '../simulator/bodies.ts'
import { askedBy, endedBefore, leftUnanswered, lostAfter } from '../simulator/calls.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { overhear } from '../simulator/overhear.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Router } from '../simulator/router.ts'
import type { Wire } from '../simulator/wire.ts'
import { badRequest } from './answers.ts'
import type { ApiFault, GladlyFaultBook } from './faults.ts'
import type { GladlySettings } from './options.ts'
import type { GladlyRateLimit } from './rate-limit.ts'
import type { RecordedCall } from './types.ts'

/** What the API server needs. */
export interface ApiParts {
  clock: SimulatorClock
  settings: GladlySettings
  faults: GladlyFaultBook
  rateLimit: GladlyRateLimit
  recorder: Recorder<RecordedCall>
  router: Router
  wire?: Wire
}

/**
 * Answers one request to `/api/v1`: record, faults, credentials, rate limit, route. A request over the limit or
 * without credentials changes nothing; one whose answer a fault loses has been applied.
 */
export async function answerApi(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const text = body.bytes.toString('utf8')
  const call = recordOf(parts, request, text)
  overhear(parts.wire, request, response, body, call)
  const ended = await endedBefore(parts.faults, call)
  if (ended) return carryOut(parts, ended, call, response)
  const refused = refuse(parts, request)
  const answer = refused ?? (await applied(parts, request, call, text))
  call.applied = answer.status
  const lost = refused ? undefined : await lostAfter(parts.faults, call)
  if (!lost) return write(parts, response, call, answer)
  carryOut(parts, lost, call, response)
}

function recordOf(parts: ApiParts, request: IncomingMessage, text: string): RecordedCall {
  return parts.recorder.add({ at: parts.clock.now(), ...askedBy(request), body: parsedBody(text) })
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
    const { handle, params } = parts.router(call.method, call.path)
    return await handle({
      params,
      query: new URL(request.url ?? '/', 'http://gladly').searchParams,
      json: () => jsonObject(text, request.headers['content-type']),
    })
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    return { status: 500, text: `the simulator failed: ${error instanceof Error ? error.stack : String(error)}` }
  }
}

function carryOut(parts: ApiParts, fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  if (leftUnanswered(fault, response)) return
  write(parts, response, call, { status: fault.status ?? 503, headers: fault.headers, text: fault.body })
}

function write({ rateLimit }: ApiParts, response: ServerResponse, call: RecordedCall, answer: Answer): void {
  call.status = answer.status
  call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
  sendAnswer(response, answer, rateLimit.headers())
}

/** Reads the body of a request as a JSON object. Throws 400 `invalid` for anything else. */
function jsonObject(text: string, contentType: string | undefined): Record<string, unknown> {
  const invalid = (detail: string) => badRequest({ code: 'invalid', detail })
  if (!contentType?.toLowerCase().startsWith('application/json')) throw invalid('content type must be application/json')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('request body is not valid JSON')
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('request body must be an object')
  return value as Record<string, unknown>
}

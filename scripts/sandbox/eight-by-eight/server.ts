import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../simulator/answers.ts'
import { parsedBody, readBody, sendAnswer } from '../simulator/bodies.ts'
import { askedBy, endedBefore, leftUnanswered, lostAfter } from '../simulator/calls.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { overhear } from '../simulator/overhear.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Router } from '../simulator/router.ts'
import type { Wire } from '../simulator/wire.ts'
import type { ApiFault, EightByEightFaultBook } from './faults.ts'
import { type ApiAnswer, type ApiCall, type Operation, operation } from './http.ts'
import type { EightByEightSettings } from './options.ts'
import { Problem, problemAnswer } from './problem.ts'
import type { EightByEightRateLimit } from './rate-limit.ts'
import { formOf, jsonOf, partsOf } from './sent-body.ts'
import type { RecordedCall } from './types.ts'

const LARGEST_BODY = 100_000_000

/** What the API server needs. */
export interface ApiParts {
  clock: SimulatorClock
  settings: EightByEightSettings
  faults: EightByEightFaultBook
  rateLimit: EightByEightRateLimit
  recorder: Recorder<RecordedCall>
  router: Router<Operation>
  wire?: Wire
}

/**
 * Answers one request to the API: record, faults, key, tenant, rate limit, operation. A request that is refused before
 * its operation changes nothing; one whose answer a fault loses has been applied.
 */
export async function answerApi(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = await readBody(request, { most: LARGEST_BODY })
  const { bytes } = read
  const type = request.headers['content-type'] ?? ''
  const body = (await partsOf(bytes, type)) ?? parsedBody(bytes.toString('utf8'))
  const call = parts.recorder.add({ at: parts.clock.now(), ...askedBy(request, ['x-api-key']), body })
  overhear(parts.wire, request, response, read, call)
  const ended = await endedBefore(parts.faults, call)
  if (ended) return carryOut(ended, call, response)
  const answer = await applied(parts, request, call, bytes)
  call.applied = answer.status
  const lost = await lostAfter(parts.faults, call)
  if (!lost) return write(response, call, answer)
  carryOut(lost, call, response)
}

async function applied(
  parts: ApiParts,
  request: IncomingMessage,
  call: RecordedCall,
  bytes: Buffer,
): Promise<ApiAnswer> {
  let handle = NO_OPERATION
  try {
    const found = parts.router(call.method, call.path)
    handle = found.handle
    const refused = refusal(parts, request, handle)
    if (refused) throw refused
    const query = new URL(request.url ?? '/', 'http://8x8').searchParams
    return await handle.run(apiCall(call.path, found.params, query, bytes, request.headers['content-type']))
  } catch (error) {
    const { settings } = parts
    if (error instanceof Refusal) {
      return problemAnswer(
        new Problem(error.answer.status, 'resource_not_found', error.message),
        handle.shapes,
        settings,
      )
    }
    if (!(error instanceof Problem)) {
      const failed = new Problem(500, 'internal_error', `the simulator failed: ${(error as Error).stack}`)
      return problemAnswer(failed, {}, settings)
    }
    const answer = problemAnswer(error, handle.shapes, settings)
    const { retryAfterSeconds } = settings
    if (error.status === 429 && retryAfterSeconds !== undefined) {
      answer.headers = { ...answer.headers, 'Retry-After': String(retryAfterSeconds) }
    }
    return answer
  }
}

/** What has no operation is refused like most that have one. */
const NO_OPERATION: Operation = operation('', '', () => ({ status: 404 })).handle

function apiCall(
  path: string,
  params: Record<string, string>,
  query: URLSearchParams,
  bytes: Buffer,
  type = '',
): ApiCall {
  const json = () => jsonOf(bytes, type)
  const optionalJson = () => (bytes.length === 0 ? {} : json())
  return { path, params, query, json, optionalJson, form: () => formOf(bytes, type) }
}

/** 401, 403 and 429. */
function refusal(
  { settings, rateLimit }: ApiParts,
  { headers }: IncomingMessage,
  { open, listsTenant }: Operation,
): Problem | undefined {
  if (open) return undefined
  if (!same(settings.apiKey, String(headers['x-api-key'] ?? ''))) {
    return new Problem(401, 'access_denied', 'Access Denied')
  }
  const tenant = headers['x-8x8-tenant']
  const named = tenant !== undefined || (settings.multiTenant && listsTenant)
  if (named && tenant !== settings.tenantId) {
    const message = `Header X-8x8-Tenant doesn't match tenant information for customerId=${settings.customerId}`
    return new Problem(403, 'forbidden', message)
  }
  return rateLimit.take() ? undefined : new Problem(429, 'too_many_requests', 'Too Many Requests')
}

function same(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function carryOut(fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  if (leftUnanswered(fault, response)) return
  write(response, call, { status: fault.status ?? 503, headers: fault.headers, text: fault.body })
}

function write(response: ServerResponse, call: RecordedCall, answer: ApiAnswer): void {
  call.status = answer.status
  if (answer.bytes === undefined) {
    call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
    sendAnswer(response, answer)
    return
  }
  call.responseBody = answer.bytes.toString('utf8')
  response.writeHead(answer.status, { 'Content-Length': String(answer.bytes.length), ...answer.headers })
  response.end(answer.bytes)
}

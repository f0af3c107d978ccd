import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, Refusal } from '../simulator/answers.ts'
import { type Body, parsedBody, readBody, sendAnswer } from '../simulator/bodies.ts'
import { askedBy, endedBefore, leftUnanswered, lostAfter } from '../simulator/calls.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { overhear } from '../simulator/overhear.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Router } from '../simulator/router.ts'
import type { Wire } from '../simulator/wire.ts'
import type { ApiFault, HootsuiteFaultBook } from './faults.ts'
import type { HootsuiteSettings } from './options.ts'
import type { AccountLimits } from './rate-limit.ts'
import type { RestHandler } from './rest.ts'
import type { Tokens } from './tokens.ts'
import type { RecordedCall } from './types.ts'

/** What the API server needs. */
export interface ApiParts {
  clock: SimulatorClock
  settings: HootsuiteSettings
  faults: HootsuiteFaultBook
  rateLimit: AccountLimits
  tokens: Tokens
  recorder: Recorder<RecordedCall>
  /** Made for each request, as settings may change. */
  router: () => Router<RestHandler>
  wire?: Wire
}

/** Beyond this the connection is cut. */
const MOST_BYTES = 64_000_000
const TOKEN_PATH = '/oauth2/token'

/**
 * Answers one request to the token endpoint or under `/inbox`: record, faults, credentials, rate limit, route. A request
 * over the limit or without a valid token changes nothing; one whose answer a fault loses has been applied.
 */
export async function answerApi(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request, { most: MOST_BYTES, keep: parts.settings.maxAttachmentBytes })
  const call = recordOf(parts, request, body)
  overhear(parts.wire, request, response, body, call)
  const ended = await endedBefore(parts.faults, call)
  if (ended) return carryOut(parts, ended, call, response)
  const answer = call.path === TOKEN_PATH ? token(parts, request, body) : inbox(parts, request, call, body)
  call.applied = answer.status
  const lost = answer.status < 400 ? await lostAfter(parts.faults, call) : undefined
  if (!lost) return write(parts, response, call, answer)
  carryOut(parts, lost, call, response)
}

function token({ tokens }: ApiParts, { method, headers }: IncomingMessage, { bytes }: Body): Answer {
  if (method !== 'POST') return { status: 405, headers: { Allow: 'POST' } }
  return tokens.issue(headers.authorization, headers['content-type'], bytes.toString('utf8'))
}

function inbox(parts: ApiParts, { headers }: IncomingMessage, call: RecordedCall, body: Body): Answer {
  const { settings, tokens, rateLimit, router } = parts
  try {
    if (!tokens.accepts(headers.authorization)) throw new Refusal({ status: 401 }, 'invalid or expired access token')
    const over = rateLimit.take()
    if (over !== undefined) {
      call.reason = over === 1003 ? 'daily quota used up' : 'too many requests in this second'
      return { status: 429, body: { errors: [{ code: over, message: call.reason, id: randomUUID() }] } }
    }
    const { handle, params } = router()(call.method, call.path)
    return handle({ params, headers, body: body.bytes, bytes: body.length })
  } catch (error) {
    call.reason = error instanceof Error ? error.message : String(error)
    if (error instanceof Refusal) return refusalAnswer(settings, error)
    return { status: 500, text: `the simulator failed: ${error instanceof Error ? error.stack : error}` }
  }
}

/** The bodies of 400, 401 and 404 are not documented here; elsewhere the platform has a list of errors. */
function refusalAnswer({ errorBodies }: HootsuiteSettings, { answer, message }: Refusal): Answer {
  const { status, headers } = answer
  if (errorBodies === 'empty') return { status, headers }
  if (errorBodies === 'text') return { status, headers, text: message }
  return { status, headers, body: { errors: [{ code: status * 10, message, id: randomUUID() }] } }
}

function recordOf({ recorder, clock }: ApiParts, request: IncomingMessage, body: Body): RecordedCall {
  const asked = askedBy(request)
  const shown = shownBody(asked.path, asked.headers['content-type'] ?? '', body)
  return recorder.add({ at: clock.now(), ...asked, body: shown })
}

function shownBody(path: string, contentType: string, { bytes, length }: Body): unknown {
  if (length === 0) return undefined
  if (path.includes('/attachments/')) return `<${length} bytes>`
  const text = bytes.toString('utf8')
  if (/x-www-form-urlencoded/i.test(contentType)) {
    const form = Object.fromEntries(new URLSearchParams(text))
    return form.client_secret === undefined ? form : { ...form, client_secret: '[redacted]' }
  }
  return parsedBody(text)
}

function carryOut(parts: ApiParts, fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  if (leftUnanswered(fault, response)) return
  write(parts, response, call, { status: fault.status ?? 503, headers: fault.headers, text: fault.body })
}

function write({ rateLimit }: ApiParts, response: ServerResponse, call: RecordedCall, answer: Answer): void {
  const isToken = call.path === TOKEN_PATH
  call.status = answer.status
  call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
  if (isToken && answer.status === 200) Object.assign(call.responseBody as object, { access_token: '[redacted]' })
  sendAnswer(response, answer, isToken ? {} : rateLimit.headers())
}

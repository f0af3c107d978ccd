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
import type { Downloads } from './downloads.ts'
import { badRequest, refusal } from './errors.ts'
import type { ApiFault, GenesysFaultBook } from './faults.ts'
import type { TokenLimits } from './rate-limit.ts'
import type { RestHandler } from './rest.ts'
import type { GenesysSettings } from './settings.ts'
import type { Tokens } from './tokens.ts'
import type { RecordedCall } from './types.ts'

/** What answering requests needs. */
export interface ApiParts {
  clock: SimulatorClock
  settings: GenesysSettings
  faults: GenesysFaultBook
  limits: TokenLimits
  tokens: Tokens
  downloads: Downloads
  recorder: Recorder<RecordedCall>
  router: Router<RestHandler>
  wire?: Wire
}

/** What came out of a request: the answer, and the headers that every answer of the API has. */
interface Outcome {
  answer: Answer
  headers: Record<string, string>
}

/**
 * Answers one request to the token endpoint or under `/api/v2`: record, faults, credentials, rate limit, permission,
 * route. What is refused changes nothing; what a fault loses the answer of has been applied.
 */
export async function answerApi(
  parts: ApiParts,
  host: 'login' | 'api',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request)
  const call = recordOf(parts, request, body)
  overhear(parts.wire, request, response, body, call)
  const ended = await endedBefore(parts.faults, call)
  if (ended) return carryOut(ended, call, response)
  const outcome = host === 'login' ? token(parts, request, body) : api(parts, request, call, body)
  call.applied = outcome.answer.status
  const lost = outcome.answer.status < 400 ? await lostAfter(parts.faults, call) : undefined
  if (lost) carryOut(lost, call, response, outcome)
  else write(response, call, outcome)
}

function token({ tokens }: ApiParts, { method, headers }: IncomingMessage, { bytes }: Body): Outcome {
  if (method !== 'POST') return { answer: { status: 405, headers: { Allow: 'POST' } }, headers: {} }
  return { answer: tokens.issue(headers.authorization, headers['content-type'], bytes.toString('utf8')), headers: {} }
}

function api(parts: ApiParts, { headers: asked, url }: IncomingMessage, call: RecordedCall, body: Body): Outcome {
  const { tokens, limits, router, settings } = parts
  const correlationId = randomUUID()
  const headers: Record<string, string> = { 'ININ-Correlation-Id': correlationId }
  try {
    const download = /^\/api\/v2\/downloads\/([^/?]+)/.exec(url ?? '')?.[1]
    if (download !== undefined && !settings.downloadsNeedToken) return { answer: fileOf(parts, download), headers }
    Object.assign(headers, limits.take(tokens.check(asked.authorization)))
    if (download !== undefined) return { answer: fileOf(parts, download), headers }
    const { handle, params } = router(call.method, call.path)
    requirePermission(settings, handle.permission)
    const query = new URL(url ?? '/', 'http://simulator').searchParams
    const json = () => jsonOf(asked['content-type'], body)
    return { answer: handle.answer({ params, query, json }), headers }
  } catch (error) {
    return { answer: errorAnswer(error, correlationId), headers }
  }
}

function fileOf({ downloads }: ApiParts, id: string): Answer & { bytes: Buffer } {
  const { bytes, mime } = downloads.get(id)
  return { status: 200, headers: { 'Content-Type': mime }, bytes }
}

function requirePermission({ missingPermissions }: GenesysSettings, permission: string | undefined): void {
  if (permission === undefined || !missingPermissions.includes(permission)) return
  const why = `You are missing the following permission(s): ${permission}`
  throw refusal(403, 'missing.permissions', `Unable to perform the requested action. ${why}`)
}

function jsonOf(contentType: string | undefined, { bytes }: Body): unknown {
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    throw refusal(415, 'unsupported.media.type', 'The content type must be application/json')
  }
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw badRequest('The request could not be understood by the server due to malformed syntax.')
  }
}

function errorAnswer(error: unknown, contextId: string): Answer {
  if (!(error instanceof Refusal)) {
    const why = error instanceof Error ? error.stack : String(error)
    return errorAnswer(refusal(500, 'internal.server.error', `the simulator failed: ${why}`), contextId)
  }
  const { body, ...answer } = error.answer
  if (body === undefined) return errorAnswer(refusal(answer.status, 'not.found', error.message), contextId)
  return { ...answer, body: { ...(body as object), contextId } }
}

function recordOf({ recorder, clock }: ApiParts, request: IncomingMessage, { bytes, length }: Body): RecordedCall {
  const asked = askedBy(request)
  const form = /x-www-form-urlencoded/i.test(asked.headers['content-type'] ?? '')
  const text = bytes.toString('utf8')
  const body = form ? Object.fromEntries(new URLSearchParams(text)) : parsedBody(text)
  return recorder.add({ at: clock.now(), ...asked, body: length === 0 ? undefined : redacted(body) })
}

function carryOut(fault: ApiFault, call: RecordedCall, response: ServerResponse, outcome?: Outcome): void {
  if (leftUnanswered(fault, response)) return
  const answer = { status: fault.status ?? 503, headers: fault.headers, text: fault.body }
  write(response, call, { answer, headers: outcome?.headers ?? {} })
}

function write(response: ServerResponse, call: RecordedCall, { answer, headers }: Outcome): void {
  call.status = answer.status
  if ('bytes' in answer) {
    call.answer = `<${(answer.bytes as Buffer).length} bytes>`
    response.writeHead(answer.status, { ...headers, ...answer.headers })
    response.end(answer.bytes as Buffer)
    return
  }
  call.answer = answer.body === undefined ? answer.text : redacted(answer.body)
  sendAnswer(response, answer, headers)
}

const SECRETS = ['access_token', 'client_secret', 'outboundNotificationWebhookSignatureSecretToken']

/** A copy without secrets, at any depth. */
function redacted(body: unknown): unknown {
  if (body === undefined) return undefined
  return JSON.parse(JSON.stringify(body, (name, value) => (SECRETS.includes(name) ? '[redacted]' : value)))
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../simulator/answers.ts'
import { parsedBody, readBody, sendAnswer } from '../simulator/bodies.ts'
import { askedBy, endedBefore, leftUnanswered, lostAfter } from '../simulator/calls.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { overhear } from '../simulator/overhear.ts'
import type { RateLimit } from '../simulator/rate-limit.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import { type ReadCall, readCall } from './calls.ts'
import { envelope, QUEUED, type Verdict } from './codes.ts'
import type { ApiFault, ImiconnectFaultBook } from './faults.ts'
import { refuseCaller } from './inbound-auth.ts'
import type { ImiconnectSettings } from './options.ts'
import type { RecordedCall } from './types.ts'

/** What the generated URL needs. */
export interface InboundParts {
  clock: SimulatorClock
  settings: ImiconnectSettings
  faults: ImiconnectFaultBook
  rateLimit: RateLimit
  recorder: Recorder<RecordedCall>
  /** The path of the generated URL. */
  path: string
  /** Does what the call says. */
  apply(call: ReadCall): Verdict
  wire?: Wire
}

/**
 * Answers one request outside `/control`: record, faults, checks, apply. Only the generated URL exists. A refused call
 * changes nothing; one whose answer a fault loses has been applied.
 */
export async function answerInbound(
  parts: InboundParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request)
  const text = body.bytes.toString('utf8')
  const call = recordOf(parts, request, text)
  overhear(parts.wire, request, response, body, call)
  const ended = await endedBefore(parts.faults, call)
  if (ended) return carryOut(parts, ended, call, response)
  if (call.path === parts.path && call.method !== 'POST') {
    return write(response, call, { status: 405, headers: { Allow: 'POST' } })
  }
  const verdict = judge(parts, request, call, text)
  call.applied = verdict.code
  const lost = verdict.code === QUEUED ? await lostAfter(parts.faults, call) : undefined
  if (!lost) return write(response, call, envelope(parts.settings, verdict))
  carryOut(parts, lost, call, response)
}

function judge(parts: InboundParts, request: IncomingMessage, call: RecordedCall, text: string): Verdict {
  const { settings, rateLimit } = parts
  if (call.path !== parts.path) return { code: '7008' }
  const refused = refuseCaller(settings, request.headers)
  if (refused) return refused
  if (!rateLimit.take()) return { code: '7020' }
  if (Buffer.byteLength(text) > settings.maxPayloadBytes) return { code: '430' }
  const reading = readCall(settings, text, request.headers['content-type'])
  call.ignored = reading.ignored
  return reading.call ? parts.apply(reading.call) : reading.refused!
}

function recordOf(parts: InboundParts, request: IncomingMessage, text: string): RecordedCall {
  const asked = askedBy(request, ['authorization', 'key'])
  return parts.recorder.add({ at: parts.clock.now(), ...asked, body: parsedBody(text), ignored: [] })
}

function carryOut(parts: InboundParts, fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  if (leftUnanswered(fault, response)) return
  const { kind, status = 503, code = '7005', headers, body } = fault
  const answer = kind === 'status' ? { status, text: body } : envelope(parts.settings, { code })
  write(response, call, { ...answer, headers })
}

function write(response: ServerResponse, call: RecordedCall, answer: Answer): void {
  call.status = answer.status
  call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
  sendAnswer(response, answer)
}

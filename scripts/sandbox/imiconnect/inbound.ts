import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../gladly/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { Recorder } from '../simulator/recorder.ts'
import { readBody, sendAnswer } from '../gladly/server.ts'
import { type ReadCall, readCall } from './calls.ts'
import { envelope, QUEUED, type Verdict } from './codes.ts'
import type { ApiFault, ImiconnectFaultBook } from './faults.ts'
import { refuseCaller } from './inbound-auth.ts'
import type { ImiconnectSettings } from './options.ts'
import type { RateLimit } from './rate-limit.ts'
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
  const text = await readBody(request)
  const call = recordOf(parts, request, text)
  for (const fault of parts.faults.beforeCall(call)) {
    const delayMs = fault.delayMs ?? (fault.kind === 'slow' ? 1000 : 0)
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (fault.kind !== 'slow') return carryOut(parts, fault, call, response)
  }
  if (call.path === parts.path && call.method !== 'POST') {
    return write(response, call, { status: 405, headers: { Allow: 'POST' } })
  }
  const verdict = judge(parts, request, call, text)
  call.applied = verdict.code
  const lost = verdict.code === QUEUED ? parts.faults.afterCall(call) : undefined
  if (!lost) return write(response, call, envelope(parts.settings, verdict))
  if (lost.delayMs) await new Promise((resolve) => setTimeout(resolve, lost.delayMs).unref())
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
  const url = new URL(request.url ?? '/', 'http://imiconnect')
  const query: RecordedCall['query'] = {}
  for (const name of url.searchParams.keys()) {
    const values = url.searchParams.getAll(name)
    query[name] = values.length === 1 ? values[0]! : values
  }
  const headers = { ...request.headers } as Record<string, string>
  for (const name of ['authorization', 'key']) if (headers[name] !== undefined) headers[name] = '[redacted]'
  return parts.recorder.add({
    at: parts.clock.now(),
    method: request.method ?? 'GET',
    path: url.pathname,
    query,
    headers,
    body: parsed(text),
    ignored: [],
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

function carryOut(parts: InboundParts, fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  const { kind, status = 503, code = '7005', headers, body } = fault
  if (kind.startsWith('hang')) return
  if (kind.startsWith('reset')) {
    response.socket?.resetAndDestroy()
    return
  }
  const answer = kind === 'status' ? { status, text: body } : envelope(parts.settings, { code })
  write(response, call, { ...answer, headers })
}

function write(response: ServerResponse, call: RecordedCall, answer: Answer): void {
  call.status = answer.status
  call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
  sendAnswer(response, answer)
}

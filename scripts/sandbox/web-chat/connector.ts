import type { IncomingMessage, ServerResponse } from 'node:http'
import { parsedBody, readBody, sendAnswer } from '../simulator/bodies.ts'
import { askedBy, endedBefore, leftUnanswered, lostAfter } from '../simulator/calls.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { overhear } from '../simulator/overhear.ts'
import { RateLimit } from '../simulator/rate-limit.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { type ConnectorAnswer, connectorRouter, refusal } from './connector-answers.ts'
import { type ConnectorParts, conversationRoutes, memberRoutes } from './connector-routes.ts'
import type { ApiFault, WebChatFaultBook } from './faults.ts'
import type { WebChatSettings } from './options.ts'
import { tokenRoutes } from './token-routes.ts'
import type { ChannelTokens } from './tokens.ts'
import type { RecordedCall } from './types.ts'

/** What the connector service needs beside what it works on. */
export interface ConnectorServiceParts extends ConnectorParts {
  clock: SimulatorClock
  settings: WebChatSettings
  faults: WebChatFaultBook
  tokens: ChannelTokens
  calls: Recorder<RecordedCall>
  wire?: Wire
}

// A file of 4 MB, the most Azure's channels take, in base64.
const MOST_BYTES = 6_000_000
/** What is asked without a bearer: documents, tokens, and files, whose URLs are handed to whoever shows them. */
const OPEN = /^\/(\.well-known|v1\/\.well-known|v3\/attachments\/[^/]+\/views|.*oauth2\/v2\.0\/token$)/

/**
 * The connector service: answers one request by record, faults, checks, route. A refused call changes nothing; one whose
 * answer a fault loses has been applied.
 */
export function connectorService(parts: ConnectorServiceParts) {
  const { clock, settings, faults, tokens, calls, wire } = parts
  const routes = [...conversationRoutes(parts), ...memberRoutes(parts), ...attachmentRoutes(parts)]
  const route = connectorRouter([...routes, ...tokenRoutes(tokens)])
  const limit = new RateLimit(clock, {
    get requestsPerSecond() {
      return settings.requestsPerSecond ?? Number.POSITIVE_INFINITY
    },
    rateLimitWindow: 'second' as const,
  })

  async function applied(call: RecordedCall, request: IncomingMessage, text: string): Promise<ConnectorAnswer> {
    if (!OPEN.test(call.path)) {
      if (!tokens.admits(request.headers.authorization)) {
        return refusal(401, 'Unauthorized', 'Authorization has been denied for this request').answer
      }
      if (settings.requestsPerSecond !== undefined && !limit.take()) {
        return refusal(429, 'TooManyRequests', 'Too many requests', { 'Retry-After': '1' }).answer
      }
    }
    return route(call.method, new URL(request.url ?? '/', 'http://simulator'), call.headers, text)
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const read = await readBody(request, { most: MOST_BYTES })
    const text = read.bytes.toString('utf8')
    const form = /^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')
    const body = form ? text.replace(/(client_secret=)[^&]*/, '$1[redacted]') : parsedBody(text)
    const call = calls.add({ at: clock.now(), ...askedBy(request, []), body })
    overhear(wire, request, response, read, call)
    const ended = await endedBefore(faults, call)
    if (ended) return carryOut(ended, call, response)
    const answer = await applied(call, request, text)
    call.applied = answer.status
    const lost = answer.status < 300 ? await lostAfter(faults, call) : undefined
    if (lost) return carryOut(lost, call, response)
    write(response, call, answer)
  }
}

function carryOut(fault: ApiFault, call: RecordedCall, response: ServerResponse): void {
  if (leftUnanswered(fault, response)) return
  const { status = 503, headers, body } = fault
  const said = body === undefined ? { body: { error: { code: 'ServiceError', message: 'A fault' } } } : { text: body }
  write(response, call, { status, headers, ...said })
}

function write(response: ServerResponse, call: RecordedCall, answer: ConnectorAnswer): void {
  call.status = answer.status
  if (!answer.bytes) {
    call.responseBody = answer.body === undefined ? answer.text : structuredClone(answer.body)
    sendAnswer(response, answer)
    return
  }
  const { type, content } = answer.bytes
  // Whatever the customer or the bot called it: a browser is not to make a page of this origin out of it.
  const safe = { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': 'sandbox' }
  response.writeHead(answer.status, { 'Content-Type': type, 'Content-Length': content.length, ...safe })
  response.end(content)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer, Engine, IncomingEvent } from '../engine/engine.ts'
import type { Logger } from '../log.ts'
import type { Platform, RawRequest, Reading } from '../platform.ts'
import { readRawRequest } from './raw-request.ts'
import type { Responder } from './responder.ts'

/** What the intake needs of a platform or a desk. */
export type Receiving = Pick<Platform, 'channelId' | 'account' | 'keptHeaders' | 'verify' | 'read'> &
  Pick<Platform, 'response'>

export interface IntakePorts {
  platform: Receiving
  engine: Engine
  log: Logger
  /** Present where the answer of the bot travels in the response. */
  responder?: Pick<Responder, 'answerFor'>
  /** The platform gave a sign that events may have been missed. */
  onCatchUp?(): void
  /** An event is kept, and about to be acknowledged. `peopleHave`: see `Reading`. */
  onAccepted?(event: IncomingEvent, peopleHave: boolean): void
}

const ACKNOWLEDGED: Answer = { status: 200 }

/**
 * Take in one request: read its bytes, verify them, keep the event, answer. Never waits for the bot or the platform,
 * except where the platform wants the bot's answer in the response, and answers exactly once, whatever happens; or, there,
 * on purpose not at all. Resolves to false where the answer was a failure of ours (5xx).
 */
export async function takeIn(ports: IntakePorts, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  let answer: Answer | undefined
  try {
    answer = await answerFor(ports, req)
  } catch (error) {
    ports.log.error({ err: error }, 'a request could not be taken in')
    answer = { status: 500 }
  }
  if (answer === undefined) {
    const { limitMs = 0, budgetMs = 0 } = ports.platform.response ?? {}
    await leaveUnanswered(res, limitMs - budgetMs)
    return true
  }
  write(req, res, answer)
  return answer.status < 500
}

/** Until the platform hangs up, or what is left of its time is over. */
function leaveUnanswered(res: ServerResponse, leftMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      res.destroy()
      resolve()
    }
    const timer = setTimeout(end, leftMs)
    timer.unref()
    res.once('close', end)
  })
}

async function answerFor(ports: IntakePorts, req: IncomingMessage): Promise<Answer | undefined> {
  const { platform, log } = ports
  const raw = await readRawRequest(req)
  if (!raw.ok) {
    log.warn({ status: raw.status, why: raw.why }, 'a request was refused unread')
    return plain(raw.status, raw.why)
  }
  const verdict = await platform.verify(raw.request)
  if (!verdict.ok) {
    const status = verdict.status ?? 401
    log.warn({ status, why: verdict.why, from: req.socket.remoteAddress }, 'a request was refused: not verified')
    const { headers, body } = verdict
    return { status, ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }) }
  }
  return keep(ports, raw.request, await platform.read(raw.request, verdict.proof))
}

async function keep(ports: IntakePorts, request: RawRequest, reading: Reading): Promise<Answer | undefined> {
  const { platform, engine, log } = ports
  const { channelId, account } = platform
  try {
    switch (reading.kind) {
      case 'answer':
        if (reading.catchUp) ports.onCatchUp?.()
        return reading.answer
      case 'ignored':
        log.debug({ why: reading.why }, 'a request was ignored')
        return reading.answer ?? ACKNOWLEDGED
      case 'malformed': {
        log.warn({ why: reading.why }, 'a verified request could not be understood; kept as a dead letter')
        const letter = {
          channelId,
          account,
          type: reading.type ?? 'unreadable',
          body: request.body.toString('utf8'),
          reason: reading.why,
        }
        await engine.deadLetters.keep({ ...letter, headers: keptHeaders(platform, request) })
        return reading.answer ?? ACKNOWLEDGED
      }
      case 'events': {
        const headers = keptHeaders(platform, request)
        const accepted = await Promise.all(
          reading.events.map((event) => engine.accept({ ...event, type: foreignType(event.type), headers })),
        )
        reading.events.forEach((event, index) => {
          if (accepted[index] === 'accepted') ports.onAccepted?.(event, reading.peopleHave === true)
          log.debug(
            { type: event.type, key: event.key, conversation: event.conversation, acceptance: accepted[index] },
            'event taken in',
          )
        })
        const [first] = reading.events
        if (ports.responder === undefined || first === undefined || reading.inResponse === false)
          return reading.answer ?? ACKNOWLEDGED
        return await ports.responder.answerFor({ channelId, account, key: first.key })
      }
    }
  } catch (error) {
    log.error({ err: error }, 'an event could not be stored; the platform is asked to send it again')
    return plain(503, 'the event could not be stored')
  }
}

/** What comes from outside must not pass for core's own news. */
const foreignType = (type: string): string => (type.startsWith('core/') ? `foreign ${type}` : type)

function keptHeaders(platform: Receiving, request: RawRequest): Record<string, string> {
  return Object.fromEntries(
    platform.keptHeaders.flatMap((name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}

const plain = (status: number, text: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
})

/** How long a caller has to read the answer to a request we stopped reading, in milliseconds. */
const LINGER_MS = 500

/** Plain node:http, so that restify, express and bare servers are served alike. */
function write(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  if (res.headersSent || res.destroyed) return
  const body = Buffer.from(answer.body ?? '')
  res.statusCode = answer.status
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value)
  res.setHeader('Content-Length', body.length)
  if (req.complete) {
    res.end(body)
    return
  }
  // What was not read must not be: the connection ends with the answer. Closing it at once, with bytes unread, would
  // reset it, and the caller would lose the answer; so it is written whole, and ended a moment later.
  res.setHeader('Connection', 'close')
  res.flushHeaders()
  if (body.length > 0) res.write(body)
  setTimeout(() => {
    res.end()
    req.destroy()
  }, LINGER_MS).unref()
}

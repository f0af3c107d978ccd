import { createHash } from 'node:crypto'
import type { Answer, IncomingEvent } from '../core/engine/engine.ts'
import { textOf } from '../core/intake/body.ts'
import type { RawRequest, Reading, Verdict } from '../core/platform.ts'
import { readEvent } from './events.ts'
import type { HootsuiteProfile } from './profile.ts'
import type { CompleteHootsuiteSettings } from './settings.ts'
import { isSigned } from './signature.ts'

/** The `channelId` of activities, and part of state keys: never changes. */
export const HOOTSUITE = 'hootsuite'

const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/** An answer with a body of JSON. */
export const jsonAnswer = (body: unknown): Answer => ({
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

/** The answer that asks for nothing: an empty conversation manipulation (Inbox 2.0 API reference, Webhooks: Response). */
export const NOTHING: Answer = jsonAnswer({})

/**
 * Is this request from Hootsuite, and of now? The signature is over the raw bytes; the time stands in the body, and so is
 * signed with it (Inbox 2.0 API reference, Webhook authentication).
 */
export function verifyWebhook(settings: CompleteHootsuiteSettings, request: RawRequest, now: Date): Verdict {
  const { profile, webhookSecrets } = settings
  if (webhookSecrets.length === 0) {
    return {
      ok: false,
      status: 503,
      why: 'HOOTSUITE_WEBHOOK_SECRET is not set: copy the shared secret from the virtual agent’s page in Inbox, set it, and restart',
    }
  }
  const given = request.headers[profile.signatureHeader]
  if (given === undefined) return refused(`there is no ${profile.signatureHeader} header`)
  if (typeof given !== 'string') return refused(`there is more than one ${profile.signatureHeader} header`)
  if (!isSigned(given, request.body, webhookSecrets, profile)) {
    return refused(`the ${profile.signatureHeader} header is no signature of the body with any configured secret`)
  }
  const why = whyNotOfNow(request.body, profile, now)
  return why === undefined ? { ok: true } : refused(why)
}

const refused = (why: string): Verdict => ({ ok: false, why, status: 401 })

/** What is no event at all becomes no turn, however old it is: it is kept for a person to look at. */
function whyNotOfNow(body: Buffer, { maxTimestampAgeMs, timestampRequired }: HootsuiteProfile, now: Date) {
  if (maxTimestampAgeMs === 0) return undefined
  const read = readEvent(body.toString('utf8'))
  const sentAt = read.kind === 'event' ? read.event.sentAt : read.sentAt
  if (sentAt === undefined)
    return read.kind !== 'malformed' && timestampRequired ? 'the event has no timestamp that can be read' : undefined
  const age = now.getTime() - Date.parse(sentAt)
  if (Math.abs(age) <= maxTimestampAgeMs) return undefined
  return `the event was sent ${Math.round(Math.abs(age) / 1_000)} s ${age > 0 ? 'ago' : 'from now'}: a replay, or the clocks disagree`
}

const LONGEST_KEY = 256

/** Hootsuite's own key, the same over all retries. One too long to be kept as it is is told apart by its hash, like a body. */
function keyOf(idempotencyKey: string | undefined, body: Buffer): string {
  const hash = (of: string | Buffer): string => createHash('sha256').update(of).digest('hex')
  if (idempotencyKey === undefined) return `body:${hash(body)}`
  return idempotencyKey.length <= LONGEST_KEY ? idempotencyKey : `key:${hash(idempotencyKey)}`
}

/** What is in a verified request. Nothing authentic is refused: a refusal would only be repeated, and lose the conversation. */
export function readWebhook(settings: CompleteHootsuiteSettings, request: RawRequest): Reading {
  const text = textOf(request.body)
  if (text === undefined) return { kind: 'malformed', why: 'the body is not UTF-8', answer: NOTHING }
  const read = readEvent(text)
  switch (read.kind) {
    case 'nothing':
      return { kind: 'ignored', why: read.why, answer: NOTHING }
    case 'malformed': {
      const type = read.type === undefined ? {} : { type: read.type }
      return { kind: 'malformed', why: read.why, ...type, answer: NOTHING }
    }
    case 'event': {
      const { event } = read
      const incoming: IncomingEvent = {
        conversation: { channelId: HOOTSUITE, account: settings.account, conversationId: event.conversationId },
        key: keyOf(event.idempotencyKey, request.body),
        keyLifeMs: KEY_LIFE_MS,
        type: event.type,
        origin: 'webhook',
        ...(event.sentAt === undefined ? {} : { occurredAt: event.sentAt }),
        body: text,
      }
      return { kind: 'events', events: [incoming], answer: NOTHING }
    }
  }
}

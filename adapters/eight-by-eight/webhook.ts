import { createHash } from 'node:crypto'
import type { IncomingEvent } from '../core/engine/engine.ts'
import { isoMoment, textOf } from '../core/intake/body.ts'
import type { RawRequest, Reading, Verdict } from '../core/platform.ts'
import { readEvent } from './events.ts'
import { type CompleteEightByEightSettings, learntLaterMissing, missingWarning } from './settings.ts'
import { isSignedBy, readSignature, SIGNED_HEADERS } from './signature.ts'
import type { SigningKeys } from './signing-keys.ts'

/** The `channelId` of activities, and part of state keys: never changes. */
export const EIGHT_BY_EIGHT = '8x8'

/** Headers worth keeping with an event: who it was signed for, and which try it was. Never the signature. */
export const KEPT_HEADERS: readonly string[] = [
  SIGNED_HEADERS.eventId,
  SIGNED_HEADERS.retry,
  SIGNED_HEADERS.transmissionTime,
  SIGNED_HEADERS.tenantId,
  SIGNED_HEADERS.customerId,
]

const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000
const PLAIN = /^[A-Za-z0-9_.:=+/-]{1,200}$/

/**
 * Is this request from 8x8, and about our tenant? (Validating webhook events.) 8x8 signs the events of all its customers
 * with the same keys, so the ids it signed must be ours. `WEB_HOOK_VERIFY` only asks whether somebody is there: it is let
 * through unsigned, and does nothing. `now` is when the request came.
 */
export async function verifyWebhook(
  settings: CompleteEightByEightSettings,
  keys: SigningKeys,
  request: RawRequest,
  now: Date,
): Promise<Verdict> {
  const { profile, customerIds, tenantIds } = settings
  if (profile.unsignedVerify && readEvent(textOf(request.body) ?? '').kind === 'handshake') return { ok: true }
  const read = readSignature(request.headers)
  if (!read.ok) return refused(read.why)
  const { signature } = read
  const answer = await keys.get(signature.kid)
  if (answer.kind === 'unavailable') return { ok: false, status: 503, why: answer.why }
  if (answer.kind === 'unknown') return refused(`8x8 has no key ${signature.kid}`)
  if (!isSignedBy(answer.key, signature, request.body)) return refused('the signature is not one of this request')

  // From here on 8x8 is known to have sent it: the ids may be shown, and are what the settings need.
  const { customerId, tenantId, transmissionTime } = signature
  const signedFor = `8x8 signed it for customer '${customerId}' and tenant '${tenantId}'`
  const missing = learntLaterMissing(settings)
  if (missing.length > 0) return { ok: false, status: 503, why: `${missingWarning(missing)} ${signedFor}` }
  const strange = [
    ...(customerIds.includes(customerId) ? [] : ['EIGHT_BY_EIGHT_CUSTOMER_ID']),
    ...(tenantIds.includes(tenantId) ? [] : ['EIGHT_BY_EIGHT_TENANT_ID']),
  ]
  if (strange.length > 0) {
    return refused(`${signedFor}, which ${strange.join(' and ')} do not list: add them if they are yours`)
  }
  const age = now.getTime() - transmissionTime
  if (profile.maxTransmissionAgeMs > 0 && Math.abs(age) > profile.maxTransmissionAgeMs) {
    const when = age > 0 ? 'ago' : 'from now'
    return refused(`it was sent ${Math.round(Math.abs(age) / 1_000)} s ${when}: a replay, or the clocks disagree`)
  }
  return { ok: true }
}

const refused = (why: string): Verdict => ({ ok: false, why, status: 401 })

/** What is in a verified request. Nothing authentic is refused: a refusal would only be repeated. */
export function readWebhook(settings: Pick<CompleteEightByEightSettings, 'account'>, request: RawRequest): Reading {
  const text = textOf(request.body)
  if (text === undefined) return { kind: 'malformed', why: 'the body is not UTF-8' }
  const read = readEvent(text)
  switch (read.kind) {
    case 'handshake':
      return { kind: 'answer', answer: { status: 200 } }
    case 'nothing':
      return { kind: 'ignored', why: read.why }
    case 'malformed':
      return { kind: 'malformed', why: read.why, ...(read.type === undefined ? {} : { type: read.type }) }
    case 'event': {
      const { event } = read
      const occurredAt = earliest(event.at, sentAt(request.headers[SIGNED_HEADERS.transmissionTime]))
      const incoming: IncomingEvent = {
        conversation: { channelId: EIGHT_BY_EIGHT, account: settings.account, conversationId: event.conversationId },
        key: keyOf(request),
        keyLifeMs: KEY_LIFE_MS,
        type: event.type,
        origin: 'webhook',
        ...(occurredAt === undefined ? {} : { occurredAt }),
        body: text,
      }
      return { kind: 'events', events: [incoming] }
    }
  }
}

/** The signed id, the same over all retries. */
function keyOf({ headers, body }: RawRequest): string {
  const id = headers[SIGNED_HEADERS.eventId]
  if (typeof id === 'string' && PLAIN.test(id)) return id
  const hash = createHash('sha256').update(typeof id === 'string' ? id : body)
  return `#${hash.digest('base64url').slice(0, 32)}`
}

/**
 * The body is signed by a checksum that anybody can meet with another body. What cannot be forged is when it was sent; so
 * an old request with a new body is as old as it is, and becomes no turn once its key has been forgotten.
 */
function earliest(...times: (string | undefined)[]): string | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0]
}

function sentAt(header: string | readonly string[] | undefined): string | undefined {
  const ms = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0
  return ms > 0 ? isoMoment(ms) : undefined
}

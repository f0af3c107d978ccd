import { createHash } from 'node:crypto'
import { defined } from '../core/defined.ts'
import type { IncomingEvent } from '../core/engine/engine.ts'
import { textOf } from '../core/intake/body.ts'
import type { RawRequest, Reading, Verdict } from '../core/platform.ts'
import { GENESYS } from './address.ts'
import { type GenesysEvent, readEvent } from './events.ts'
import { KEY_LIFE_MS } from './own-events.ts'
import { type CompleteGenesysSettings, INTEGRATION_MISSING } from './settings.ts'
import { isSigned } from './signature.ts'

const SIGNATURE = 'x-hub-signature-256'

/** Where nothing is kept and nothing runs: what is no POST. */
export const NOT_ALLOWED: Reading = {
  kind: 'answer',
  answer: {
    status: 405,
    headers: { Allow: 'POST', 'Content-Type': 'text/plain; charset=utf-8' },
    body: 'Only POST.\n',
  },
}

/** Is this request from Genesys? The signature is over the raw bytes (facts: webhook signature). */
export function verifyWebhook(settings: CompleteGenesysSettings, request: RawRequest): Verdict {
  const given = request.headers[SIGNATURE]
  if (given === undefined) return refused(`there is no ${SIGNATURE} header`)
  if (typeof given !== 'string') return refused(`there is more than one ${SIGNATURE} header`)
  if (!isSigned(given, request.body, settings.webhookSecrets, settings.profile.signatureHexToo))
    return refused(`the ${SIGNATURE} header is no signature of the body with any configured secret`)
  if (settings.integrationId === undefined) return { ok: false, status: 503, why: INTEGRATION_MISSING }
  return { ok: true }
}

const refused = (why: string): Verdict => ({ ok: false, why, status: 401 })

const LONGEST_ID = 512

const KNOWN = new Set(['Text', 'Structured', 'Event', 'Receipt'])

/** What is in a verified request. Nothing authentic is refused: that would make the message failed for the agent. */
export function readWebhook(settings: CompleteGenesysSettings, request: RawRequest): Reading {
  const text = textOf(request.body)
  if (text === undefined) return { kind: 'malformed', why: 'the body is not UTF-8' }
  const read = readEvent(text)
  if (!read.ok) return { kind: 'malformed', why: read.why }
  const { event } = read
  if (!KNOWN.has(event.type)) return { kind: 'ignored', why: `its type is ${event.type}` }
  if (event.integrationId !== undefined && event.integrationId !== settings.integrationId)
    return { kind: 'ignored', why: `it belongs to another integration, ${event.integrationId}` }
  if (event.address === undefined) return { kind: 'malformed', type: event.type, why: 'nobody is named it is for' }
  if (event.address.length > LONGEST_ID)
    return { kind: 'malformed', type: event.type, why: `whom it is for has more than ${LONGEST_ID} characters` }
  const incoming: IncomingEvent = {
    conversation: { channelId: GENESYS, account: settings.account, conversationId: event.address },
    key: keyOf(event, request.body),
    keyLifeMs: KEY_LIFE_MS,
    type: event.type,
    origin: 'webhook',
    ...defined({ occurredAt: event.at }),
    body: text,
  }
  return { kind: 'events', events: [incoming] }
}

/** Deliveries are at least once (facts: delivery semantics): the message's id and type, of receipts the status too. */
function keyOf({ id, type, status, at }: GenesysEvent, body: Buffer): string {
  if (id === undefined || id.length > LONGEST_ID || (status ?? '').length > LONGEST_ID)
    return `${type}:body:${createHash('sha256').update(body).digest('hex')}`
  if (type === 'Receipt') return `${type}:${id}:${status ?? ''}`
  // Whether each typing event has an id of its own is not documented: its time tells them apart.
  return type === 'Event' ? `${type}:${id}:${at ?? ''}` : `${type}:${id}`
}

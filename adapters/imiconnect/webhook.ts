import { createHash } from 'node:crypto'
import type { Answer, IncomingEvent } from '../core/engine/engine.ts'
import type { RawRequest, Reading } from '../core/platform.ts'
import { type ImiconnectEvent, readBody } from './events.ts'
import { inOneSpelling } from './fields.ts'
import type { CompleteImiconnectSettings } from './settings.ts'

/** The `channelId` of activities, and part of state keys: never changes. */
export const IMICONNECT = 'imiconnect'

const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/**
 * What is in a verified request. Five failures in a row switch the webhook off (Webex Connect help, Generic Bot), so
 * whatever is authentic is answered alike: 200 with the verification token.
 */
export function readWebhook(settings: CompleteImiconnectSettings, request: RawRequest): Reading {
  const answer = acknowledgement(settings, request.method)
  if (request.method !== 'POST') return { kind: 'answer', answer }
  const body = readBody(request.body, settings.profile)
  switch (body.kind) {
    case 'probe':
      return { kind: 'answer', answer }
    case 'malformed': {
      const reading = { kind: 'malformed', why: body.why, answer, ...(body.type && { type: body.type }) } as const
      return reading
    }
    case 'event':
      return {
        kind: 'events',
        events: [incomingEvent(settings, body.event, request.body.toString('utf8'))],
        answer,
        // The platform cannot be asked.
        ...(body.event.holder === 'people' && body.event.kind !== 'delivery' ? { peopleHave: true } : {}),
      }
  }
}

/** The answer to everything: the token in the places of the profile. GET and HEAD only learn that somebody is here. */
export function acknowledgement({ profile, verificationToken }: CompleteImiconnectSettings, method = 'POST'): Answer {
  const { status, tokenFields, tokenHeader, plainText, revealToGet } = profile.ack
  if (method !== 'POST' && !(method === 'GET' && revealToGet)) return { status }
  const headers = tokenHeader === undefined ? {} : { [tokenHeader]: verificationToken }
  if (plainText) {
    return { status, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }, body: verificationToken }
  }
  const body = JSON.stringify(Object.fromEntries(tokenFields.map((name) => [name, verificationToken])))
  return { status, headers: { ...headers, 'Content-Type': 'application/json' }, body }
}

/** The event as the engine keeps it: in the bot's conversation, where the platform names it. */
function incomingEvent(settings: CompleteImiconnectSettings, event: ImiconnectEvent, body: string): IncomingEvent {
  const { account, profile } = settings
  const told = event.messageId !== undefined || event.timestamp !== undefined
  return {
    conversation: { channelId: IMICONNECT, account, conversationId: event.linkedTo ?? event.conversationId },
    key: keyOf(event),
    // With neither id nor time a second press of a button looks like a retry of the first: not for longer than retries last.
    keyLifeMs: told ? KEY_LIFE_MS : profile.handover.lateMs,
    type: event.name,
    origin: 'webhook',
    ...(event.at === undefined ? {} : { occurredAt: event.at }),
    body,
  }
}

/**
 * What makes two deliveries one event: the message's id, with its status for a receipt (`Delivered` and `Read` share an
 * id). A postback has none: a hash of what it says and when (Webex Connect help, Generic Bot).
 */
export function keyOf(event: ImiconnectEvent): string {
  const { kind, conversationId, messageId, deliveryStatus } = event
  const what = kind === 'other' ? `other-${inOneSpelling(event.name)}` : kind
  if (messageId === undefined) return `${kind}#${hash(identityOf(event))}`
  const parts = [what, conversationId, messageId, ...(kind === 'delivery' ? [deliveryStatus?.toLowerCase() ?? ''] : [])]
  return parts.every((part) => PLAIN.test(part)) ? parts.join('/') : `${kind}#${hash(parts)}`
}

const PLAIN = /^[A-Za-z0-9_.:-]{1,100}$/

function identityOf(event: ImiconnectEvent): unknown[] {
  const { name, conversationId, payload, text, media, timestamp, deliveryStatus } = event
  return [
    inOneSpelling(name),
    conversationId,
    payload ?? '',
    text,
    timestamp?.trim() ?? '',
    media.map(({ url, name }) => url ?? name),
    deliveryStatus?.toLowerCase() ?? '',
  ]
}

/** `JSON.stringify` keeps parts apart, and writes halves of characters as escapes. */
const hash = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)

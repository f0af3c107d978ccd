import { isOneOf } from '../core/constant-time.ts'
import type { IncomingEvent } from '../core/engine/engine.ts'
import { textOf } from '../core/intake/body.ts'
import type { RawRequest, Reading, Verdict } from '../core/platform.ts'
import { type GladlyEvent, readEvent } from './events.ts'
import type { CompleteGladlySettings } from './settings.ts'

/** The `channelId` of activities, and part of state keys: never changes. */
export const GLADLY = 'gladly'

const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/**
 * Is this request from Gladly? It signs nothing: what proves a request is what its administrator typed into the webhook's
 * form, a header with a secret and/or Basic credentials (Gladly API reference, Webhooks: `headers`, `credentials`).
 */
export function verifyWebhook(settings: CompleteGladlySettings, request: RawRequest): Verdict {
  const checks = [headerCheck(settings, request), basicCheck(settings, request)].filter((check) => check !== undefined)
  const refuse = (why: string): Verdict => ({
    ok: false,
    why,
    status: 401,
    // Gladly may hold its Basic credentials back until it is asked for them.
    headers: { 'WWW-Authenticate': `Basic realm="${settings.profile.webhook.realm}"` },
  })
  if (checks.length === 0)
    return refuse('neither a webhook secret nor Basic credentials are configured, so nothing is accepted')
  const failed = checks.filter((check) => !check.ok)
  const enough = settings.profile.webhook.require === 'any' ? failed.length < checks.length : failed.length === 0
  return enough ? { ok: true } : refuse(failed.map((check) => check.why).join('; '))
}

type Check = { ok: true; why?: undefined } | { ok: false; why: string }

function headerCheck(settings: CompleteGladlySettings, { headers }: RawRequest): Check | undefined {
  if (settings.webhookSecrets.length === 0) return undefined
  const name = settings.webhookHeader.toLowerCase()
  const given = headers[name]
  if (given === undefined) return { ok: false, why: `there is no ${name} header` }
  if (typeof given !== 'string') return { ok: false, why: `there is more than one ${name} header` }
  return isOneOf(Buffer.from(given, 'latin1'), settings.webhookSecrets)
    ? { ok: true }
    : { ok: false, why: `the ${name} header holds none of the configured secrets` }
}

function basicCheck(settings: CompleteGladlySettings, { headers }: RawRequest): Check | undefined {
  const { webhookUsername: user, webhookPassword: password } = settings
  if (user === undefined || password === undefined) return undefined
  const given = headers.authorization
  if (given === undefined) return { ok: false, why: 'there is no authorization header' }
  if (typeof given !== 'string') return { ok: false, why: 'there is more than one authorization header' }
  const credentials = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(given)?.[1]
  if (credentials === undefined) return { ok: false, why: 'the authorization header is not Basic' }
  return isOneOf(Buffer.from(credentials, 'base64'), [`${user}:${password}`])
    ? { ok: true }
    : { ok: false, why: 'the Basic credentials are wrong' }
}

/**
 * What is in a verified request. Gladly sends one event per request and switches the webhook off when answers are not
 * 2xx (Gladly API reference, Webhooks: Retry Policy), so nothing authentic is refused here.
 */
export function readWebhook(settings: CompleteGladlySettings, request: RawRequest): Reading {
  const text = textOf(request.body)
  if (text === undefined) return { kind: 'malformed', why: 'the body is not UTF-8' }
  const read = readEvent(text, settings.profile)
  switch (read.kind) {
    case 'ping':
      // Sent when a webhook is switched on again, perhaps after it was off for hours. Exactly 200: 204 makes it fail.
      return { kind: 'answer', answer: { status: 200 }, catchUp: true }
    case 'nothing':
      return { kind: 'ignored', why: read.why }
    case 'malformed':
      return read
    case 'event':
      return { kind: 'events', events: [incomingEvent(settings.account, read.event, text, 'webhook')] }
  }
}

/** The event as the engine keeps it. */
export function incomingEvent(
  account: string,
  event: GladlyEvent,
  body: string,
  origin: 'webhook' | 'catch-up',
): IncomingEvent {
  return {
    conversation: { channelId: GLADLY, account, conversationId: conversationOf(event) },
    key: keyOf(event),
    keyLifeMs: KEY_LIFE_MS,
    type: event.type,
    origin,
    ...(event.at === undefined ? {} : { occurredAt: event.at }),
    body,
  }
}

/** One message is one event, under whichever of its two names, and whether it came by webhook or by catch-up. */
function keyOf(event: GladlyEvent): string {
  switch (event.kind) {
    case 'message':
      return `message:${event.itemId}`
    case 'sent':
      return `sent:${event.itemId}`
    default:
      return `event:${event.id}`
  }
}

function conversationOf(event: GladlyEvent): string {
  if (event.kind !== 'merged') return event.conversationId
  // "If applicable": customers without conversations are merged too.
  return event.conversations.from ?? event.conversations.to ?? `customer:${event.customers.from}`
}

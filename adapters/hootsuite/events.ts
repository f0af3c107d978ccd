import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { filled, optionalObject as part, optionalText as text } from '../core/filled.ts'
import { isoMoment, readJson } from '../core/intake/body.ts'

/**
 * Hootsuite's webhook events, as far as we use them (Inbox 2.0 API reference, Webhooks). The reference requires no
 * property at all, so only `type` and `data.conversationId` are indispensable; `null` means absent.
 */

const medium = part({ id: text })
const channel = part({ id: text, name: text })
const contactProfile = part({ id: text, mediumContactProfileId: text, primaryIdentifier: text })

/** Not unique by `attribute`: the same one can come from several sources. */
const contactAttribute = z.object({ attribute: z.string(), value: text, source: text }).transform(defined)

const envelope = z.looseObject({
  type: filled(),
  timestamp: z.unknown().optional(),
  idempotencyKey: text,
  data: z.unknown().optional(),
})

const conversation = z.looseObject({
  conversationId: filled(512),
  medium,
  channel,
  contactProfile,
})

const start = conversation.extend({
  language: text,
  contactAttributes: z.array(z.unknown()).nullish().catch(undefined),
})

const message = conversation.extend({
  message: part({ messageId: text, text, payload: text }),
})

export interface ContactAttribute {
  attribute: string
  value?: string
  source?: string
}

interface Common {
  type: string
  idempotencyKey?: string
  /** When the request was sent, ISO 8601 with milliseconds, where it could be read. */
  sentAt?: string
  conversationId: string
  medium?: string
  channel?: { id?: string; name?: string }
  /** The whole profile, as it came. */
  contactProfile?: Record<string, unknown>
  customer?: { id: string; name?: string }
  /** The whole event, as it came. */
  raw: Record<string, unknown>
}

export interface StartEvent extends Common {
  kind: 'start'
  delegated: boolean
  language?: string
  contactAttributes: ContactAttribute[]
}

export interface MessageEvent extends Common {
  kind: 'message'
  messageId?: string
  text: string
  payload?: string
}

export type HootsuiteEvent = StartEvent | MessageEvent

/** What a body turned out to be. `sentAt` where it could be read. */
export type ReadEvent =
  | { kind: 'event'; event: HootsuiteEvent }
  /** New types may come: "avoid responding with an error to unknown values; instead, ignore them". */
  | { kind: 'nothing'; why: string; sentAt?: string }
  | { kind: 'malformed'; why: string; type?: string; sentAt?: string }

/** Read one event from the text of a webhook. Never throws. */
export function readEvent(body: string): ReadEvent {
  const read = readJson(body)
  if (!read.ok) return { kind: 'malformed', why: read.why }
  const parsed = envelope.safeParse(read.json)
  if (!parsed.success) return { kind: 'malformed', why: `the body is no event: ${reasons(parsed.error)}` }
  const { type, idempotencyKey } = parsed.data
  const sentAt = isoOf(parsed.data.timestamp)
  const common = { type, raw: parsed.data, ...defined({ idempotencyKey, sentAt }) }
  switch (type) {
    case 'CONVERSATION_STARTED':
    case 'CONVERSATION_DELEGATED':
    case 'INBOUND_MESSAGE_RECEIVED': {
      const content =
        type === 'INBOUND_MESSAGE_RECEIVED' ? readMessage(parsed.data.data) : readStart(type, parsed.data.data)
      return content.ok
        ? { kind: 'event', event: { ...common, ...content.fields } }
        : { kind: 'malformed', type, why: `${type} lacks what it should have: ${content.why}`, ...defined({ sentAt }) }
    }
    default:
      return { kind: 'nothing', why: `its type is ${type}`, ...defined({ sentAt }) }
  }
}

type Fields<T extends Common> = Omit<T, 'type' | 'raw' | 'idempotencyKey' | 'sentAt'>
type Read<T extends Common> = { ok: true; fields: Fields<T> } | { ok: false; why: string }

function readStart(type: string, data: unknown): Read<StartEvent> {
  const parsed = start.safeParse(data)
  if (!parsed.success) return { ok: false, why: reasons(parsed.error) }
  const attributes = (parsed.data.contactAttributes ?? []).flatMap(
    (one) => (contactAttribute.safeParse(one).data as ContactAttribute | undefined) ?? [],
  )
  return {
    ok: true,
    fields: {
      kind: 'start',
      delegated: type === 'CONVERSATION_DELEGATED',
      ...placeOf(parsed.data),
      ...defined({ language: parsed.data.language }),
      contactAttributes: attributes,
    },
  }
}

function readMessage(data: unknown): Read<MessageEvent> {
  const parsed = message.safeParse(data)
  if (!parsed.success) return { ok: false, why: reasons(parsed.error) }
  const said = parsed.data.message
  return {
    ok: true,
    fields: {
      kind: 'message',
      ...placeOf(parsed.data),
      ...defined({ messageId: said?.messageId, payload: said?.payload }),
      // Absent for photos and files, presumably: the bot gets an empty text rather than nothing.
      text: said?.text ?? '',
    },
  }
}

/** Where it happened, and with whom. Old payloads have the conversation's id alone. */
function placeOf(data: z.output<typeof conversation>) {
  const profile = data.contactProfile ?? undefined
  const id = profile?.id ?? profile?.mediumContactProfileId
  const name = profile?.primaryIdentifier
  return {
    conversationId: data.conversationId,
    ...defined({
      medium: data.medium?.id,
      channel: data.channel == null ? undefined : defined({ id: data.channel.id, name: data.channel.name }),
      contactProfile: profile,
      customer: id === undefined ? undefined : { id, ...defined({ name }) },
    }),
  }
}

/** Timestamps are ISO 8601 with up to nine fractional digits. */
function isoOf(timestamp: unknown): string | undefined {
  return typeof timestamp === 'string' ? isoMoment(Date.parse(timestamp)) : undefined
}

const reasons = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')

import { defined } from '../core/defined.ts'
import { notJson, parseJson, textOf } from '../core/intake/body.ts'
import { type Fields, fieldsOf, inOneSpelling, isNamed } from './fields.ts'
import { type MediaFile, mediaOf } from './media.ts'
import type { ImiconnectProfile } from './profile.ts'
import { isoOf } from './timestamps.ts'

/** What an event is, by its name. `other`: a name we do not know. */
export type EventKind = 'incoming' | 'postback' | 'delivery' | 'agent' | 'closed' | 'other'

/** An event as far as we use it (Webex Connect help, Generic Bot). */
export interface ImiconnectEvent {
  kind: EventKind
  /** As it came. */
  name: string
  conversationId: string
  /** Who has the conversation by its `ConversationType`; `unknown` where an event that settles nothing has none. */
  holder: 'bot' | 'people' | 'unknown'
  /** As it came. */
  conversationType?: string
  /** The bot's conversation that it belongs to, where the platform says. */
  linkedTo?: string
  messageId?: string
  text: string
  messageType?: string
  media: MediaFile[]
  channel?: string
  /** ISO 8601, where the platform's own time could be read. */
  at?: string
  /** As it came. */
  timestamp?: string
  payload?: string
  deliveryStatus?: string
  description?: string
  /** By the author field. */
  author?: 'agent' | 'customer'
  agentName?: string
  userId?: string
  userName?: string
  /** The whole body. */
  raw: Record<string, unknown>
}

/** What a body turned out to be. */
export type ReadBody =
  | { kind: 'event'; event: ImiconnectEvent }
  /** Nothing with an event in it: how Verify probes is not documented. */
  | { kind: 'probe' }
  | { kind: 'malformed'; why: string; type?: string }

const LONGEST_ID = 512

/** Read the body of a POST. Never throws. */
export function readBody(body: Uint8Array, profile: ImiconnectProfile): ReadBody {
  const text = textOf(body)
  return text === undefined ? { kind: 'malformed', why: 'the body is not UTF-8' } : readText(text, profile)
}

/** Read the text of a body. Never throws. */
export function readText(text: string, profile: ImiconnectProfile): ReadBody {
  if (text.trim() === '') return { kind: 'probe' }
  let json: unknown
  try {
    json = parseJson(text)
    if (LONG_NUMBER.test(text)) json = parseJson(withLongNumbersQuoted(text))
  } catch (error) {
    return { kind: 'malformed', why: notJson(error) }
  }
  if (json === null || (Array.isArray(json) && json.length === 0)) return { kind: 'probe' }
  if (typeof json !== 'object' || Array.isArray(json)) return { kind: 'malformed', why: 'the body is no object' }
  return readObject(json as Record<string, unknown>, profile)
}

const LONG_NUMBER = /\d{16}/

/** Ids may come as numbers, and one with many digits would lose the last of them. Only for text that is JSON. */
function withLongNumbersQuoted(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<=[\s:,[]|^)-?\d{16,}(?=[\s,}\]]|$)/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  )
}

function readObject(raw: Record<string, unknown>, profile: ImiconnectProfile): ReadBody {
  const fields = fieldsOf(raw, profile.fields)
  const name = fields.text('event')?.trim()
  const conversationId = fields.text('conversationId')?.trim()
  if (name === undefined) {
    return conversationId === undefined
      ? { kind: 'probe' }
      : { kind: 'malformed', why: 'the body names a conversation and no event' }
  }
  const wrong = (why: string): ReadBody => ({ kind: 'malformed', type: name, why })
  if (conversationId === undefined) return wrong('the event names no conversation')
  const linkedTo = fields.text('linkedConversation')?.trim()
  if ([conversationId, linkedTo ?? '', fields.text('messageId') ?? ''].some((id) => id.length > LONGEST_ID))
    return wrong(`an id is longer than ${LONGEST_ID} characters`)

  const kind = kindOf(name, profile)
  const conversationType = fields.text('conversationType')?.trim()
  const holder = holderOf(kind, conversationType, profile)
  const event: ImiconnectEvent = {
    kind,
    name,
    conversationId,
    holder,
    text: fields.text('text') ?? '',
    media: mediaOf(fields.raw('media'), fields.text('messageType'), profile.contentTypes),
    raw,
    ...defined({
      conversationType,
      // What the bot holds belongs to itself.
      linkedTo: holder === 'bot' ? undefined : linkedTo,
      messageId: fields.text('messageId')?.trim(),
      messageType: fields.text('messageType')?.trim(),
      channel: fields.text('channel')?.trim(),
      at: isoOf(fields.text('timestamp'), profile.timestamps.fraction),
      timestamp: fields.text('timestamp'),
      payload: payloadOf(fields),
      deliveryStatus: fields.text('deliveryStatus')?.trim(),
      description: fields.text('description'),
      author: authorOf(fields, profile),
      agentName: fields.text('agentName')?.trim(),
      userId: fields.text('userId')?.trim(),
      userName: fields.text('userName')?.trim(),
    }),
  }
  return { kind: 'event', event }
}

function kindOf(name: string, { events }: ImiconnectProfile): EventKind {
  const kinds = ['incoming', 'delivery', 'agent', 'closed', 'postback'] as const
  return kinds.find((kind) => isNamed(events[kind], name)) ?? 'other'
}

/** Per event, from the field, never from what was before: the platform owns the flag. */
function holderOf(
  kind: EventKind,
  conversationType: string | undefined,
  { conversationTypes }: ImiconnectProfile,
): ImiconnectEvent['holder'] {
  if (conversationType !== undefined) return isNamed(conversationTypes.bot, conversationType) ? 'bot' : 'people'
  if (kind === 'agent') return 'people'
  if (kind !== 'incoming' && kind !== 'postback') return 'unknown'
  return conversationTypes.missing === 'bot' ? 'bot' : 'people'
}

/** A payload that came as JSON, not as text, is text again. */
function payloadOf(fields: Fields): string | undefined {
  const value = fields.raw('payload')
  return typeof value === 'object' ? JSON.stringify(value) : fields.text('payload')
}

function authorOf(fields: Fields, { authors }: ImiconnectProfile): 'agent' | 'customer' | undefined {
  const author = inOneSpelling(fields.text('author') ?? '')
  if (author === '') return undefined
  if (authors.agent.some((part) => author.includes(inOneSpelling(part)))) return 'agent'
  return authors.customer.some((part) => author.includes(inOneSpelling(part))) ? 'customer' : undefined
}

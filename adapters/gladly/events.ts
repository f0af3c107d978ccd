import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { filled, optionalText as optionalId } from '../core/filled.ts'
import { isoMoment, readJson } from '../core/intake/body.ts'
import type { GladlyProfile } from './profile.ts'

/** Who has a conversation: always an inbox, perhaps an agent. */
export interface Assignee {
  inboxId?: string
  agentId?: string
}

/** Who caused an event or wrote an item. `type` has no published list on events. */
export interface Initiator {
  id?: string
  type?: string
}

interface Common {
  type: string
  /** ISO 8601 with milliseconds, where Gladly's own could be read. */
  at?: string
  initiator?: Initiator
  /** Who had the conversation immediately before the event. */
  before?: Assignee
}

/** A webhook event as far as we use it (Gladly API reference, Webhooks: Payloads). Bodies carry ids only. */
export type GladlyEvent =
  /** `CONTACT/MESSAGE_RECEIVED`, or its old name `MESSAGE/RECEIVED`, which has no context. */
  | (Common & { kind: 'message'; conversationId: string; itemId: string; channel?: string })
  /** `CONTACT/MESSAGE_SENT` */
  | (Common & { kind: 'sent'; id: string; conversationId: string; itemId: string })
  /** `CONVERSATION_ASSIGNEE/UPDATED` */
  | (Common & { kind: 'assignee'; id: string; conversationId: string; after?: Assignee })
  /** `CONVERSATION/CREATED`, `/CLOSED`, `/REOPENED`, `CONVERSATION_STATUS/UPDATED`: something changed, ask what. */
  | (Common & { kind: 'changed'; id: string; conversationId: string })
  /** `CUSTOMER/MERGED` */
  | (Common & { kind: 'merged'; id: string; customers: Move; conversations: Partial<Move> })

/** From one id to another. */
export interface Move {
  from: string
  to: string
}

/** What a body turned out to be. */
export type ReadEvent =
  | { kind: 'event'; event: GladlyEvent }
  | { kind: 'ping' }
  | { kind: 'nothing'; why: string }
  | { kind: 'malformed'; why: string; type?: string }

const id = filled(256)
const assignee = z.looseObject({ inboxId: optionalId, agentId: optionalId }).optional().catch(undefined)
const context = z.looseObject({ assignee }).optional().catch(undefined)
const initiator = z.looseObject({ id: optionalId, type: optionalId }).optional().catch(undefined)

const envelope = z.looseObject({
  id: z.unknown().optional(),
  type: filled(),
  timestamp: z.unknown().optional(),
  initiator,
  content: z.unknown().optional(),
})
const conversation = z.looseObject({ conversationId: id, context })
const perhapsConversation = z.looseObject({ conversationId: optionalId })
const sent = z.looseObject({ conversationId: id, messageId: id, context })
const assigned = z.looseObject({ conversationId: id, assignee, context })
const merged = z.looseObject({
  sourceCustomerId: id,
  destinationCustomerId: id,
  sourceConversationId: optionalId,
  destinationConversationId: optionalId,
})

const CHANGED = new Set([
  'CONVERSATION/CREATED',
  'CONVERSATION/CLOSED',
  'CONVERSATION/REOPENED',
  'CONVERSATION_STATUS/UPDATED',
])

/** Read one event from the text of a webhook or of a line of the events stream. Never throws. */
export function readEvent(text: string, profile: GladlyProfile): ReadEvent {
  const read = readJson(text)
  if (!read.ok) return { kind: 'malformed', why: read.why }
  const parsed = envelope.safeParse(read.json)
  if (!parsed.success) return { kind: 'malformed', why: `the body is no event: ${reasons(parsed.error)}` }
  const { type } = parsed.data
  if (profile.webhook.pingTypes.includes(type)) return { kind: 'ping' }
  try {
    return readContent(parsed.data, profile)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    return { kind: 'malformed', type, why: `${type} lacks what it should have: ${reasons(error)}` }
  }
}

function readContent(event: z.output<typeof envelope>, profile: GladlyProfile): ReadEvent {
  const { type, content } = event
  const common = { type, ...defined({ at: isoOf(event.timestamp), initiator: event.initiator }) }
  if (profile.webhook.messageTypes.includes(type)) {
    const fields = conversation.parse(content)
    const itemId = profile.webhook.itemIdFields.map((name) => fields[name]).find((value) => id.safeParse(value).success)
    if (typeof itemId !== 'string') {
      return { kind: 'malformed', type, why: `${type} has none of ${profile.webhook.itemIdFields.join(', ')}` }
    }
    const { conversationId, channel } = fields
    const more = defined({
      before: fields.context?.assignee,
      channel: typeof channel === 'string' ? channel : undefined,
    })
    return { kind: 'event', event: { kind: 'message', ...common, ...more, conversationId, itemId } }
  }
  if (type === 'CONTACT/MESSAGE_SENT') {
    const { conversationId, messageId, context } = sent.parse(content)
    const before = defined({ before: context?.assignee })
    return {
      kind: 'event',
      event: { kind: 'sent', ...common, ...before, id: idOf(event), conversationId, itemId: messageId },
    }
  }
  if (type === 'CONVERSATION_ASSIGNEE/UPDATED') {
    const { conversationId, assignee: after, context } = assigned.parse(content)
    const more = defined({ before: context?.assignee, after })
    return { kind: 'event', event: { kind: 'assignee', ...common, ...more, id: idOf(event), conversationId } }
  }
  if (CHANGED.has(type)) return readChange(event, common)
  if (type === 'CUSTOMER/MERGED') {
    const { sourceCustomerId, destinationCustomerId, sourceConversationId, destinationConversationId } =
      merged.parse(content)
    const customers = { from: sourceCustomerId, to: destinationCustomerId }
    const conversations = defined({ from: sourceConversationId, to: destinationConversationId })
    return { kind: 'event', event: { kind: 'merged', ...common, id: idOf(event), customers, conversations } }
  }
  return { kind: 'nothing', why: `no use for ${type}` }
}

function readChange(event: z.output<typeof envelope>, common: Common): ReadEvent {
  const { type, content } = event
  // The status event's fields are not marked required.
  const { conversationId } = perhapsConversation.parse(content)
  if (conversationId === undefined && type === 'CONVERSATION_STATUS/UPDATED') {
    return { kind: 'nothing', why: `${type} names no conversation` }
  }
  const fields = conversation.parse(content)
  const before = defined({ before: fields.context?.assignee })
  return {
    kind: 'event',
    event: { kind: 'changed', ...common, ...before, id: idOf(event), conversationId: fields.conversationId },
  }
}

const idOf = (event: { id?: unknown }): string => id.parse(event.id)

/**
 * A moment as ISO 8601 with milliseconds. Gladly writes 0 to 9 digits of fraction, in UTC; without a zone it is taken
 * for UTC as well. Undefined where it is no moment.
 */
export function isoOf(timestamp: unknown): string | undefined {
  if (typeof timestamp !== 'string') return undefined
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(
    timestamp.trim(),
  )
  if (parts === null) return undefined
  const [, day, time, fraction = '', zone = 'Z'] = parts
  const millis = `${fraction}000`.slice(0, 3)
  return isoMoment(
    Date.parse(
      `${day}T${time!.length === 5 ? `${time}:00` : time}.${millis}${zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`,
    ),
  )
}

/** Whether an entry of the profile (`TYPE` or `TYPE/beginning of id`) means this initiator. */
export function matchesInitiator(entries: readonly string[], who: Initiator): boolean {
  return entries.some((entry) => {
    const [type, beginning = ''] = entry.split('/', 2)
    return who.type === type && (who.id ?? '').startsWith(beginning)
  })
}

const reasons = (error: z.ZodError): string =>
  error.issues
    .map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
    .join('; ')
    .slice(0, 300)

import type { ConversationView } from '../core/conversation.ts'
import type { OwnerNews } from '../core/platform.ts'
import type { Memory, Moment } from './memory.ts'
import type { HootsuiteProfile } from './profile.ts'

/**
 * Hootsuite says when the bot gets a conversation, and never when it loses it (Inbox 2.0 API reference, Webhooks: there
 * are start events, and none for take-over, time-out or resolve). Nor does it promise an order: a start event may come
 * after the message it belongs to. So each event is judged by what came before it.
 */

/** Hootsuite does not tell how the bot lost a conversation; that it did is known by a start event, a message or a 404. */
export const LOST: OwnerNews = { owner: 'closed', why: 'unknown: taken over, timed out or resolved' }

/** What the bot had handed off, a person delegated to it: that is over, and something new begins. */
export const GIVEN_BACK: OwnerNews = { owner: 'closed', why: 'a person has delegated it to the bot again' }

type Windows = Pick<HootsuiteProfile, 'lateStartMs' | 'inFlightMs'>

/**
 * Whether a start event belongs to a message that was here first: then the epoch has begun already. For a delegation only
 * where that message began it, since a person who delegates a conversation in which the customer has just written expects
 * the bot to speak.
 */
export function isLateStart(memory: Memory, start: Moment & { delegated: boolean }, windows: Windows): boolean {
  const { unannounced, start: before } = memory
  // Overtaken by a later one.
  if (before !== undefined && isNotAfter(start, before)) return true
  if (unannounced === undefined) return false
  if (isNotAfter(start, unannounced)) return true
  const young = elapsed(unannounced.at, start.at) <= windows.lateStartMs
  return young && (unannounced.opened || !start.delegated)
}

/** With a start event, late or not: whatever was waiting for it waits no longer. */
export function withStart(memory: Memory, { at, sentAt }: Moment): Memory {
  const { unannounced: _, ...rest } = memory
  const latest = memory.start !== undefined && isNotAfter({ at, sentAt }, memory.start) ? memory.start : { at, sentAt }
  return { ...rest, start: latest }
}

/** With a message the bot is given. */
export function withMessage(memory: Memory, message: Moment, opens: boolean, windows: Windows): Memory {
  const recent = [memory.heardAt, memory.start?.at].some(
    (at) => at !== undefined && elapsed(at, message.at) <= windows.lateStartMs,
  )
  const unannounced = opens || !recent ? { ...message, opened: opens } : memory.unannounced
  return { ...memory, unannounced, heardAt: message.at }
}

/**
 * Whether a message proves that the bot was given back a conversation it had handed off: Hootsuite sends messages only
 * while the conversation is the bot's, but one may have been on its way when it was handed off.
 */
export function provesReturn({ record }: ConversationView, memory: Memory, message: Moment, windows: Windows): boolean {
  if (record.owner === 'bot' || record.owner === 'closed' || record.leaving !== undefined) return false
  const left = [record.handedOffAt, memory.heardAt, memory.start?.at].filter((at) => at !== undefined)
  return left.every((at) => elapsed(at, message.at) > windows.inFlightMs)
}

const elapsed = (from: string, to: string): number => Date.parse(to) - Date.parse(from)

/** By Hootsuite's own clock; false where it does not tell. */
const isNotAfter = ({ sentAt }: Moment, other: Moment): boolean =>
  sentAt !== undefined && other.sentAt !== undefined && Date.parse(sentAt) <= Date.parse(other.sentAt)

import { z } from 'zod'
import type { HandOffPayload } from '../commands.ts'
import type { ConversationKey, IncomingEvent } from '../engine/engine.ts'

/** What core learns of a conversation on the desk by itself: told to the customer's conversation as an event. */
export type DeskNews =
  | { news: 'opened'; conversationId: string; ready: boolean }
  /** `sought`: what was handed over, where it may have reached the desk all the same. */
  | { news: 'open-failed'; why: string; sought?: HandOffPayload }
  /** The desk says that the conversation is over, while we brought it something. */
  | { news: 'over'; why: string }
  /** Words wait that did not reach the desk. */
  | { news: 'returned' }
  | { news: 'nobody-came' }
  | { news: 'not-ready' }
  /** Time to look. */
  | { news: 'check' }
  /** What the desk asked to be reminded of. */
  | { news: 'reminder'; conversationId: string; body: string }
  /** An agent's words reached the customer, or could not. */
  | { news: 'words-brought'; receipt: unknown; state: 'delivered' | 'failed' }
  /** A command failed, or a part of it. */
  | { news: 'delivery'; value: Record<string, unknown> }

const DESK_NEWS = 'core/desk'
const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/** The event that tells it. `cause` makes its key: the command or the time it came from. */
export function deskNewsEvent(own: ConversationKey, session: number, cause: string, news: DeskNews): IncomingEvent {
  return {
    conversation: own,
    key: `desk:${cause}:${news.news}`,
    keyLifeMs: KEY_LIFE_MS,
    type: DESK_NEWS,
    origin: 'core',
    body: JSON.stringify({ session, ...news }),
  }
}

export const isDeskNews = (event: IncomingEvent): boolean => event.type === DESK_NEWS

const stored = z.looseObject({ session: z.number(), news: z.string() })

/** The news in such an event. */
export function readDeskNews(event: IncomingEvent): { session: number; told: DeskNews } {
  const { session, ...told } = stored.parse(JSON.parse(event.body))
  return { session, told: told as unknown as DeskNews }
}

import type { Activity, Storage, StoreItem, TranscriptStore } from 'botbuilder'
import type { ConversationKey } from './engine.ts'

/** Bot Framework state, with the one question the Bot Framework's own stores cannot answer. */
export interface StateStorage extends Storage {
  /** Items whose keys begin so, as committed, in the order of their keys: at most `limit` that come after `after`. */
  list(prefix: string, after: string, limit: number): Promise<{ key: string; item: StoreItem }[]>
}

/** What is to be erased with a conversation: see `Engine.erase`. */
export interface Erasure {
  conversation: ConversationKey
  /**
   * Ids of conversations that are nothing but commands of this one, sent on its behalf: whatever channel and account they
   * are for, also where nobody serves it any more.
   */
  lines?: string[]
  /** Whose lane is held meanwhile: see `Turn.holdCustomer`. */
  customer?: string
  /** Keys of state. */
  state: string[]
  /** As the Bot Framework names them. */
  transcripts: { channelId: string; conversationId: string }[]
}

/** How much was erased, by kind. */
export interface Erased {
  events: number
  commands: number
  timers: number
  delivered: number
  deadLetters: number
  answers: number
  /** Of state. */
  items: number
  /** Of transcripts. */
  activities: number
}

/** What to count from: every kind is there. */
export const NOTHING_ERASED: Readonly<Erased> = {
  events: 0,
  commands: 0,
  timers: 0,
  delivered: 0,
  deadLetters: 0,
  answers: 0,
  items: 0,
  activities: 0,
}

/** The transcript, with the one question the Bot Framework's own store cannot answer. */
export interface Transcripts extends TranscriptStore {
  /** The newest activities of a conversation, oldest first. Inside a turn including its own. */
  last(channelId: string, conversationId: string, count: number): Promise<Activity[]>
}

/** Given up on, kept for a person. */
export interface DeadLetter {
  id: string
  kind: 'event' | 'command'
  /** ISO 8601. */
  at: string
  reason: string
  channelId: string
  account: string
  /** Undefined for an event nobody could read. */
  conversationId: string | undefined
  type: string
  /** The event's body, or the command's payload as JSON. */
  body: string
}

/** What a dead letter is about, without what was given up on. */
export type DeadLetterHeading = Omit<DeadLetter, 'body'>

export interface DeadLetters {
  /** Newest first. */
  list(options?: { limit?: number; channelId?: string }): Promise<DeadLetter[]>
  /** The same where there may be many: page by page, each `before` the last one of the page before. */
  headings(options: { limit: number; channelId?: string; before?: string }): Promise<DeadLetterHeading[]>
  show(id: string): Promise<DeadLetter | undefined>
  /** Put it back: an event gets its turn, a command its delivery, at the end of its conversation's line. False if there is none or it cannot (unreadable). */
  replay(id: string): Promise<boolean>
  drop(id: string): Promise<boolean>
  /** Keep what was authentic but could not be read. */
  keep(letter: {
    channelId: string
    account: string
    type: string
    body: string
    reason: string
    headers?: Record<string, string>
  }): Promise<void>
}

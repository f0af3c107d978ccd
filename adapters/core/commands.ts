import type { Attachment } from 'botbuilder'

/**
 * What core asks of a platform. A verb (design: one standard activity) becomes one of these; `reply` payloads are the
 * platform's own, made by its `render`.
 */

/** The kinds of command. `platform`: something a platform needs before the bot may speak (claiming a conversation). */
export type CommandKind =
  | 'platform'
  | 'reply'
  | 'add-topics'
  | 'remove-topics'
  | 'set-attributes'
  | 'add-note'
  | 'hand-off'
  | 'resolve'

/** Kinds of command that only the Bot Framework's own channels get. */
export type ConnectorCommandKind =
  /** What an agent at the desk says to the customer: not the bot's words, so nobody's taking over overtakes them. */
  | 'agent-words'
  /** Change or take back what was said, on channels where that can be. */
  | 'update-activity'
  | 'delete-activity'

export interface TopicsPayload {
  topics: string[]
}

export interface AttributesPayload {
  /** The person, or this conversation. */
  scope: 'contact' | 'conversation'
  /** A value of `null` removes the attribute where the platform can. */
  attributes: Record<string, string | number | boolean | null>
}

export interface NotePayload {
  text: string
}

export interface HandOffPayload {
  /** A queue by the name it has in the settings; the default one where absent. */
  queue?: string
  reason?: string
  /** Whatever else the bot put into the hand-off's context. */
  context?: Record<string, unknown>
  /** What verbs asked for earlier in the epoch, on platforms that take it with the hand-off (`Platform.carriesToHandOff`). */
  collected?: Carried
  /** Newest last. Present only where the platform asks for it (`Platform.needsTranscript`). */
  transcript?: TranscriptLine[]
}

/** What waits for the hand-off. */
export interface Carried {
  topics?: string[]
  contact?: AttributesPayload['attributes']
  conversation?: AttributesPayload['attributes']
  notes?: string[]
}

export interface TranscriptLine {
  /** ISO 8601. */
  at: string
  from: 'customer' | 'bot' | 'agent'
  name?: string
  text: string
  /** Files and cards, as Bot Framework attachments. */
  attachments?: Attachment[]
}

/** A command's payload as core keeps it: what is asked, and the state of the conversation it was asked in. */
export interface Envelope<B = unknown> {
  epoch: number
  /** The bot's period of ownership in which it was said; see `ConversationRecord.tenure`. */
  tenure: number
  /** How many of the customer's messages the bot had been given by then. */
  heard: number
  body: B
}

/** Kinds that speak to the customer or move the conversation: only the owner may. The others go whoever owns it. */
export const SPEAKING: ReadonlySet<string> = new Set<CommandKind>(['platform', 'reply', 'hand-off', 'resolve'])

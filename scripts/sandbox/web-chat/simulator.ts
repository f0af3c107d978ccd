import type { WebChatFaults } from './faults.ts'
import type { WebChatSettings } from './options.ts'
import type {
  Button,
  ConversationSnapshot,
  ExpectedReplies,
  InvokeAnswer,
  RecordedCall,
  RecordedPost,
  TranscriptEntry,
  WireActivity,
  WireAttachment,
} from './types.ts'

/** Who joins, and where. */
export interface JoinOptions {
  /** Default: a new customer. */
  customerId?: string
  name?: string
  /** Default: the settings'. */
  channelId?: string
  locale?: string
}

/** What goes with a customer's text. */
export interface SaysOptions {
  attachments?: WireAttachment[]
  value?: unknown
  /** Fields that win over what the channel would write. */
  activity?: Partial<WireActivity>
}

/** A file a customer sends. */
export interface CustomerFile {
  name: string
  contentType: string
  bytes: Uint8Array
  /** Default: none. */
  text?: string
}

/**
 * A simulated Bot Framework channel: what customers do, and what can be seen of it. What customers do resolves with the
 * activity's id once the channel has taken it; it may still be on its way (`idle`), and the bot may answer later
 * (`untilHeard`). Until `setBot` it rejects.
 */
export interface WebChatSimulator {
  /** Where it listens: the `serviceUrl` of its activities, and what Direct Line clients call `domain` (with `/v3/directline`). */
  readonly url: string
  /** Where bots find the keys its tokens are signed with. */
  readonly openIdMetadataUrl: string
  /** All settings; changes take effect at once (but for `recordLimit` and `seed`; `bot` for new conversations). */
  readonly settings: WebChatSettings
  /** Every activity on its way to the bot, in the order their first attempts started. */
  readonly posts: RecordedPost[]
  /** Every request to the connector service, in order of arrival. Direct Line clients' are not here. */
  readonly calls: RecordedCall[]

  /** Where the bot listens, e.g. `http://127.0.0.1:3978/api/messages`. What is retried goes there too. Throws unless it is on this machine. */
  setBot(messagesUrl: string): void

  /** A conversation starts, of which the bot is told as `settings.membersAdded` says. Resolves with its id. */
  join(options?: JoinOptions): Promise<string>
  /** The customer writes. */
  says(conversationId: string, text: string, options?: SaysOptions): Promise<string>
  /** The customer presses a button, by label or index: a suggested action of the bot's last message, or a card's. */
  presses(conversationId: string, button: string | number): Promise<string>
  /** The customer submits an Adaptive Card: its data is the message's `value`. */
  submits(conversationId: string, data: unknown): Promise<string>
  /** The customer is typing. */
  types(conversationId: string): Promise<string>
  /** The customer sends a file, which the simulator serves as `contentUrl`. */
  sendsFile(conversationId: string, file: CustomerFile): Promise<string>
  /** The customer goes: `endOfConversation` (the default), or a conversationUpdate with `membersRemoved`. */
  leaves(conversationId: string, as?: 'endOfConversation' | 'membersRemoved'): Promise<string>
  /** Any activity, an event or a reaction say; what is not given is written as for the customer's others; undefined leaves a field out. */
  sendActivity(conversationId: string, activity: Partial<WireActivity> & { type: string }): Promise<string>
  /** Sends an invoke and resolves with what the bot answered, whatever the status. Rejects where there is no answer. */
  invoke(conversationId: string, activity: Partial<WireActivity> & { name: string }): Promise<InvokeAnswer>
  /** Sends a message whose replies stand in the answer. Rejects where there is no answer. */
  expectReplies(conversationId: string, said: string | Partial<WireActivity>): Promise<ExpectedReplies>

  /** Throws for ids that are not known. */
  conversation(conversationId: string): ConversationSnapshot
  conversations(): ConversationSnapshot[]
  /** What customer and bot sent, in order of arrival, updates and deletes applied. Who came and went is in `posts`. */
  transcript(conversationId: string): TranscriptEntry[]
  /** What the customer can press now, in the order of `presses`' indexes. */
  buttons(conversationId: string): Button[]
  /** The texts of the bot's messages, in order. */
  heard(conversationId: string): string[]
  /**
   * Resolves with the bot's first activity that is a message of this text, or is as asked, once there is one; the first
   * that came `after` another activity, where its id is given. Rejects after `timeoutMs` (default 5000).
   */
  untilHeard(
    conversationId: string,
    what: string | RegExp | ((activity: WireActivity) => boolean),
    options?: { after?: string; timeoutMs?: number },
  ): Promise<WireActivity>

  readonly faults: WebChatFaults
  readonly clock: { now(): Date; advance(ms: number): void }
  /** Resolves when no POST to the bot is under way or due within 50 ms. Rejects after `timeoutMs` (default 5000). */
  idle(timeoutMs?: number): Promise<void>
  /** Closes all sockets and cancels all timers. */
  stop(): Promise<void>
}

import type { ImiconnectFaults } from './faults.ts'
import type { CustomerFile, CustomerMedia } from './media.ts'
import type { OddEvent } from './odd-events.ts'
import type { ImiconnectSettings } from './options.ts'
import type {
  BotMessage,
  ConversationSnapshot,
  ImiconnectEvent,
  LostEvent,
  Receipt,
  RecordedCall,
  RecordedDelivery,
  TranscriptEntry,
} from './types.ts'

/** Where a customer's message comes from and what is with it. */
export interface CustomerSaysOptions {
  /** Default: a new customer. */
  customerId?: string
  /** `Channel`, e.g. `FB`, `WhatsApp`, `SMS`. Default: the customer's last one, or `FB`. */
  channel?: string
  /** A URL, or a URL with its `MessageType`. */
  media?: string | CustomerMedia
  /** A file, in place of `media`: the platform keeps it, and its URL is the media. */
  file?: CustomerFile
}

/** What the platform made of something a customer did. */
export interface CustomerSaid {
  customerId: string
  /** The id on the event: the BOT conversation's, or after a hand-over the CCSP conversation's. */
  conversationId: string
  /** The BOT conversation's id, also after a hand-over. */
  botConversationId: string
  /** `Messageid`; a press has none. */
  messageId?: string
}

/** A simulated IMIconnect tenant with one Generic Bot integration: what people do, and what can be seen of it. */
export interface ImiconnectSimulator {
  /** Where it listens, e.g. `http://127.0.0.1:40123`. */
  readonly url: string
  /** The generated inbound webhook URL: the `IMICONNECT_INBOUND_URL`. */
  readonly inboundUrl: string
  readonly serviceKey: string
  readonly verificationToken: string
  /** All settings; changes take effect at once (but for `inboundKey`, `recordLimit` and `seed`). */
  readonly settings: ImiconnectSettings
  /** Every request outside `/control`, in order of arrival. */
  readonly calls: RecordedCall[]
  /** Every attempt to reach the bot, in the order they ended. */
  readonly deliveries: RecordedDelivery[]
  /** Events that never reached the bot and never will. */
  readonly lost: LostEvent[]

  /** Types the bot's URL into the dialog: the webhook is then off until `verify` succeeds. */
  setWebhook(url: string): void
  /** Presses Verify and Save. False, and all as before, where an answer is late, not 200 or without the token: see `deliveries`. */
  verify(): Promise<boolean>
  /** The same after a deactivation: edit, verify again, save. */
  reverify(): Promise<boolean>
  /** Whether events are sent: verified, and not deactivated since. */
  readonly webhookActive: boolean

  /** A customer writes. Resolves when the platform has taken it; the event may still be on its way (`idle`). */
  customerSays(text: string, options?: CustomerSaysOptions): Promise<CustomerSaid & { messageId: string }>
  /** A customer presses a button (Generic Bot, FB POSTBACK). */
  customerPresses(payload: string, options?: Pick<CustomerSaysOptions, 'customerId' | 'channel'>): Promise<CustomerSaid>
  /** An agent writes, picking the chat up where nobody has. Takes the BOT or the CCSP id. Resolves with the message's id. */
  agentSays(conversationId: string, text: string): Promise<string>
  /** An agent picks the chat up. Rejects where nothing was handed over. */
  agentTakes(conversationId: string): Promise<void>
  /** An agent puts the chat into another queue (CCSP event Chat Transferred). Rejects where nothing was handed over. */
  agentTransfers(conversationId: string, queue: string): Promise<void>
  /** The agent closes the chat: the customer's next message goes to the bot again. */
  agentCloses(conversationId: string): Promise<void>
  /** Another receipt for one of the bot's messages. */
  receipt(messageId: string, status: Receipt, description?: string): Promise<void>
  /** An odd event by name, an event of your own making, or any text at all is sent like an event. Default: for a new conversation. */
  receive(
    kind: OddEvent | ImiconnectEvent | { text: string },
    options?: { conversationId?: string },
  ): Promise<{ conversationId: string; messageId: string }>

  /** A BOT or CCSP conversation. Throws for ids never given out. */
  conversation(id: string): ConversationSnapshot
  conversations(): ConversationSnapshot[]
  /** What the bot said, in order: to this id; for a BOT id also to its CCSP conversations' ids. */
  botMessages(id: string): BotMessage[]
  /** What everybody said, in order: under this id; for a BOT id also under its CCSP conversations' ids. */
  transcript(id: string): TranscriptEntry[]

  readonly faults: ImiconnectFaults
  readonly clock: { now(): Date; advance(ms: number): void }
  /** Resolves when no delivery is under way or due within 50 ms. Rejects after `timeoutMs` (default 5000). */
  idle(timeoutMs?: number): Promise<void>
  /** Closes all sockets and cancels all timers. */
  stop(): Promise<void>
}

import type { AttachmentHostRequest } from './attachment-host.ts'
import type { GladlyFaults } from './faults.ts'
import type { GladlySettings } from './options.ts'
import type {
  Agent,
  BotReply,
  Channel,
  ConversationSnapshot,
  CustomerSnapshot,
  GladlyEvent,
  Inbox,
  ItemContent,
  ItemSnapshot,
  RecordedCall,
  RecordedDelivery,
} from './types.ts'
import type { WebhookCredentials } from './webhooks.ts'

/** How a customer's message differs from a plain chat message of somebody new. */
export interface CustomerSaysOptions {
  /** An id that is not known becomes a new customer with that id; a merged one is followed. Default: a new customer. */
  customerId?: string
  /** Default `CHAT`. */
  channel?: Channel
  attachments?: { contentType: string; filename: string; body: Buffer | string }[]
  /** Of an e-mail. */
  subject?: string
  /** Where a new conversation starts. Default: the AI inbox. */
  inboxId?: string
  /** Picks this option of the newest quick reply request; the text is then its label. */
  quickReplyOptionId?: string
  /** Somebody else in the thread, e.g. `EXTERNAL`; the event is still `CONTACT/MESSAGE_RECEIVED`. Default `CUSTOMER`. */
  initiatorType?: string
}

/** A webhook that is put in place without the API. */
export interface WebhookRegistration {
  url: string
  /** Any names, `MESSAGE/RECEIVED` included. Default: those a bot needs. */
  events?: string[]
  headers?: Record<string, string>
  credentials?: WebhookCredentials
  /** Default true. */
  enabled?: boolean
  /** Whether enabling it sends a PING, as it does on the platform; rejects if that is not answered with 200. Default true. */
  ping?: boolean
}

/** A simulated Gladly organization: what the platform's people and customers do, and what can be seen of it. */
export interface GladlySimulator {
  /** Where it listens, e.g. `http://127.0.0.1:40123`: the `GLADLY_BASE_URL`. */
  readonly url: string
  readonly apiUserEmail: string
  readonly apiToken: string
  /** The API user's agent: in the AI inbox and no other. */
  readonly botAgentId: string
  /** New conversations start here. */
  readonly aiInboxId: string
  readonly handoffInboxId: string
  readonly billingInboxId: string
  /** A person in the hand-off, billing and AI inboxes. */
  readonly humanAgentId: string
  /** A person in the billing inbox only. */
  readonly billingAgentId: string
  /** All settings; changes take effect at once. */
  readonly settings: GladlySettings
  /** Every request to `/api/v1`, in order of arrival. */
  readonly calls: RecordedCall[]
  /** Every attempt to reach a webhook, in the order they ended. */
  readonly deliveries: RecordedDelivery[]
  /** Puts a webhook in place; resolves with its id. */
  registerWebhook(webhook: WebhookRegistration): Promise<string>
  /** The last 100 requests to a webhook. */
  webhookLog(webhookId: string): RecordedDelivery[]

  /** A customer writes. Resolves when the platform has taken it; webhooks may still be on their way (`idle`). */
  customerSays(
    text: string,
    options?: CustomerSaysOptions,
  ): Promise<{ customerId: string; conversationId: string; itemId: string }>
  /** A person of the brand writes: by default the conversation's agent, or the human one. Resolves with the item's id. */
  agentSays(conversationId: string, text: string, agentId?: string): Promise<string>
  /** A person (default the human agent, as everywhere) writes a note. Resolves with the item's id. */
  agentNotes(conversationId: string, text: string, agentId?: string): Promise<string>
  /** A person puts a topic on, by its name. Rejects for a name there is not. */
  agentAddsTopic(conversationId: string, name: string, agentId?: string): Promise<void>
  /** A person takes a topic off. Rejects where it is not on. */
  agentRemovesTopic(conversationId: string, name: string, agentId?: string): Promise<void>
  /** A person gives a conversation attribute this value, and no other. Rejects for a key that is not configured. */
  agentSetsAttribute(conversationId: string, key: string, value: string, agentId?: string): Promise<void>
  /** A person sets a custom attribute of a customer's profile; the others stay. */
  agentSetsCustomerAttribute(customerId: string, name: string, value: string): Promise<void>
  /** Somebody (`options.agentId`, default the human agent) or the platform itself (by `reason`) moves a conversation. */
  assign(
    conversationId: string,
    assignee: { inboxId: string; agentId?: string | null },
    options?: { reason?: string; agentId?: string },
  ): Promise<void>
  /** A person closes a conversation. */
  close(conversationId: string, agentId?: string): Promise<void>
  /** A person opens a closed conversation again. */
  reopen(conversationId: string, agentId?: string): Promise<void>
  /** A person merges two customers. */
  merge(sourceCustomerId: string, destinationCustomerId: string): Promise<void>
  /** A customer who has not written yet. */
  createCustomer(profile?: object): string
  /** Any other item on the timeline, e.g. `PHONE_CALL`, or a type the API does not show. Default initiator: `SYSTEM`. */
  addItem(conversationId: string, content: ItemContent, initiator?: { id: string; type: string }): string
  /** A conversation attribute key configured by Gladly. */
  configureAttribute(key: string): string

  conversation(id: string): ConversationSnapshot
  conversations(): ConversationSnapshot[]
  /** The timeline, oldest first, in the API's shape; types the API does not show included. */
  items(conversationId: string): ItemSnapshot[]
  customer(id: string): CustomerSnapshot
  inboxes(): Omit<Inbox, 'members'>[]
  agents(): Agent[]
  /** Where a file of a message lies. Throws where there is none. */
  attachmentUrl(itemId: string, attachmentId: string): string
  /** The bodies of all notes, oldest first. */
  notes(conversationId: string): string[]
  /** What was said by API, in order. */
  botReplies(conversationId: string): BotReply[]
  /** All events of the last 24 h, delivered or not. */
  events(): GladlyEvent[]
  /** What the host of the attachments was asked, with the headers it got. */
  readonly attachmentHostRequests: AttachmentHostRequest[]

  readonly faults: GladlyFaults
  readonly clock: { now(): Date; advance(ms: number): void }
  /** Resolves when no delivery is under way or due within 50 ms. Rejects after `timeoutMs` (default 5000). */
  idle(timeoutMs?: number): Promise<void>
  /** Closes all sockets and cancels all timers. */
  stop(): Promise<void>
}

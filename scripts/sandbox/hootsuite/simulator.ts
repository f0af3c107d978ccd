import type { HootsuiteFaults } from './faults.ts'
import type { HootsuiteSettings } from './options.ts'
import type {
  ContactAttribute,
  ConversationSnapshot,
  MessageSnapshot,
  NoteSnapshot,
  RecordedCall,
  RecordedDelivery,
  Trigger,
  UploadSnapshot,
} from './types.ts'

/** How a customer's message differs from a plain message of somebody new. */
export interface CustomerSaysOptions {
  /** An id that is not known becomes a new customer with that id. Default: a new customer. */
  customerId?: string
  /** `fb`, `instagram`, `rtm`, ... The same customer has a conversation on each. Default: the setting's. */
  medium?: string
  /** The payload of the button that was pressed; the text is then its label. */
  payload?: string
  /** Files. The event shows nothing of them: Hootsuite documents no inbound attachments. */
  attachments?: { contentType: string; filename: string; body: Buffer | string }[]
  /** What the message came with, e.g. a reply to a story. */
  trigger?: Trigger
  /** Of a new customer. */
  language?: string
  /** Of a new customer. */
  name?: string
  /** Of a new customer. */
  contactAttributes?: ContactAttribute[]
}

/** What the platform's people do. */
export interface HootsuitePeople {
  /** A customer writes. Resolves when the platform has taken it; webhooks may still be on their way (`idle`). */
  customerSays(
    text: string,
    options?: CustomerSaysOptions,
  ): Promise<{ customerId: string; conversationId: string; messageId: string }>
  /** A person gives a conversation to the virtual agent. Rejects where it has it, or may not have it. */
  delegate(conversationId: string): Promise<void>
  /** A person (default Amy) takes a conversation, from the virtual agent too: it is not told. */
  agentTakes(conversationId: string, agentId?: string): Promise<void>
  /** A person writes, taking the conversation where nobody of them has it. Resolves with the message's id. */
  agentSays(conversationId: string, text: string, agentId?: string): Promise<string>
  /** A person puts a conversation back into the New queue. The virtual agent is not told. */
  agentReturns(conversationId: string): Promise<void>
  /** A person (default Amy) writes a note. */
  agentNotes(conversationId: string, text: string, agentId?: string): Promise<void>
  /** A person puts a topic on, by its name. Rejects for a name there is not. */
  agentAddsTopic(conversationId: string, name: string): Promise<void>
  /** A person takes a topic off. Rejects where it is not on. */
  agentRemovesTopic(conversationId: string, name: string): Promise<void>
  /** A person writes an attribute of a contact; what the CRM confirmed still goes before it. */
  agentSetsAttribute(customerId: string, attribute: string, value: string): Promise<void>
  /** A person resolves a conversation. The virtual agent is not told. */
  agentResolves(conversationId: string): Promise<void>

  conversation(id: string): ConversationSnapshot
  conversations(): ConversationSnapshot[]
  /** All that was said, oldest first. */
  messages(conversationId: string): MessageSnapshot[]
  /** All notes, oldest first. */
  notes(conversationId: string): NoteSnapshot[]
  /** What the bot said, oldest first. */
  botMessages(conversationId: string): MessageSnapshot[]
  /** The files the bot uploaded, sent or not. */
  uploads(conversationId: string): UploadSnapshot[]
  /** A contact's attributes with their sources. */
  contactAttributes(customerId: string): ContactAttribute[]
}

/** A simulated organization on Hootsuite Inbox 2.0: what its people and customers do, and what can be seen of it. */
export interface HootsuiteSimulator extends HootsuitePeople {
  /** Where it listens, e.g. `http://127.0.0.1:40123`: the `HOOTSUITE_BASE_URL`. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly organizationId: string
  /** The virtual agent's shared secret, hexadecimal. */
  readonly webhookSecret: string
  /** A person who answers customers: Amy. */
  readonly humanAgentId: string
  /** All settings; changes take effect at once. */
  readonly settings: HootsuiteSettings
  /** Every REST request, in order of arrival. */
  readonly calls: RecordedCall[]
  /** Every attempt to reach the webhook, in the order they ended. */
  readonly deliveries: RecordedDelivery[]
  /** Sets the virtual agent's Webhook URL; without one it gets no conversations. */
  setWebhook(url: string | undefined): void
  /** What `X-Hootsuite-Signature` is for a body. */
  sign(body: string | Buffer): string
  /** Makes all access tokens invalid. */
  revokeTokens(): void
  readonly faults: HootsuiteFaults
  /** `advance` skips time: back-off, time-outs, tokens' lives, rate limits. */
  readonly clock: { now(): Date; advance(ms: number): void }
  /** Resolves when no delivery is under way or due within 2.5 s, retries included. Rejects after `timeoutMs` (default 5000). */
  idle(timeoutMs?: number): Promise<void>
  /** Closes all sockets and cancels all timers. */
  stop(): Promise<void>
}

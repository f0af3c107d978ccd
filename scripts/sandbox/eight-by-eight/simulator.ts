import type { EightByEightFaults } from './faults.ts'
import type { FileRequest } from './file-host.ts'
import type { EightByEightSettings } from './options.ts'
import type {
  AgentSnapshot,
  AgentStatus,
  Card,
  ConversationSnapshot,
  QuickReply,
  RecordedCall,
  RecordedDelivery,
  ScheduleStatus,
  SentFile,
  UserData,
} from './types.ts'

/** How a customer's message differs from the first of somebody new in web chat. */
export interface CustomerSaysOptions {
  /** Goes on in this conversation; one that had ended begins anew, with the bot. */
  conversationId?: string
  /** For a new conversation. Default `WebChat`. */
  channel?: 'WebChat' | 'WhatsApp'
  /** For a new conversation: what is known about the customer. */
  user?: UserData
  attachments?: SentFile[]
}

/** What an agent sends along. */
export interface AgentSaysOptions {
  attachments?: SentFile[]
  cards?: Card[]
  quickReplies?: QuickReply[]
}

/** What customers do in 8x8's own channels (role 2). They act at once; events follow. */
export interface Customers {
  /** Opens a chat and says nothing yet. */
  customerArrives(options?: Omit<CustomerSaysOptions, 'conversationId' | 'attachments'>): { conversationId: string }
  /** Writes. */
  customerSays(text: string, options?: CustomerSaysOptions): { conversationId: string; messageId: string }
  /** Sends files without a word. */
  customerSends(files: SentFile[], options?: CustomerSaysOptions): { conversationId: string; messageId: string }
  /** Presses a button of the newest quick replies that have it, named by title or postback. Web chat only. */
  customerPresses(conversationId: string, button: string): void
  /** Submits the newest adaptive card, or the one named. Web chat only. */
  customerSubmits(
    conversationId: string,
    data: Record<string, unknown>,
    options?: { type?: 'Action.Submit' | 'Action.Execute'; cardId?: string },
  ): void
  /** Begins or stops typing. */
  customerTypes(conversationId: string, typing?: boolean): void
  /** Answers what only a provider has, e.g. a WhatsApp list. */
  customerReplies(conversationId: string, name: string, value: unknown): void
  /** Leaves: `user left`, then `idle`. */
  customerLeaves(conversationId: string): void
}

/** What agents do, in either role. */
export interface AgentActions {
  /** Takes a conversation out of its queue: by default the freest agent of the queue. Returns who. Throws if nobody can. */
  agentAccepts(conversationId: string, agentId?: string): string
  /** Writes. Returns the message's id. */
  agentSays(conversationId: string, text: string, options?: AgentSaysOptions): string
  /** Begins or stops typing. */
  agentTypes(conversationId: string, typing?: boolean): void
  /** Has read all there is. */
  agentReads(conversationId: string): void
  /** Moves it to another queue. */
  agentTransfers(conversationId: string, queueId: string): void
  /** Is done: the webhook named for then gets it, else it becomes idle after `idleDelayMs` (default: the setting; -1: never). */
  agentLeaves(conversationId: string, options?: { idleDelayMs?: number }): void
  /** Makes a conversation idle now, whoever has it. */
  goIdle(conversationId: string): void
  /** Takes chats of a queue, or of all the agent's. */
  agentOnline(agentId: string, queueId?: string): void
  /** Takes no more chats of a queue, or logs out. */
  agentOffline(agentId: string, queueId?: string): void
  /** Whatever else agents do; with `available` they take chats. */
  agentStatus(agentId: string, status: AgentStatus): void
  agents(): AgentSnapshot[]
  /** The queues by the names that agents see. */
  queues(): { id: string; name: string }[]
  /** The conversations that were opened for the user of this `userId`, oldest first. */
  conversationsOf(userId: string): ConversationSnapshot[]
}

/** A simulated 8x8 tenant: what its customers and agents do, and what can be seen of it. */
export interface EightByEightSimulator extends Customers, AgentActions {
  /** Where it listens: the `EIGHT_BY_EIGHT_BASE_URL`. */
  readonly url: string
  /** Where pre-signed URLs lead. */
  readonly filesUrl: string
  readonly apiKey: string
  readonly tenantId: string
  readonly customerId: string
  /** The `ChatAPI` channel: a client opens conversations on it. */
  readonly channelId: string
  /** 8x8's own channels, in which customers meet the bot first. */
  readonly webChatChannelId: string
  readonly whatsAppChannelId: string
  /** Of all three channels; it exists once `setWebhook` was called. */
  readonly webhookId: string
  readonly queueId: string
  readonly billingQueueId: string
  readonly scheduleId: string
  readonly scriptId: string
  /** In both queues. */
  readonly agentId: string
  /** In the billing queue only. */
  readonly billingAgentId: string

  /** All settings; changes take effect at once. */
  readonly settings: EightByEightSettings
  /** Every request to the API, in order of arrival. */
  readonly calls: RecordedCall[]
  /** Every attempt to reach a webhook, in the order they ended. */
  readonly deliveries: RecordedDelivery[]
  /** What the host of pre-signed URLs was asked. */
  readonly fileRequests: FileRequest[]

  /** Registers the channels' webhook, or moves it. Rejects unless the URL answers the verification with 2xx (`verify: false`: is not asked). Resolves with its id. */
  setWebhook(url: string, options?: { verify?: boolean }): Promise<string>
  /** Registers one more webhook, for `post-agent-assignment`. */
  addWebhook(url: string, options?: { verify?: boolean; id?: string }): Promise<string>
  /** Signs with a new key from now on. The old ones are served on, unless `keepOld` is false. Resolves with the `kid`. */
  rotateKey(options?: { keepOld?: boolean }): Promise<string>
  /** Opens or closes, or answers one of the tenant's own choices. */
  setSchedule(status: ScheduleStatus): void
  /** Any event of a conversation, documented or not. */
  sendEvent(conversationId: string, eventType: string, data?: Record<string, unknown>): void

  conversation(id: string): ConversationSnapshot
  conversations(): ConversationSnapshot[]

  readonly faults: EightByEightFaults
  readonly clock: { now(): Date; advance(ms: number): void }
  /** Resolves when no delivery is under way and nothing is due within 50 ms. Rejects after `timeoutMs` (default 5000). */
  idle(timeoutMs?: number): Promise<void>
  /** Closes all sockets and cancels all timers. */
  stop(): Promise<void>
}

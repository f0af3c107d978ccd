import type { GenesysFaults } from './faults.ts'
import type { Agent, GenesysSettings, Queue } from './settings.ts'
import type { Content, ConversationSnapshot, RecordedCall, RecordedDelivery, RecordedRegistration } from './types.ts'

/** A file that an agent sends. With a `body` the simulator gives it out itself, else `url` says where it is. */
export interface SentFile {
  mime: string
  filename: string
  body?: Buffer | string
  url?: string
  mediaType?: 'Image' | 'Video' | 'Audio' | 'File' | 'Link'
}

/** What a message of an agent or the flow has beside its text. */
export interface SaysOptions {
  /** Each becomes a message of its own, after the text. */
  attachments?: SentFile[]
  /** Items of `content`: quick replies, cards, a carousel, a date picker, a notification. */
  structured?: Content[]
}

/** What the platform's people and its flow do. Agents go by id or name; by default one who is on queue there. */
export interface GenesysPeople {
  /** An agent goes on queue: for all the agent's queues, or joins these. */
  agentOnline(agent: string, queues?: string[]): void
  /** An agent goes off queue: altogether, or leaves these queues. */
  agentOffline(agent: string, queues?: string[]): void
  /** A conversation that waits is offered to an agent. Resolves with the agent's id. Rejects where it does not wait. */
  agentIsAlerted(conversationId: string, agent?: string): Promise<string>
  /** An agent takes the conversation that waits. Resolves with the agent's id. */
  agentAccepts(conversationId: string, agent?: string): Promise<string>
  /** An agent is offered the conversation and does not take it: it waits on. */
  agentDeclines(conversationId: string, agent?: string): Promise<void>
  /** The agent who has it writes. Resolves with the ids of the messages. */
  agentSays(conversationId: string, text: string, options?: SaysOptions): Promise<string[]>
  /** The agent who has it types. */
  agentTypes(conversationId: string, durationMs?: number): Promise<void>
  /** The agent who has it gives it to a queue, or straight to another agent. */
  agentTransfers(conversationId: string, to: { queue: string } | { agent: string }): Promise<void>
  /** The agent who has it ends it, and goes to after-call work. */
  agentDisconnects(conversationId: string): Promise<void>
  /** The agent who had it last ends the after-call work. */
  agentWrapsUp(conversationId: string, code?: string): Promise<void>
  /** The flow writes, e.g. an automatic reply. Resolves with the ids of the messages. */
  flowSays(conversationId: string, text: string | undefined, options?: SaysOptions): Promise<string[]>
  /** Throws for an id that is not known. */
  conversation(id: string): ConversationSnapshot
  /** Oldest first. */
  conversations(): ConversationSnapshot[]
  /** Those of the customer with this `channel.from.id`, oldest first. */
  conversationsOf(customerId: string): ConversationSnapshot[]
}

/** A simulated organization on Genesys Cloud with an Open Messaging integration: what its people do, and what can be seen of it. */
export interface GenesysSimulator extends GenesysPeople {
  /** Where the API, the notification sockets and `/control` are: the same as `apiUrl`. */
  readonly url: string
  /** The login host: it has `/oauth/token`. */
  readonly loginUrl: string
  /** The API host: it has `/api/v2`. */
  readonly apiUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly integrationId: string
  /** The first integration's signature secret token. */
  readonly webhookSecret: string
  readonly registrationSecret: string
  readonly teamId: string
  readonly botId: string
  readonly queues: readonly Queue[]
  readonly agents: readonly Agent[]
  /** All settings; changes take effect at once. */
  readonly settings: GenesysSettings
  /** Every API request, in order of arrival. */
  readonly calls: RecordedCall[]
  /** Every attempt to reach a webhook, in the order they ended. */
  readonly deliveries: RecordedDelivery[]
  /** Every call of the flow's data action. */
  readonly registrations: RecordedRegistration[]
  /** Sets the first integration's webhook URL; without one nothing is delivered. */
  setWebhook(url: string | undefined): void
  /** Sets where the data action posts; without a URL it fails. */
  setRegistrationUrl(url: string | undefined): void
  /** What `X-Hub-Signature-256` is for a body. */
  sign(body: string | Buffer): string
  /** Makes all access tokens invalid. */
  revokeTokens(): void
  /** Ends all notification sockets: announced by `v2.system.socket_closing`, or, the default, as a network does it. */
  dropSockets(how?: { announced?: boolean }): void
  /** The notification channels there are, with their topics and whether somebody is connected. */
  channels(): { id: string; topics: string[]; connected: boolean }[]
  readonly faults: GenesysFaults
  /** `advance` skips time: retries, tokens' and channels' lives, rate limits, the threading window. */
  readonly clock: { now(): Date; advance(ms: number): void }
  /**
   * Resolves when no flow runs, no conversation is about to be ended, no delivery is under way or due, retries included,
   * and whoever is connected to a notification channel has got what was sent (a second is waited for one who does not
   * read). Rejects after `timeoutMs` (default 5000).
   */
  idle(timeoutMs?: number): Promise<void>
  /** Closes all sockets and cancels all timers. */
  stop(): Promise<void>
}

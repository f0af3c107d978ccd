/** What a conversation comes in on. Only `ChatAPI` channels can be created by API. */
export type ChannelType = 'ChatAPI' | 'WebChat' | 'WhatsApp' | 'SMS' | 'Facebook' | 'Twitter'

/** `created` has no interaction yet; `idle` is over until somebody writes. */
export type ConversationState = 'created' | 'active' | 'idle'

/** Who has the conversation: `bot` is a script or a webhook; `closed` is nobody. */
export type Owner = 'bot' | 'queue' | 'agent' | 'closed'

/** Whom a conversation is with. */
export interface Assignment {
  type: 'queue' | 'script' | 'agent'
  id: string
}

/** Who wrote. Only `user` and `bot` can be posted. */
export type AuthorType = 'user' | 'bot' | 'agent' | 'system'

/** One more thing that is known about the customer. */
export interface UserProperty {
  key: string
  value: string
}

/** What is known about the customer. */
export interface UserData {
  name?: string
  userId?: string
  customerId?: string
  email?: string
  phone?: string
  company?: string
  caseId?: string
  language?: string
  ipaddress?: string
  timezoneOffset?: number
  additionalProperties?: UserProperty[]
}

/** A card as it is sent. */
export interface Card {
  contentType: string
  content: Record<string, unknown>
}

/** A card of a message, with what became of it. */
export interface StoredCard extends Card {
  id: string
  actionSubmitted: boolean
  actionExecuted: boolean
}

/** A message that is elsewhere. */
export interface ExternalProvider {
  name: 'X'
  externalMessageId: string
}

/** A message as it is posted, or given as history. */
export interface PostedMessage {
  authorType: 'user' | 'bot'
  text?: string
  attachments?: { id: string }[]
  cards?: Card[]
  externalProvider?: ExternalProvider
}

/** One message of a conversation, attachments with their names. */
export interface MessageSnapshot {
  id: string
  authorType: AuthorType
  authorId: string
  text: string
  attachments: { id: string; fileName: string; contentType: string; sizeInBytes: number }[]
  cards: StoredCard[]
  externalProvider?: ExternalProvider
  createdAt: Date
}

/** One pass of a conversation through a script, a queue or an agent. */
export interface Interaction {
  id: string
  startTime: Date
  endTime?: Date
}

/** A typing or thinking indicator that came in. */
export interface Indicator {
  kind: 'typing' | 'thinking'
  authorType: 'user' | 'bot'
  at: Date
  /** For `thinking`. */
  maxThinkingTimeSeconds?: number
}

/** What happens with a conversation when its agent is done. */
export interface PostAgentAssignment {
  webhookId: string
  notifyChannelWebhook: boolean
  maxTotalMinutes?: number
  userTimeoutInMinutes?: number
}

/** A conversation as one sees it from outside. */
export interface ConversationSnapshot {
  id: string
  channelId: string
  channelType: ChannelType
  state: ConversationState
  assignment: Assignment
  owner: Owner
  /** The agent in it now. */
  agentId?: string
  user: UserData
  /** As it was given with the creation, oldest first. */
  history: PostedMessage[]
  /** Oldest first. */
  messages: MessageSnapshot[]
  interactions: Interaction[]
  /** The last 100. */
  indicators: Indicator[]
  /** Up to when each side has read, epoch ms. */
  readAt: Partial<Record<'user' | 'bot', number>>
  /** Scheduled, and not begun yet. */
  postAgentAssignment?: PostAgentAssignment
  createdAt: Date
}

/** An event as it is sent. Older ones are flat. */
export interface WebhookEvent {
  eventType: string
  conversationId?: string
  timestamp?: number
  data?: Record<string, unknown>
  [field: string]: unknown
}

/** One request to the API. It is listed when it arrives and completed when it is answered. */
export interface RecordedCall {
  at: Date
  method: string
  path: string
  query: Record<string, string | string[]>
  /** As received, `x-api-key` redacted. */
  headers: Record<string, string>
  /** Parsed if it was JSON; of an upload its parts, without the bytes; else the text; undefined when empty. */
  body: unknown
  /** The status the client saw; undefined while it waits and for ever if a fault lost the answer. */
  status?: number
  /** JSON; of a file its bytes as text. */
  responseBody?: unknown
  /** The status the platform came to, whether or not the client saw it; undefined where a fault kept it from acting. */
  applied?: number
  /** The fault that hit it, if any. */
  fault?: string
}

/** One attempt to deliver an event to a webhook, listed when it is over. */
export interface RecordedDelivery {
  at: Date
  webhookId: string
  url: string
  event: WebhookEvent
  /** The same in all attempts; empty for an unsigned verification. */
  eventId: string
  /** 0 for the first attempt. */
  retry: number
  /** All that was sent along. */
  headers: Record<string, string>
  /** The bytes that were sent, as text. */
  body: string
  status?: number
  error?: string
  durationMs: number
}

/** An agent, with how available they are. */
export interface AgentSnapshot {
  id: string
  name: string
  status: AgentStatus
  /** Queues the agent is a member of; `enabled`: takes chats of it. */
  queues: { id: string; enabled: boolean }[]
  /** Conversations the agent has now. */
  conversations: string[]
}

/** What an agent does when not with a customer. */
export type AgentStatus = 'available' | 'onBreak' | 'workOffline' | 'postProcess' | 'loggedOut'

/** 0 is open, -1 closed, and a tenant can configure up to six other answers. */
export type ScheduleStatus = 'open' | 'closed' | `Choice #${1 | 2 | 3 | 4 | 5 | 6}`

/** A file somebody sends. */
export interface SentFile {
  fileName: string
  contentType: string
  body: Buffer | string
}

/** A button of a quick-replies card. */
export interface QuickReply {
  title: string
  postback: string
}

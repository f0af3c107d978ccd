/** Channels as events name them (Gladly API reference, Webhooks: `CONTACT/MESSAGE_RECEIVED`). */
export type Channel = 'CHAT' | 'EMAIL' | 'SMS' | 'WHATSAPP' | 'FB_MESSENGER' | 'INSTAGRAM_DIRECT' | 'VOICEMAIL'

/** Conversation status (Gladly API reference, Conversations). `WAITING` cannot be set by API. */
export type ConversationStatus = 'OPEN' | 'WAITING' | 'CLOSED'

/** Who caused an event or wrote an item. Events publish no enum for `type`. */
export interface Initiator {
  id: string
  type: string
}

/** Who has a conversation: always an inbox, perhaps an agent. */
export interface Assignee {
  inboxId: string
  agentId?: string
}

/** One webhook event (Gladly API reference, Webhooks, Payloads): ids only, no text, no status. */
export interface GladlyEvent {
  id: string
  type: string
  timestamp: string
  /** Absent on `CONVERSATION_STATUS/UPDATED` and `CUSTOMER_PROFILE/*`. */
  initiator?: Initiator
  content: Record<string, unknown>
}

/** A conversation as `GET /api/v1/conversations/{id}` shows it (Gladly API reference, Conversations). */
export interface ApiConversation {
  id: string
  customerId: string
  inboxId: string
  agentId?: string
  topicIds?: string[]
  customAttributes?: { id: string; value: string }[]
  createdAt: string
  closedAt?: string
  status: ConversationStatus
}

/** What an item says. `type` decides which other fields there are (Gladly API reference, Conversation Items). */
export interface ItemContent {
  type: string
  [field: string]: unknown
}

/** A timeline entry in the API's own shape (Gladly API reference, Conversation Items). */
export interface ItemSnapshot {
  id: string
  customerId: string
  conversationId: string
  timestamp: string
  initiator?: Initiator
  responder?: Initiator
  content: ItemContent
}

/** A conversation as the platform's own people see it: topics by name, attributes by key. */
export interface ConversationSnapshot {
  id: string
  customerId: string
  status: ConversationStatus
  inboxId: string
  agentId?: string
  topicIds: string[]
  topics: string[]
  customAttributes: Record<string, string[]>
  createdAt: Date
  closedAt?: Date
}

/** A customer in the API's own shape (Gladly API reference, Customers). */
export interface CustomerSnapshot {
  id: string
  name?: string
  image?: string
  address?: string
  emails?: { original: string; normalized?: string; primary?: boolean }[]
  phones?: {
    original: string
    normalized?: string
    extension?: string
    regionCode?: string
    primary?: boolean
    smsPreference?: string
    type?: string
  }[]
  externalCustomerId?: string
  customAttributes?: Record<string, unknown>
  createdAt: string
  updatedAt: string
  /** Only here, never on the wire: the customer this one was merged into. */
  mergedInto?: string
}

/** A topic (Gladly API reference, Topics). */
export interface Topic {
  id: string
  name: string
  disabled: boolean
  parentId?: string
}

/** A custom attribute's definition (Gladly API reference, Freeform Topics). */
export interface AttributeDefinition {
  id: string
  key: string
  label: string
  deactivated: boolean
  createdAt: string
  createdBy: string
}

/** An inbox and, only here, who works in it: the API never shows membership. */
export interface Inbox {
  id: string
  name: string
  disabled: boolean
  members: Set<string>
}

/** An agent (Gladly API reference, Agents). */
export interface Agent {
  id: string
  name: string
  emailAddress: string
}

/** What the bot said through `POST .../reply`, in order. */
export interface BotReply {
  itemId: string
  text: string
  /** `content.type` of the reply. */
  type: string
  /** The quick reply's options, if it had any. */
  options?: { id: string; label: string }[]
  /** The customer's item it answers. */
  answers: string
  at: Date
}

/** One request to `/api/v1`. It is listed when it arrives and completed when it is answered. */
export interface RecordedCall {
  at: Date
  method: string
  path: string
  query: Record<string, string | string[]>
  /** As received, `authorization` redacted. */
  headers: Record<string, string>
  /** Parsed if it was JSON, else the text; undefined when empty. */
  body: unknown
  /** The status the client saw; undefined while it waits and for ever if a fault lost the answer. */
  status?: number
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
  event: GladlyEvent | { type: 'PING' }
  /** 1 for the first, up to 5: four retries. */
  attempt: number
  status?: number
  error?: string
  durationMs: number
}

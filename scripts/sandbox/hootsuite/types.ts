/** Who has a conversation: the virtual agent, the New queue, a person, or nobody since it is Resolved. */
export type Owner = 'bot' | 'new' | 'agent' | 'resolved'

/** How the virtual agent got a conversation (Inbox 2.0 API reference, Two types of virtual agents). */
export type Activation = 'inception' | 'delegation'

/** The three events (Inbox 2.0 API reference, Virtual Agent API, Events). */
export type EventType = 'CONVERSATION_STARTED' | 'CONVERSATION_DELEGATED' | 'INBOUND_MESSAGE_RECEIVED'

/** One attribute of a contact; not unique by `attribute` (Inbox 2.0 API reference, CONVERSATION_STARTED). */
export interface ContactAttribute {
  attribute: string
  value: string
  source: 'AGENT' | 'MEDIUM' | 'CRM_CONFIRMED'
}

/** Who writes, as events show it (Inbox 2.0 API reference, CONVERSATION_STARTED). */
export interface ContactProfile {
  id: string
  mediumContactProfileId: string
  primaryIdentifier: string
  secondaryIdentifier: string
  pictureUrl: string
}

/** What a private message came with: a reply to a story, a mention (Inbox 2.0 API reference, INBOUND_MESSAGE_RECEIVED). */
export interface Trigger {
  type: 'REEL' | 'STORY' | 'POST' | null
  action: 'SHARE' | 'MENTION' | 'REPLY' | null
}

/** `data` of `CONVERSATION_STARTED` and `CONVERSATION_DELEGATED` (Inbox 2.0 API reference). */
export interface ConversationData {
  conversationId: string
  medium: { id: string }
  channel: { id: string; name: string }
  language: string
  contactProfile: ContactProfile
  contactAttributes: ContactAttribute[]
}

/** `data` of `INBOUND_MESSAGE_RECEIVED` (Inbox 2.0 API reference). What a file looks like here is not documented. */
export interface InboundMessageData {
  conversationId: string
  message: { messageId: string; text?: string; payload?: string }
  trigger: Trigger | null
  conversationTopics: string[]
  channel: { id: string; name: string }
  contactProfile: ContactProfile
  medium: { id: string }
}

/** One webhook request's body (Inbox 2.0 API reference, Virtual Agent API, Common fields). */
export interface HootsuiteEvent {
  /** When this request was sent: renewed on every retry. */
  timestamp: string
  /** The same on every retry. */
  idempotencyKey: string
  version: 1
  type: EventType
  data: ConversationData | InboundMessageData
}

/** Something that was said in a conversation. */
export interface MessageSnapshot {
  id: string
  from: 'customer' | 'bot' | 'agent' | 'system'
  text?: string
  /** The name of the file, or of the first one. */
  attachment?: string
  /** A customer's message only: the names of all files. */
  attachments?: string[]
  /** Their content types, in the same order. */
  contentTypes?: string[]
  /** An agent's message only. */
  agentId?: string
  /** The button's payload, if the customer pressed one. */
  payload?: string
  at: Date
  /** Of the bot's messages: in the response to a webhook, or by REST. */
  via?: 'response' | 'rest'
}

/** Why the virtual agent has a conversation no longer. It is told none of this. */
export type Release =
  | 'handover'
  | 'resolved'
  | 'taken-over'
  | 'webhook-failed'
  | 'virtual-agent-timeout'
  | 'first-question-timeout'
  | 'contact-timeout'

/** A note for the people of the brand. */
export interface NoteSnapshot {
  text: string
  at: Date
  /** How many messages there were when it was written: notes stand beside what was said, not in it. */
  after: number
  /** Who wrote it; absent where it was the bot. */
  agentId?: string
}

/** A conversation as the platform's own people see it. */
export interface ConversationSnapshot {
  id: string
  customerId: string
  medium: string
  channelId: string
  owner: Owner
  /** While the bot has it. */
  activation?: Activation
  /** While a person has it. */
  agentId?: string
  /** How often the virtual agent got it. */
  epoch: number
  /** How the virtual agent lost it last. */
  release?: Release
  topics: string[]
  tags: { messageId: string; tag: string }[]
  notes: string[]
  /** By alias; where sources differ `CRM_CONFIRMED` goes before `AGENT` before `MEDIUM`. */
  contactAttributes: Record<string, string>
  /** What the contact-attributes call brought without `autoConfirm`: waits for an agent's Confirm. */
  unconfirmedAttributes: Record<string, string>
  typing: boolean
  createdAt: Date
}

/** A file that was uploaded for a conversation. */
export interface UploadSnapshot {
  filename: string
  contentType: string
  body: Buffer
}

/** One REST request. It is listed when it arrives and completed when it is answered. */
export interface RecordedCall {
  at: Date
  method: string
  path: string
  query: Record<string, string | string[]>
  /** As received, `authorization` redacted. */
  headers: Record<string, string>
  /** JSON and forms parsed, an upload as `<n bytes>`, else the text; undefined when empty. */
  body: unknown
  /** The status the client saw; undefined while it waits and for ever if a fault lost the answer. */
  status?: number
  /** Access tokens redacted. */
  responseBody?: unknown
  /** Why it was refused: the platform's documents do not say how it would. */
  reason?: string
  /** The status the platform came to, whether or not the client saw it; undefined where a fault kept it from acting. */
  applied?: number
  /** The fault that hit it, if any. */
  fault?: string
}

/** One attempt to deliver an event, listed when it is over. */
export interface RecordedDelivery {
  at: Date
  url: string
  /** As it was sent. */
  event: HootsuiteEvent
  /** 1 for the first, up to 4: three retries. */
  attempt: number
  status?: number
  error?: string
  durationMs: number
  /** What came back: parsed if it was JSON, else the text; undefined when empty. */
  responseBody?: unknown
  /**
   * What became of the answer: `applied`; `refused` as malformed (`error` says why) or `failed` altogether;
   * `repeated` where this event's answer had been applied before; `not-assigned` where the bot no longer had the conversation.
   */
  outcome: 'applied' | 'refused' | 'failed' | 'repeated' | 'not-assigned'
  /** The fault that hit it, if any. */
  fault?: string
}

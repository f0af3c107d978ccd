/** Who answers the customer now. A CCSP conversation is never the bot's; a BOT conversation is `closed` once its id is given up. */
export type Owner = 'bot' | 'queue' | 'agent' | 'closed'

/** `customparam1` … `customparamN` of a call (Generic Bot, Inbound Webhook). */
export type CustomParams = Record<string, string>

/** An event as it goes to the outbound webhook (Generic Bot, Outbound Webhook). `Event` says which fields there are. */
export interface ImiconnectEvent {
  Event?: string
  Conversationid?: string
  ConversationType?: string
  [field: string]: unknown
}

/** A hand-over that took effect. */
export interface Handover {
  customparams: CustomParams
  at: Date
}

/** A conversation as the chat engine sees it. */
export interface ConversationSnapshot {
  id: string
  type: 'BOT' | 'CCSP'
  customerId: string
  channel: string
  owner: Owner
  /** Of a BOT conversation: the agents' conversation, while there is one. */
  ccspId?: string
  /** Of a CCSP conversation: the BOT conversation it came from. The platform tells nobody. */
  botConversationId?: string
  /** The last hand-over. */
  handover?: Handover
  /** Where an agent put it, while nobody has picked it up there. */
  queue?: string
  createdAt: Date
}

/** What became of one of the bot's messages (Generic Bot, Message Delivery). */
export type Receipt = 'Delivered' | 'Failed' | 'Read'

/** What the bot said by `eventid` 1001 (Generic Bot, Inbound Webhook). */
export interface BotMessage {
  /** The platform's id, as receipts have it. */
  messageId: string
  /** The id the bot sent it to. */
  conversationId: string
  text: string
  messageType: string
  /** The value of the field that the setting `mediaField` names. */
  media?: unknown
  customparams: CustomParams
  /** `Timestamp` as sent. */
  timestamp: string
  at: Date
  /** Who had the conversation: anybody but the bot means that it was talked over. */
  owner: Owner
}

/** Something said in a conversation, whoever got to see it. */
export interface TranscriptEntry {
  messageId: string
  /** The id under which it was said. */
  conversationId: string
  by: 'customer' | 'bot' | 'agent'
  text: string
  media?: unknown
  /** Of a file that lies where `media` says. */
  file?: { name: string; contentType: string }
  /** The last receipt there was; of the bot's messages only. */
  receipt?: Receipt
  at: Date
}

/** One request to the server outside `/control`. It is listed when it arrives and completed when it is answered. */
export interface RecordedCall {
  at: Date
  method: string
  path: string
  query: Record<string, string | string[]>
  /** As received, `authorization` and `key` redacted. */
  headers: Record<string, string>
  /** Parsed if it was JSON, else the text; undefined when empty. */
  body: unknown
  /** The HTTP status the client saw; undefined while it waits and for ever if a fault lost the answer. */
  status?: number
  responseBody?: unknown
  /** The code the platform came to, whether or not the client saw it; undefined where a fault kept it from acting. */
  applied?: string
  /** Fields nobody looks at: other spellings, other events' fields. */
  ignored: string[]
  /** The fault that hit it, if any. */
  fault?: string
}

/** One attempt to reach the outbound webhook, listed when it is over. */
export interface RecordedDelivery {
  at: Date
  kind: 'verify' | 'event'
  method: string
  url: string
  /** The body as sent; Verify's HEAD and GET have none. */
  text?: string
  /** The same parsed, if it is a JSON object. */
  event?: ImiconnectEvent
  /** 1 for the first, up to 5: four retries. */
  attempt: number
  status?: number
  /** Whether the platform takes it for a success. */
  ok: boolean
  /** Why not. */
  error?: string
  durationMs: number
}

/** An event that will never be sent (again). */
export interface LostEvent {
  at: Date
  text: string
  /** The same parsed, if it is a JSON object. */
  event?: ImiconnectEvent
  /** `inactive`: the webhook was off when it happened. `gave-up`: all retries failed. `deactivated`: it waited for a retry then. `fault`: dropped on request. */
  why: 'inactive' | 'gave-up' | 'deactivated' | 'fault'
}

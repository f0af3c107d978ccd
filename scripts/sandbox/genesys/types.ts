/** Who takes part in a conversation; `workflow` is the inbound message flow, `acd` a queue, `api` agentless messages. */
export type Purpose = 'customer' | 'workflow' | 'acd' | 'agent' | 'api'

/** Who has a conversation now; `closed`: nobody but perhaps the customer. */
export type Owner = 'flow' | 'queue' | 'agent' | 'closed'

/** One who takes part, or took part, in a conversation. */
export interface Participant {
  id: string
  communicationId: string
  purpose: Purpose
  name?: string
  state: 'alerting' | 'connected' | 'disconnected'
  direction: 'inbound' | 'outbound'
  disconnectType?: 'endpoint' | 'client' | 'system' | 'transfer' | 'peer'
  startTime: Date
  /** Missing for an agent who never accepted. */
  connectedTime?: Date
  endTime?: Date
  /** When an agent's after-call work began. */
  startAcwTime?: Date
  endAcwTime?: Date
  wrapupRequired: boolean
  wrapup?: { code: string; notes?: string; durationSeconds?: number }
  attributes: Record<string, string>
  userId?: string
  queueId?: string
}

/** One item of a message's `content`, as it goes over the wire. */
export interface Content {
  contentType: string
  [payload: string]: unknown
}

/** A message in a conversation. `bot` is what came by agentless outbound. */
export interface MessageSnapshot {
  /** The platform's id. */
  id: string
  from: 'customer' | 'bot' | 'agent' | 'flow'
  type: 'Text' | 'Structured'
  text?: string
  content: Content[]
  /** A customer's: `channel.time` as it was sent. Others': when it was written. */
  time: string
  /** `channel.messageId`: the sender's own id of a customer's message, the platform's of others. */
  messageId?: string
  /** Whose it is. */
  participantId: string
  status: 'received' | 'queued' | 'sent' | 'failed' | 'delivery-success' | 'delivery-failed'
  /** What came in by `inbound/open/receipt` for it. */
  receipts: { status: string; time: string; reasons?: { code: string; message?: string }[] }[]
}

/** A conversation as the platform's own people see it. */
export interface ConversationSnapshot {
  id: string
  integrationId: string
  /** `channel.from.id`. */
  customerId: string
  participants: Participant[]
  /** The customer's participant data. */
  attributes: Record<string, string>
  owner: Owner
  /** The queue's name, while it waits there or an agent has it from there. */
  queue?: string
  /** The agent's id, from alerting until the agent ends. */
  agent?: string
  messages: MessageSnapshot[]
  /** How often the flow ran. */
  flowRuns: number
}

/** One API request. It is listed when it arrives and completed when it is answered. */
export interface RecordedCall {
  at: Date
  method: string
  path: string
  query: Record<string, string | string[]>
  /** As received, `authorization` redacted. */
  headers: Record<string, string>
  /** JSON and forms parsed, secrets redacted, else the text; undefined when empty. */
  body: unknown
  /** The status the client saw; undefined while it waits and for ever if a fault lost the answer. */
  status?: number
  /** The answer's body, secrets redacted. */
  answer?: unknown
  /** The status the platform came to, whether or not the client saw it; undefined where a fault kept it from acting. */
  applied?: number
  /** The fault that hit it, if any. */
  fault?: string
}

/** One attempt to reach the webhook, listed when it is over. */
export interface RecordedDelivery {
  at: Date
  url: string
  integrationId: string
  /** As it was sent. */
  body: OutboundBody
  signature: string
  /** 1 for the first, up to 6: five retries. */
  attempt: number
  status?: number
  error?: string
  durationMs: number
  /** The faults that hit it, if any. */
  fault?: string
}

/** One webhook request's body: "Open outbound normalized message". */
export interface OutboundBody {
  id: string
  channel: Record<string, unknown>
  type: 'Text' | 'Structured' | 'Event' | 'Receipt'
  [field: string]: unknown
}

/** One call of the flow's data action. */
export interface RecordedRegistration {
  at: Date
  url: string
  body: { teamId: string; botId: string; conversationId: string; messageId?: string; customerId?: string }
  status?: number
  error?: string
  durationMs: number
  /** Whether the flow took the action's Success path. */
  registered: boolean
}

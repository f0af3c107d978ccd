/** Somebody in a conversation. */
export interface Account {
  id: string
  name?: string
  role?: string
}

/** A button of suggested actions or of a card. */
export interface Button {
  type: string
  title?: string
  value?: unknown
  text?: string
  displayText?: string
}

/** A file or card on a message. */
export interface WireAttachment {
  contentType: string
  contentUrl?: string
  content?: unknown
  name?: string
  [field: string]: unknown
}

/** An activity as it stands on the wire: dates are text, and channels and bots add fields of their own. */
export interface WireActivity {
  type: string
  id?: string
  name?: string
  text?: string
  value?: unknown
  channelId?: string
  serviceUrl?: string
  timestamp?: string
  locale?: string
  from?: Account
  recipient?: Account
  conversation?: { id: string; [field: string]: unknown }
  replyToId?: string
  membersAdded?: Account[]
  membersRemoved?: Account[]
  attachments?: WireAttachment[]
  suggestedActions?: { actions: Button[]; to?: string[] }
  channelData?: unknown
  deliveryMode?: string
  [field: string]: unknown
}

/** One activity of a conversation, as it now is: what updated it has been applied. */
export interface TranscriptEntry {
  from: 'customer' | 'bot'
  activity: WireActivity
  /** When it arrived, on the simulator's clock. */
  at: Date
  /** When the bot changed it last. */
  updatedAt?: Date
}

/** A conversation, as it is now. */
export interface ConversationSnapshot {
  id: string
  channelId: string
  locale: string
  customer: Account
  bot: Account
  members: Account[]
  startedAt: Date
}

/** One attempt to reach the bot. */
export interface PostAttempt {
  at: Date
  /** What the bot answered; with `error`, what it answered and the channel did not hear. */
  status?: number
  /** Why it counts as failed although there may be an answer. */
  error?: string
  durationMs: number
}

/**
 * What became of a POST. `answered`: 2xx. `refused`: a status that is not retried. `gave-up`: all attempts failed.
 * `dropped`: by a fault. `stopped`: the simulator was stopped first.
 */
export type PostOutcome = 'answered' | 'refused' | 'gave-up' | 'dropped' | 'stopped'

/** One activity on its way to the bot. Duplicates are posts of their own. */
export interface RecordedPost {
  conversationId: string
  activity: WireActivity
  /** 2 and higher: the copies a `duplicate` fault made. */
  copy: number
  attempts: PostAttempt[]
  /** Absent while it is under way. */
  outcome?: PostOutcome
  /** From the first attempt's start to the last one's end. */
  durationMs?: number
}

/** One request to the connector service. */
export interface RecordedCall {
  at: Date
  method: string
  path: string
  query: Record<string, string | string[]>
  /** All of them, `authorization` as it came: point no bot with real credentials here and pass its records on. */
  headers: Record<string, string>
  body?: unknown
  /** What was answered; absent where a fault left it unanswered. */
  status?: number
  responseBody?: unknown
  /** The status it came to, also where its answer was lost. Absent where a fault ended it before. */
  applied?: number
  /** The kind of the fault that hit it, if any. */
  fault?: string
}

/** What the bot answered to an invoke. */
export interface InvokeAnswer {
  status: number
  body?: unknown
}

/** What the bot answered to an activity sent with `deliveryMode: 'expectReplies'`. */
export interface ExpectedReplies {
  status: number
  activities: WireActivity[]
}

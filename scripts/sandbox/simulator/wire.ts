/** One request over HTTP between a simulated platform and the bot, as it was on the wire, and its answer. */
export interface Exchange {
  /** Who asked: the platform (a webhook, an activity) or the bot (a call of the platform's API). */
  by: 'platform' | 'bot'
  at: Date
  method: string
  /** Whole, with host and query. */
  url: string
  /** Nothing is hidden: these are credentials of a simulated platform. Names in lower case. */
  headers: Record<string, string>
  /** As text, up to `BODY_LIMIT` characters; empty where there was none. */
  body: string
  /** Absent while it is under way, and where there was no answer. */
  status?: number
  answerHeaders?: Record<string, string>
  answerBody?: string
  /** Why there was no answer, or why it counts as none. */
  error?: string
  /** The kind of the fault that was put on it, if any. */
  fault?: string
  /** Absent while it is under way. */
  durationMs?: number
}

/** Characters of a body that are kept. */
export const BODY_LIMIT = 200_000

/** Who is told of what goes over the wire. Must not throw and must not take long. */
export interface Wire {
  /** A request was sent, and its body is whole; the same object is completed later. */
  began(exchange: Exchange): void
  /** It is over, one way or the other. */
  ended(exchange: Exchange): void
}

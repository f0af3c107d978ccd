/**
 * One family of errors. Each says what happened, on which channel, and what to do about it.
 */

/** What went wrong, as a word a program can switch on. */
export type ErrorCode =
  | 'settings'
  | 'verification'
  | 'refused'
  | 'unreachable'
  | 'rate-limited'
  | 'not-supported'
  | 'turn-ended'
  | 'turn-too-long'
  | 'conflict'
  | 'storage'
  | 'desk-closed'

/** What every error of this package carries beside its message. */
export interface ErrorDetails {
  /** The platform it concerns, as in `activity.channelId`. */
  channelId?: string
  /** What to do about it, in a sentence. */
  hint?: string
  /** The original error. */
  cause?: unknown
}

/** The common ancestor: catch this to catch all of ours. */
export class ContactCenterError extends Error {
  readonly code: ErrorCode
  readonly channelId: string | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.channelId = details.channelId
    this.hint = details.hint
  }
}

/** Settings are missing or wrong: nothing can start until a person mends them. */
export class SettingsError extends ContactCenterError {
  constructor(message: string, details?: ErrorDetails) {
    super('settings', message, details)
  }
}

/** A request is not from whom it claims to be. */
export class VerificationError extends ContactCenterError {
  constructor(message: string, details?: ErrorDetails) {
    super('verification', message, details)
  }
}

/** What a platform said no with. */
export interface Refusal extends ErrorDetails {
  /** HTTP status, where there was one. */
  status?: number
  /** The platform's own words, shortened. */
  platformMessage?: string
  /** The answer's body as parsed, for the platform's own code to look at. Never logged. */
  body?: unknown
}

/** The platform answered, and the answer was no: asking again in the same way will not help. */
export class PlatformRefusedError extends ContactCenterError {
  readonly status: number | undefined
  readonly platformMessage: string | undefined
  readonly body: unknown

  constructor(message: string, details: Refusal = {}) {
    super('refused', message, details)
    this.status = details.status
    // Not enumerable: loggers print what is, and a platform's answer may hold a customer's data.
    Object.defineProperty(this, 'body', { value: details.body, enumerable: false })
    this.platformMessage = details.platformMessage
  }

  /** True where our credentials were refused: a person has to mend them, after which the same request may succeed. */
  get isCredentials(): boolean {
    return this.status === 401 || this.status === 403
  }
}

/** True where the platform said no with one of these statuses. */
export function isRefusal(error: unknown, ...statuses: number[]): error is PlatformRefusedError {
  return error instanceof PlatformRefusedError && error.status !== undefined && statuses.includes(error.status)
}

/** The platform could not be reached, or broke off, or answered that it is ill. */
export class PlatformUnreachableError extends ContactCenterError {
  /** `not-sent`: the request certainly had no effect. `unknown`: it may have had one. */
  readonly outcome: 'not-sent' | 'unknown'
  /** HTTP status (5xx), where there was an answer. */
  readonly status: number | undefined

  constructor(message: string, outcome: 'not-sent' | 'unknown', details: ErrorDetails & { status?: number } = {}) {
    super('unreachable', message, details)
    this.outcome = outcome
    this.status = details.status
  }
}

/** Nobody means years: a wait that long would silence a conversation, or a whole account, until the next start. */
const LONGEST_WAIT_MS = 60 * 60 * 1_000

/** The platform asks us to slow down. The request had no effect. */
export class RateLimitedError extends ContactCenterError {
  /** How long the platform asks us to wait, in milliseconds, where it says: an hour at most, whatever it says. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs?: number, details?: ErrorDetails) {
    super('rate-limited', message, details)
    this.retryAfterMs =
      retryAfterMs === undefined || Number.isNaN(retryAfterMs)
        ? undefined
        : Math.min(Math.max(0, retryAfterMs), LONGEST_WAIT_MS)
  }
}

/** The platform has no such thing (editing a sent message, for instance). */
export class NotSupportedError extends ContactCenterError {
  constructor(message: string, details?: ErrorDetails) {
    super('not-supported', message, details)
  }
}

/** Something was sent or written after its turn had ended. Use `continueConversationAsync` for work that outlives a turn. */
export class TurnEndedError extends ContactCenterError {
  constructor(message: string, details?: ErrorDetails) {
    super('turn-ended', message, {
      hint: 'Await everything inside the turn, or use continueConversationAsync for what comes later.',
      ...details,
    })
  }
}

/** The bot's logic took longer than a turn may take. */
export class TurnTooLongError extends ContactCenterError {
  constructor(limitMs: number, details?: ErrorDetails) {
    super('turn-too-long', `The turn took longer than ${limitMs} ms.`, {
      hint: 'Do long work outside the turn and come back with continueConversationAsync, or raise the limit.',
      ...details,
    })
  }
}

/** Somebody else wrote the same state first (eTag mismatch). */
export class ConflictError extends ContactCenterError {
  constructor(message: string, details?: ErrorDetails) {
    super('conflict', message, details)
  }
}

/** The event store cannot be read or written. */
export class StorageError extends ContactCenterError {
  constructor(message: string, details?: ErrorDetails) {
    super('storage', message, details)
  }
}

/** Nobody at the desk can take the customer: the bot keeps the conversation, and is told why. */
export class DeskClosedError extends ContactCenterError {
  constructor(why: string, details?: ErrorDetails) {
    super('desk-closed', why, details)
  }
}

/** An error's message, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

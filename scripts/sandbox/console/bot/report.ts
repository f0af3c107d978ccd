/** What the bot's process tells the console, as messages between processes: JSON alone. */
export type Report =
  /** The server can be reached. */
  | { kind: 'ready'; url: string }
  /** It cannot start, and why. */
  | { kind: 'failed'; why: string }
  /** A turn begins; told again where it is run again. */
  | { kind: 'turn'; turn: string; conversationId: string; origin: string; type: string; bodyDigest: string }
  /** The bot's logic got an activity, or sent one. `turn` is absent for work that no event caused. */
  | {
      kind: 'activity'
      at: string
      direction: 'in' | 'out'
      turn?: string
      channelId: string
      conversationId: string
      activity: unknown
    }
  | { kind: 'depths'; inbox: number; outbox: number; deadLetters: number }

/** The header by which a call of the bot's says what caused it. No platform knows it; the console takes it away. */
export const CAUSE_HEADER = 'x-sandbox-cause'

/** What caused a call. */
export interface Cause {
  turn: string
  conversationId: string
}

/** A cause as a header's value. */
export function causeToHeader({ turn, conversationId }: Cause): string {
  return `${encodeURIComponent(turn)} ${encodeURIComponent(conversationId)}`
}

/** The cause a header's value says; undefined where it says none. */
export function causeFromHeader(value: string | undefined): Cause | undefined {
  const [turn, conversationId] = value?.split(' ') ?? []
  if (turn === undefined || conversationId === undefined) return undefined
  return { turn: decodeURIComponent(turn), conversationId: decodeURIComponent(conversationId) }
}

import type { ConversationView } from '../conversation.ts'
import { type AcceptedEvent, TurnPostponed } from '../engine/engine.ts'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../errors.ts'
import type { Interpretation, Platform } from '../platform.ts'

/**
 * Ask the platform's code what an event means. While the platform cannot be reached, limits us or refuses our
 * credentials (a person will mend them), the turn waits; anything else it throws makes the event a dead letter.
 */
export async function interpretOrWait(
  platform: Platform,
  event: AcceptedEvent,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Interpretation> {
  return waitWhileUnreachable(() => platform.interpret(event, view, signal))
}

/** The same for any look at the platform that a turn cannot do without. */
export async function waitWhileUnreachable<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof RateLimitedError) throw new TurnPostponed(error.message, error.retryAfterMs)
    if (error instanceof PlatformUnreachableError) throw new TurnPostponed(error.message)
    if (error instanceof PlatformRefusedError && error.isCredentials) throw new TurnPostponed(error.message, 10_000)
    throw error
  }
}

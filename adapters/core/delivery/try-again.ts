import type { Delivery, StoredCommand } from '../engine/engine.ts'
import { messageOf, PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../errors.ts'
import type { Logger } from '../log.ts'

/** How long credentials that were refused are given to be mended, in milliseconds. */
const CREDENTIALS_MS = 10_000

/**
 * What to wait for where a platform is ill, limits us, or refuses our credentials (a person will mend them). Undefined where
 * it answered, and the answer was no.
 */
export function tryAgain(
  { log, random }: { log: Logger; random: () => number },
  stored: Pick<StoredCommand, 'attempts'>,
  error: unknown,
): Extract<Delivery, { state: 'later' | 'unknown' }> | undefined {
  const reason = messageOf(error)
  if (error instanceof RateLimitedError)
    return { state: 'later', reason, afterMs: error.retryAfterMs ?? backOff(stored, random) }
  if (error instanceof PlatformUnreachableError) {
    const state = error.outcome === 'unknown' ? 'unknown' : 'later'
    return { state, reason, afterMs: backOff(stored, random) }
  }
  if (error instanceof PlatformRefusedError && error.isCredentials) {
    log.error({ err: error, hint: error.hint }, 'the platform refuses our credentials; trying again in 10 s')
    return { state: 'later', reason, afterMs: CREDENTIALS_MS }
  }
  return undefined
}

/** Doubling from half a second to half a minute, with jitter, so that many conversations do not come back at once. */
function backOff({ attempts }: { attempts: number }, random: () => number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(attempts, 10)) * (0.5 + random() / 2)
}

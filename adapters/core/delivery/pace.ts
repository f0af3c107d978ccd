import { TokenBucket } from 'limiter'
import type { Clock } from '../clock.ts'

/** Keeps one account's requests within its budget, in the order they were asked for. */
export interface Pace {
  /** Resolves when a request may be sent, or at once when the signal is aborted. */
  next(signal?: AbortSignal): Promise<void>
  /** A request goes at once, and those that come after wait the longer for it. */
  charge(): void
  /** Let nothing go for `ms` milliseconds: the platform said that we were too fast. */
  hold(ms: number): void
  /** For how many milliseconds still; 0 or less where nothing is held. */
  held(): number
}

/**
 * A token bucket. It holds a quarter of a second's worth, so that no second ever sees more than 1.25 times the budget:
 * platforms count by the second and do not forgive a burst after a pause. A budget of 0 means: no limit.
 */
export function createPace(requestsPerSecond: number, clock: Clock): Pace {
  const burst = Math.max(1, Math.floor(requestsPerSecond / 4))
  const bucket = new TokenBucket({
    bucketSize: burst,
    tokensPerInterval: Math.max(Number.MIN_VALUE, requestsPerSecond),
    interval: 'second',
  })
  bucket.content = burst
  let heldUntil = 0
  let heldFor = 0
  /** How long still: no longer than was asked for, also where the clock has been set back since. */
  const held = (): number => {
    const now = clock.now().getTime()
    heldUntil = Math.min(heldUntil, now + heldFor)
    return heldUntil - now
  }
  return {
    async next(signal) {
      if (requestsPerSecond > 0) await bucket.removeTokens(1)
      // All that wait are let go together when the hold ends: spread them again over the bucket.
      for (let wait = held(); wait > 0 && !signal?.aborted; ) {
        await clock.sleep(wait, signal)
        if (requestsPerSecond > 0) await bucket.removeTokens(1)
        wait = held()
      }
    },
    charge() {
      if (requestsPerSecond === 0) return
      bucket.drip()
      bucket.content -= 1
    },
    hold(ms) {
      if (ms < held()) return
      heldFor = ms
      heldUntil = clock.now().getTime() + ms
    },
    held,
  }
}

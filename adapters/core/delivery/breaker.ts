import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel'
import { PlatformUnreachableError } from '../errors.ts'

/** Stops calling a platform that cannot be reached, and tries again now and then. */
export interface Breaker {
  /** Rejects with `PlatformUnreachableError` (`not-sent`) while open. */
  run<T>(call: () => Promise<T>): Promise<T>
}

/** Of the waits between two tries, in milliseconds. */
const LONGEST_MS = 10_000

/**
 * Counts only what speaks for the whole platform: no connection, no answer in time, 503. One conversation's 500 or 400
 * must not stop the others. Opens after ten in a row; tries again after 0.5 s, then up to every 10 s.
 */
export function createBreaker(channelId: string): Breaker {
  let openedAt = 0
  const newPolicy = () => {
    const made = circuitBreaker(
      handleWhen((error) => error instanceof PlatformUnreachableError && (error.status ?? 503) === 503),
      {
        halfOpenAfter: new ExponentialBackoff({ initialDelay: 500, maxDelay: LONGEST_MS }),
        breaker: new ConsecutiveBreaker(10),
      },
    )
    made.onBreak(() => {
      openedAt = performance.now()
    })
    return made
  }
  let policy = newPolicy()
  return {
    async run(call) {
      // It goes by the machine's clock; where that is set back it would stay open until the clock is there again.
      if (policy.state === CircuitState.Open && performance.now() - openedAt > 2 * LONGEST_MS) policy = newPolicy()
      try {
        return await policy.execute(call)
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          throw new PlatformUnreachableError(
            'The platform could not be reached lately; waiting before the next try.',
            'not-sent',
            {
              channelId,
            },
          )
        }
        throw error
      }
    },
  }
}

import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen } from 'cockatiel'
import { PlatformUnreachableError } from '../errors.ts'

/** Stops calling a platform that cannot be reached, and tries again now and then. */
export interface Breaker {
  /** Rejects with `PlatformUnreachableError` (`not-sent`) while open. */
  run<T>(call: () => Promise<T>): Promise<T>
}

/**
 * Counts only what speaks for the whole platform: no connection, no answer in time, 503. One conversation's 500 or 400
 * must not stop the others. Opens after ten in a row; tries again after 0.5 s, then up to every 10 s.
 */
export function createBreaker(channelId: string): Breaker {
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof PlatformUnreachableError && (error.status ?? 503) === 503),
    {
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 500, maxDelay: 10_000 }),
      breaker: new ConsecutiveBreaker(10),
    },
  )
  return {
    async run(call) {
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

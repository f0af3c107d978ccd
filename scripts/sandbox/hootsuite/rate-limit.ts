import type { SimulatorClock } from '../simulator/clock.ts'
import { RateLimit } from '../simulator/rate-limit.ts'
import type { HootsuiteSettings } from './options.ts'

const DAY = 86_400_000

/** The account's limits, a second and a day, shared by all its calls (Rate limits of the REST API). */
export class AccountLimits {
  private readonly clock: SimulatorClock
  private readonly settings: HootsuiteSettings
  private readonly second: RateLimit
  private day = 0
  private used = 0

  constructor(clock: SimulatorClock, settings: HootsuiteSettings) {
    this.clock = clock
    this.settings = settings
    this.second = new RateLimit(clock, settings)
  }

  /** Counts one request. If it is over a limit it does not count, and the answer's error code comes back. */
  take(): 1003 | 1004 | undefined {
    if (this.usedToday() >= this.settings.requestsPerDay) return 1003
    if (!this.second.take()) return 1004
    this.used++
    return undefined
  }

  /** The headers that every response carries. There is no `Retry-After`. */
  headers(): Record<string, string> {
    return {
      'X-Account-Quota': String(this.settings.requestsPerDay),
      'X-Account-Quota-Used': String(this.usedToday()),
      'X-Account-Rate-Limit-Requests-Remaining': String(this.second.remaining()),
    }
  }

  private usedToday(): number {
    const today = Math.floor(this.clock.ms() / DAY)
    if (today !== this.day) this.used = 0
    this.day = today
    return this.used
  }
}

import type { SimulatorClock } from '../simulator/clock.ts'
import type { GladlySettings } from './options.ts'

/** The organization's request limit, shared by all methods and tokens (Gladly API reference, Rate Limit). */
export class RateLimit {
  private readonly clock: SimulatorClock
  private readonly settings: GladlySettings
  private taken: number[] = []

  constructor(clock: SimulatorClock, settings: GladlySettings) {
    this.clock = clock
    this.settings = settings
  }

  /** Counts one request. False: it is over the limit (and does not count). */
  take(): boolean {
    if (this.remaining() === 0) return false
    this.taken.push(this.clock.ms())
    return true
  }

  /** How many requests are left now. */
  remaining(): number {
    const now = this.clock.ms()
    const from = this.settings.rateLimitWindow === 'sliding' ? now - 999 : now - (now % 1000)
    while (this.taken.length > 0 && this.taken[0]! < from) this.taken.shift()
    return Math.max(0, this.settings.requestsPerSecond - this.taken.length)
  }

  /** The headers that every response carries. */
  headers(): Record<string, string> {
    return {
      'Ratelimit-Limit-Second': String(this.settings.requestsPerSecond),
      'Ratelimit-Remaining-Second': String(this.remaining()),
    }
  }
}

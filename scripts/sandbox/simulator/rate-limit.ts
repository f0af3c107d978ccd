import type { SimulatorClock } from './clock.ts'

/** How many requests a second there may be. */
export interface RateLimitSettings {
  requestsPerSecond: number
  /** `second`: counted anew with each full second; `sliding`: within the last 1000 ms. */
  rateLimitWindow: 'second' | 'sliding'
}

/** A limit on requests per second, on the simulator's clock. */
export class RateLimit<Settings extends RateLimitSettings = RateLimitSettings> {
  protected readonly clock: SimulatorClock
  protected readonly settings: Settings
  private readonly taken: number[] = []

  constructor(clock: SimulatorClock, settings: Settings) {
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
}

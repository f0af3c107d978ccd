import type { SimulatorClock } from '../simulator/clock.ts'
import type { ImiconnectSettings } from './options.ts'

/** The tenant's transactions per second (Inbound Webhooks, code 7020). */
export class RateLimit {
  private readonly clock: SimulatorClock
  private readonly settings: ImiconnectSettings
  private readonly taken: number[] = []

  constructor(clock: SimulatorClock, settings: ImiconnectSettings) {
    this.clock = clock
    this.settings = settings
  }

  /** Counts one call. False: it is over the limit (and does not count). */
  take(): boolean {
    const now = this.clock.ms()
    const from = this.settings.rateLimitWindow === 'sliding' ? now - 999 : now - (now % 1000)
    while (this.taken.length > 0 && this.taken[0]! < from) this.taken.shift()
    if (this.taken.length >= this.settings.requestsPerSecond) return false
    this.taken.push(now)
    return true
  }
}

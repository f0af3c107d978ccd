import { RateLimit } from '../simulator/rate-limit.ts'
import type { GladlySettings } from './options.ts'

/** The organization's request limit, shared by all methods and tokens (Gladly API reference, Rate Limit). */
export class GladlyRateLimit extends RateLimit<GladlySettings> {
  /** The headers that every response carries. */
  headers(): Record<string, string> {
    return {
      'Ratelimit-Limit-Second': String(this.settings.requestsPerSecond),
      'Ratelimit-Remaining-Second': String(this.remaining()),
    }
  }
}

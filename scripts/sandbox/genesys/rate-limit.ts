import type { SimulatorClock } from '../simulator/clock.ts'
import { refusal } from './errors.ts'
import type { GenesysSettings } from './settings.ts'

const MINUTE = 60_000

interface Window {
  from: number
  count: number
}

/** The limit per access token: counted in windows of a minute, each beginning with its first request. */
export class TokenLimits {
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  private readonly windows = new Map<string, Window>()

  constructor(clock: SimulatorClock, settings: GenesysSettings) {
    this.clock = clock
    this.settings = settings
  }

  /** Counts a request. Returns the headers that its answer carries. Throws 429 with them where it is one too many. */
  take(token: string): Record<string, string> {
    const window = this.windowOf(token)
    const { requestsPerMinute: allowed, rateLimitText, retryAfter } = this.settings
    window.count++
    const seconds = Math.max(1, Math.ceil((window.from + MINUTE - this.clock.ms()) / 1000))
    const headers: Record<string, string> = {
      'inin-ratelimit-count': String(window.count),
      'inin-ratelimit-allowed': String(allowed),
      'inin-ratelimit-reset': String(seconds),
    }
    if (window.count <= allowed) return headers
    if (retryAfter) headers['Retry-After'] = String(seconds)
    const how =
      rateLimitText === 'retry'
        ? `Retry the request in [${seconds}] seconds`
        : `[${allowed}] requests within [60] seconds`
    const limit = { key: 'client.credentials.token.rate.per.minute', namespace: 'platform.api', value: allowed }
    throw refusal(429, 'too.many.requests', `Rate limit exceeded the maximum. ${how}`, { headers, limit })
  }

  private windowOf(token: string): Window {
    const now = this.clock.ms()
    const known = this.windows.get(token)
    if (known && now < known.from + MINUTE) return known
    for (const [other, { from }] of this.windows) if (now >= from + MINUTE) this.windows.delete(other)
    const window = { from: now, count: 0 }
    this.windows.set(token, window)
    return window
  }
}

import { RateLimit } from '../simulator/rate-limit.ts'
import type { EightByEightSettings } from './options.ts'

/** The tenant's request limit. None is documented, so that there is one only where it is set. */
export class EightByEightRateLimit extends RateLimit<EightByEightSettings> {
  override take(): boolean {
    return this.settings.requestsPerSecond === 0 || super.take()
  }
}

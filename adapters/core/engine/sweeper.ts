import type { Heart } from './heart.ts'

const EVERY_MS = 10 * 60_000

/** Rows of a kind in one transaction, so that nobody has to wait for long. */
const GROUP = 500

/** Transactions in one go; the rest has time until the next. */
const MOST_GROUPS = 200

/** Forgets what nobody can ask for any more: expired keys with their answers, deliveries of long ago. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined
  private readonly heart: Heart

  constructor(heart: Heart) {
    this.heart = heart
  }

  start(): void {
    this.timer = setInterval(() => this.heart.tasks.add(this.sweep()), EVERY_MS)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Never rejects. */
  async sweep(): Promise<void> {
    const { ledger, closing, keepDeliveredMs, log } = this.heart
    try {
      for (let group = 0; group < MOST_GROUPS && !closing.aborted; group++) {
        const gone = await ledger.transact(({ tables, now }) => tables.sweep(now, now - keepDeliveredMs, GROUP))
        if (gone === 0) return
      }
    } catch (error) {
      log.warn({ err: error }, 'Could not forget what is old; trying again later')
    }
  }
}

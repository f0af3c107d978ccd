import type { Heart } from './heart.ts'
import type { Entry } from './ledger.ts'
import type { Horizons } from './store.ts'

/** Soon after the start, for those that never live long. */
const FIRST_MS = 60_000
const EVERY_MS = 10 * 60_000

/** Rows of a kind in one transaction, so that nobody has to wait for long. */
const GROUP = 500

/** Transactions in one go; the rest has time until the next. */
const MOST_GROUPS = 1000

/** Forgets what has outlived its time, and what nobody can ask for any more. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined
  private readonly heart: Heart
  private sweeping: Promise<void> | undefined

  constructor(heart: Heart) {
    this.heart = heart
  }

  start(): void {
    this.again(FIRST_MS)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** Never rejects. Two at a time are one. */
  sweep(): Promise<void> {
    this.sweeping ??= this.all().finally(() => {
      this.sweeping = undefined
    })
    return this.sweeping
  }

  private again(inMs: number): void {
    this.timer = setTimeout(() => {
      this.heart.tasks.add(this.sweep())
      this.again(EVERY_MS)
    }, inMs)
    this.timer.unref()
  }

  private async all(): Promise<void> {
    const { ledger, closing, log } = this.heart
    try {
      for (let group = 0; group < MOST_GROUPS && !closing.aborted; group++) {
        if ((await ledger.transact((entry) => this.group(entry))) === 0) return
      }
    } catch (error) {
      log.warn({ err: error }, 'Could not forget what is old; trying again later')
    }
  }

  /** Returns how many went. */
  private group({ tables, effects, now }: Entry): number {
    const horizons = this.horizons(now)
    const { rows, dead } = tables.sweep(horizons, GROUP)
    effects.dead -= dead
    // Whoever made a link in this life may take it for granted that it is there.
    return rows + tables.links.sweep(horizons.state, this.heart.store.life, GROUP)
  }

  private horizons(now: number): Horizons {
    const { keepDeliveredMs, retention } = this.heart
    return {
      keys: now,
      delivered: now - keepDeliveredMs,
      transcripts: now - retention.transcriptsMs,
      state: now - retention.stateMs,
      dead: now - retention.deadLettersMs,
    }
  }
}

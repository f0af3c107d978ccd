import type { Heart } from './heart.ts'
import type { Entry } from './ledger.ts'
import type { Horizons, Mark } from './store.ts'
import { TrustedTime } from './trusted-time.ts'
import { isSame, type LookedTo, WaitingLanes } from './waiting-lanes.ts'

/** Soon after the start, for those that never live long. */
const FIRST_MS = 60_000
const EVERY_MS = 10 * 60_000

/** Rows of a kind in one transaction, so that nobody has to wait for long. */
const GROUP = 500

/** Transactions in one go; the rest has time until the next. */
const MOST_GROUPS = 1000

/** How far a sweep has come. */
interface Progress {
  looked: LookedTo
  state?: Mark | undefined
  links?: Mark | undefined
  /** There may be more to forget. */
  more: boolean
}

/** Forgets what has outlived its time, and what nobody can ask for any more. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined
  private readonly heart: Heart
  private readonly time: TrustedTime
  private sweeping: Promise<void> | undefined

  constructor(heart: Heart) {
    this.heart = heart
    this.time = new TrustedTime(heart.clock)
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
    const { ledger, closing, log, store } = this.heart
    try {
      const now = this.time.now(store.read(({ swept }) => swept.at()))
      const waiting = new WaitingLanes()
      let progress: Progress = { looked: await this.lookAround(waiting), more: true }
      for (let group = 0; group < MOST_GROUPS && progress.more && !closing.aborted; group++) {
        progress = await ledger.transact((entry) => this.group(entry, now, waiting, progress))
      }
    } catch (error) {
      log.warn({ err: error }, 'Could not forget what is old; trying again later')
    }
  }

  /** What waits by now, page by page, so that others have their turn in between. */
  private async lookAround(waiting: WaitingLanes): Promise<LookedTo> {
    const { store, closing } = this.heart
    for (let at: LookedTo = { inbox: 0, outbox: 0 }; ; ) {
      const to = store.read((tables) => waiting.look(at, tables))
      if (isSame(to, at) || closing.aborted) return to
      at = to
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** One transaction. It may be run twice: what it has come to is in what it returns. */
  private group({ tables, effects, now: clock }: Entry, now: number, waiting: WaitingLanes, from: Progress): Progress {
    const { ledger, store, retention } = this.heart
    tables.swept.put(now)
    const { rows, dead } = tables.sweep(this.horizons(now, clock), GROUP)
    effects.dead -= dead
    // What came since the last look is in the tables already.
    const looked = waiting.lookToEnd(from.looked, tables)
    const before = now - retention.stateMs
    const state = tables.state.old(before, from.state, GROUP)
    for (const { key, lane } of state) if (lane === undefined || !waiting.has(lane, tables)) tables.state.drop(key)
    // Whoever made a link in this life may take it for granted that it is there.
    const links = tables.links.old(before, store.life, from.links, GROUP)
    for (const { name } of links) if (!waiting.has(ledger.laneOf(name, tables), tables)) tables.links.drop(name)
    return {
      looked,
      state: state.at(-1)?.mark ?? from.state,
      links: links.at(-1)?.mark ?? from.links,
      more: rows > 0 || state.length === GROUP || links.length === GROUP,
    }
  }

  /** `clock`: what the clock says, which may be wrong. */
  private horizons(now: number, clock: number): Horizons {
    const { keepDeliveredMs, retention } = this.heart
    return {
      keys: now,
      delivered: now - keepDeliveredMs,
      transcripts: now - retention.transcriptsMs,
      dead: now - retention.deadLettersMs,
      now: clock,
    }
  }
}

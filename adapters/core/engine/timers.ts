import type { Heart } from './heart.ts'
import type { Entry } from './ledger.ts'
import { recordOf } from './records.ts'

/** How many timers fire in one transaction. */
const GROUP = 100

/** The longest sleep in milliseconds: a machine that was suspended, or whose clock was set, is noticed that soon. */
const LONGEST_SLEEP = 60_000

/** Accepts the events of timers when they are due. */
export class Timers {
  private nap = new AbortController()
  private readonly heart: Heart

  constructor(heart: Heart) {
    this.heart = heart
  }

  /** Runs until the engine stops. */
  async run(): Promise<void> {
    const { clock, closing, ledger, store, log } = this.heart
    closing.addEventListener('abort', () => this.wake(), { once: true })
    for (let failures = 0; !closing.aborted; ) {
      this.nap = new AbortController()
      try {
        const now = clock.now().getTime()
        if (store.read((tables) => tables.timers.due(now, 1)).length > 0) {
          await ledger.transact((entry) => this.fire(entry))
          failures = 0
          continue
        }
        const next = store.read((tables) => tables.timers.next())
        if (next === undefined) await aborted(this.nap.signal)
        else await clock.sleep(Math.min(next - now, LONGEST_SLEEP), this.nap.signal)
      } catch (error) {
        log.error({ err: error }, 'Timers could not be read or fired; trying again')
        await this.heart.backOff(failures++)
      }
    }
  }

  /** A timer was set or cancelled. */
  wake(): void {
    this.nap.abort()
  }

  private fire(entry: Entry): void {
    const { tables, now } = entry
    for (const { conversation, key, event } of tables.timers.due(now, GROUP)) {
      tables.timers.drop(conversation, key)
      // Not looked up among the keys: that it goes with its timer makes it happen once, and the same timer set again
      // later must not be taken for a duplicate.
      this.heart.ledger.addEvent(recordOf(JSON.parse(event)), entry)
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

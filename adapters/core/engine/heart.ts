import { setMaxListeners } from 'node:events'
import type { Clock } from '../clock.ts'
import { Answers } from './answers.ts'
import { backOff } from './back-off.ts'
import type { Boundary } from './engine.ts'
import { Handlers } from './handlers.ts'
import { Lanes } from './lanes.ts'
import { Ledger } from './ledger.ts'
import { type Logger, silentLogger } from './logger.ts'
import type { Store } from './store.ts'
import { Tasks } from './tasks.ts'
import { Scopes } from './turn-scope.ts'

/** What every engine of this package can be told. */
export interface EngineOptions {
  clock?: Clock
  /** Silent where absent. */
  log?: Logger
  /** The longest an event's turn is postponed, in milliseconds. 24 h where absent. */
  maxWaitMs?: number
  /** How long `Engine.delivered` remembers, in milliseconds. 7 days where absent. */
  keepDeliveredMs?: number
  /** How long what is not in use any more is kept. */
  retention?: Retention
  /** Called at the points between which the process can die, for tests. Must not throw. */
  onBoundary?: (boundary: Boundary) => void
  /** Chance, from 0 to 1, for the times between tries. */
  random?: () => number
}

/** How long things are kept, in milliseconds; `Infinity` for ever. */
export interface Retention {
  /** What was said, since then. 30 days where absent. */
  transcriptsMs?: number
  /**
   * State, since it was written last: the bot's own and what is remembered of conversations. Not where events, commands
   * or timers of its conversation wait, and no shorter than the other two: state tells whose words they keep. 90 days where
   * absent.
   */
  stateMs?: number
  /** Dead letters. 30 days where absent. */
  deadLettersMs?: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What the parts of an engine share. */
export class Heart {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly random: () => number
  readonly maxWaitMs: number
  readonly keepDeliveredMs: number
  readonly retention: Required<Retention>
  readonly ledger: Ledger
  readonly lanes = new Lanes()
  readonly scopes = new Scopes()
  readonly handlers = new Handlers()
  readonly tasks = new Tasks()
  readonly answers: Answers
  readonly boundary: (boundary: Boundary) => void
  /** Aborted when the engine begins to stop: nothing new begins, nobody goes on waiting. */
  readonly closing: AbortSignal
  /** Aborted when the time for that is up: what still runs is given up. */
  readonly halted: AbortSignal
  private readonly closingController = new AbortController()
  private readonly haltedController = new AbortController()

  constructor(store: Store, clock: Clock, options: EngineOptions) {
    this.store = store
    this.clock = clock
    this.log = options.log ?? silentLogger
    this.random = options.random ?? Math.random
    this.maxWaitMs = options.maxWaitMs ?? 24 * HOUR
    this.keepDeliveredMs = options.keepDeliveredMs ?? 7 * DAY
    const { transcriptsMs = 30 * DAY, stateMs = 90 * DAY, deadLettersMs = 30 * DAY } = options.retention ?? {}
    this.retention = { transcriptsMs, stateMs: Math.max(stateMs, transcriptsMs, deadLettersMs), deadLettersMs }
    this.boundary = options.onBoundary ?? (() => {})
    this.closing = this.closingController.signal
    this.halted = this.haltedController.signal
    // Every waiting conversation listens.
    setMaxListeners(0, this.closing, this.halted)
    this.ledger = new Ledger(store, clock, this.log, this.random)
    this.answers = new Answers(clock)
  }

  close(): void {
    this.closingController.abort()
  }

  halt(): void {
    this.haltedController.abort()
  }

  /** Wait, but not longer than until the engine stops. */
  async pause(ms: number): Promise<void> {
    await this.clock.sleep(ms, this.closing)
  }

  /** Wait before the next try. */
  async backOff(attempt: number): Promise<void> {
    await this.pause(backOff(attempt, this.random))
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { TurnEndedError } from '../errors.ts'
import { Fifo } from './fifo.ts'
import type { LocalTurn } from './turn.ts'

/** A stretch of a turn's work. What is done in it belongs to the turn; once it is closed, nothing can be done in it. */
export class TurnScope {
  readonly turn: LocalTurn
  /** The scope in which this one was opened. */
  readonly outer: TurnScope | undefined
  private closed = false

  constructor(turn: LocalTurn, outer: TurnScope | undefined) {
    this.turn = turn
    this.outer = outer
  }

  close(): void {
    this.closed = true
  }

  get open(): boolean {
    if (this.closed || this.turn.ended) return false
    return this.outer?.turn === this.turn ? this.outer.open : true
  }
}

/** Knows in which turn a piece of code runs, over all its awaits. */
export class Scopes {
  private readonly context = new AsyncLocalStorage<TurnScope | undefined>()
  private readonly waiting = new Fifo<() => void>()

  /** Run work in a scope, and close the scope when the work settles. */
  async within<T>(scope: TurnScope, work: () => Promise<T>): Promise<T> {
    try {
      return await this.context.run(scope, work)
    } finally {
      scope.close()
    }
  }

  /** Run work outside of any turn, whoever asks. */
  outside<T>(work: () => T): T {
    return this.context.run(undefined, work)
  }

  /**
   * Begin work outside of any turn, in a next round of the event loop: first whoever waits for an answer gets it, and a
   * crowd (a restart after an outage) comes in small groups. The work must not throw.
   */
  background(work: () => void): void {
    this.waiting.push(work)
    if (this.waiting.size === 1) setImmediate(() => this.round())
  }

  /** The scope in which the caller runs, closed ones included. */
  current(): TurnScope | undefined {
    return this.context.getStore()
  }

  /** The turn that state and transcripts belong to here; undefined outside of any. Throws `TurnEndedError`. */
  turn(): LocalTurn | undefined {
    const scope = this.current()
    if (scope && !scope.open) throw ended(scope.turn)
    return scope?.turn
  }

  /** No more work will be done in any scope: every promise of the process costs a little more until then. */
  end(): void {
    this.context.disable()
  }

  /** Throws `TurnEndedError` where the caller may not act for this turn any more. */
  assertOpen(turn: LocalTurn): void {
    let scope = this.current()
    while (scope && scope.turn !== turn) scope = scope.outer
    if (scope ? !scope.open : turn.ended) throw ended(turn)
  }

  private round(): void {
    for (let i = 0; i < GROUP && this.waiting.size > 0; i++) {
      // Taken out only afterwards: while one is running, another must not begin a second round.
      this.outside(this.waiting.peek()!)
      this.waiting.shift()
    }
    if (this.waiting.size > 0) setImmediate(() => this.round())
  }
}

/** How many begin in one round. */
const GROUP = 64

function ended(turn: LocalTurn): TurnEndedError {
  return new TurnEndedError('The turn has ended: nothing can be sent, read or written in it any more.', {
    channelId: turn.conversation.channelId,
  })
}

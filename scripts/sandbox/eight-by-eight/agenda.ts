import type { SimulatorClock } from '../simulator/clock.ts'

/** What is due within this many milliseconds counts as under way. */
const SOON = 50

/** What is to happen later, on the simulator's clock, and whether something of it is near. */
export class Agenda {
  private readonly clock: SimulatorClock
  private stopped = false
  private readonly due = new Set<{ at: number }>()

  constructor(clock: SimulatorClock) {
    this.clock = clock
  }

  /** Runs `work` once, `ms` from now; with 0 as soon as what happens now is over. Returns what cancels it. */
  after(ms: number, work: () => void): () => void {
    const entry = { at: this.clock.ms() + ms }
    this.due.add(entry)
    const go = () => {
      this.due.delete(entry)
      if (!this.stopped) work()
    }
    if (ms > 0) {
      const cancel = this.clock.after(ms, go)
      return () => {
        this.due.delete(entry)
        cancel()
      }
    }
    const immediate = setImmediate(go)
    return () => {
      this.due.delete(entry)
      clearImmediate(immediate)
    }
  }

  /** Does nothing of it any more. What waits on the clock is cancelled there. */
  stop(): void {
    this.stopped = true
    this.due.clear()
  }

  /** Whether something is due within the next moment. */
  near(): boolean {
    const soon = this.clock.ms() + SOON
    for (const { at } of this.due) if (at <= soon) return true
    return false
  }
}

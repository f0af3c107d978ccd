interface Scheduled {
  at: number
  work: () => void
}

const LONGEST_TIMER = 2_147_483_647

/**
 * The simulator's own time: real time plus whatever was skipped by `advance`. All windows and schedules (retries,
 * sessions, reopening, the rate limit) are measured on it.
 */
export class SimulatorClock {
  private skipped = 0
  /** What is to be done, earliest first. */
  private readonly queue: Scheduled[] = []
  private timer?: NodeJS.Timeout

  now(): Date {
    return new Date(this.ms())
  }

  ms(): number {
    return Date.now() + this.skipped
  }

  /** Runs `work` once, `ms` from now on this clock. Returns what cancels it. Does not keep the process alive. */
  after(ms: number, work: () => void): () => void {
    const entry: Scheduled = { at: this.ms() + Math.max(0, ms), work }
    this.queue.splice(this.firstFrom(entry.at + 1), 0, entry)
    if (this.queue[0] === entry) this.arm()
    return () => this.cancel(entry)
  }

  /** Skips `ms`. What becomes due on the way runs in order, each at its own time, before this returns. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`the clock cannot go back: advance(${ms})`)
    const target = this.ms() + ms
    for (let next = this.queue[0]; next && next.at <= target; next = this.queue[0]) {
      this.skipped += Math.max(0, next.at - this.ms())
      this.queue.shift()
      next.work()
    }
    this.skipped += Math.max(0, target - this.ms())
    this.arm()
  }

  /** Cancels all that is scheduled. */
  stop(): void {
    this.queue.length = 0
    clearTimeout(this.timer)
  }

  private cancel(entry: Scheduled): void {
    for (let at = this.firstFrom(entry.at); this.queue[at]?.at === entry.at; at++) {
      if (this.queue[at] !== entry) continue
      this.queue.splice(at, 1)
      if (at === 0) this.arm()
      return
    }
  }

  /** The index of the first entry due at `time` or later. */
  private firstFrom(time: number): number {
    let from = 0
    let to = this.queue.length
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.queue[middle]!.at < time) from = middle + 1
      else to = middle
    }
    return from
  }

  private arm(): void {
    clearTimeout(this.timer)
    const next = this.queue[0]
    if (!next) return
    const wait = Math.min(LONGEST_TIMER, Math.max(0, next.at - this.ms()))
    this.timer = setTimeout(() => this.advance(0), wait)
    this.timer.unref()
  }
}

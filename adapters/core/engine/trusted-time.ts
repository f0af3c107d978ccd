import type { Clock } from '../clock.ts'

/** What one life of the process may make up for at once, in milliseconds, of the time in which nobody ran. */
const LEAP_MS = 24 * 3_600_000

/**
 * A time that does not jump when the clock does. It is the clock's where that goes as time does; else it goes after the
 * clock at twice the speed of time, and meanwhile whatever is forgotten by it is forgotten later than it might be.
 */
export class TrustedTime {
  private trusted: number | undefined
  private looked: number
  private readonly begun: number
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
    this.begun = clock.now().getTime()
    this.looked = clock.uptime?.() ?? 0
  }

  /** `last`: what it said last in an earlier life; undefined where there was none. Milliseconds since 1970. */
  now(last: number | undefined): number {
    const now = this.clock.now().getTime()
    if (this.clock.uptime === undefined) return now
    const uptime = this.clock.uptime()
    const reached = this.trusted ?? (last === undefined ? this.begun : last + LEAP_MS)
    this.trusted = Math.max(reached, Math.min(now, reached + 2 * (uptime - this.looked)))
    this.looked = uptime
    return Math.min(now, this.trusted)
  }
}

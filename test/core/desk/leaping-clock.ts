import type { Clock } from '../../../adapters/core/clock.ts'

/** The machine's own time, which a test can make leap forward: whoever is due by then wakes up. */
export class LeapingClock implements Clock {
  private ahead = 0
  private readonly sleepers = new Set<{ at: number; wake: () => void }>()

  now(): Date {
    return new Date(Date.now() + this.ahead)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const sleeper = {
        at: this.now().getTime() + ms,
        wake: () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', sleeper.wake)
          this.sleepers.delete(sleeper)
          resolve()
        },
      }
      const timer = setTimeout(sleeper.wake, Math.max(0, Math.min(ms, 2 ** 31 - 1)))
      signal?.addEventListener('abort', sleeper.wake, { once: true })
      this.sleepers.add(sleeper)
    })
  }

  leap(ms: number): void {
    this.ahead += ms
    const now = this.now().getTime()
    const due = [...this.sleepers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    for (const { wake } of due) wake()
  }
}

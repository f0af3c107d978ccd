import type { Clock } from '../../../adapters/core/clock.ts'

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  private ms = Date.parse('2026-03-01T12:00:00.000Z')
  private sleepers: { at: number; wake: () => void }[] = []

  now(): Date {
    return new Date(this.ms)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const sleeper = {
        at: this.ms + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', sleeper.wake)
          this.sleepers = this.sleepers.filter((one) => one !== sleeper)
          resolve()
        },
      }
      signal?.addEventListener('abort', sleeper.wake, { once: true })
      this.sleepers.push(sleeper)
      // No time at all passes by itself.
      if (ms <= 0) setImmediate(sleeper.wake)
    })
  }

  /** Let time pass; whoever wakes up does what it does before it goes on. */
  async pass(ms: number): Promise<void> {
    const end = this.ms + ms
    await rounds()
    for (;;) {
      const next = this.sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.ms = Math.max(this.ms, next.at)
      next.wake()
      await rounds()
    }
    this.ms = end
    await rounds()
  }
}

/** Some rounds of the event loop: enough for whatever needs no time to happen. */
export async function rounds(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** Resolves when it is true; rejects where it is not after some seconds of real time. */
export async function until(condition: () => boolean, what = condition.toString()): Promise<void> {
  const end = performance.now() + 8000
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Resolves after that many milliseconds of real time. */
export function realTime(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

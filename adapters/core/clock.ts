/** Time, handed in, so that tests can own it. */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds, or at once when the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Milliseconds since whenever, which nobody can set. Where it is missing, `now` is taken at its word. */
  uptime?(): number
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  uptime: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.max(0, Math.min(ms, 2 ** 31 - 1)))
      signal?.addEventListener('abort', done, { once: true })
    }),
}

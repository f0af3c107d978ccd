import type { Clock } from '../core/clock.ts'
import type { GenesysProfile } from './profile.ts'

/** `live`: a customer or an agent waits for it. `spare`: only from what the others leave. */
export type Priority = 'live' | 'spare'

/** Keeps all calls of our client within Genesys' limit for a minute (facts: limits), and mirrors out of the way. */
export interface Budget {
  /** Resolves to true when a call may be made, to false when the signal was aborted first. */
  next(priority: Priority, signal?: AbortSignal): Promise<boolean>
  /** Whether a spare call could be made at once. */
  canSpare(): boolean
  /** What an answer says of the limit: `inin-ratelimit-count`, `-allowed` and `-reset`. */
  observe(headers: Readonly<Record<string, string>>): void
  /** Let nothing go for so long: Genesys said that we were too fast. */
  hold(ms: number): void
}

interface Waiting {
  go(allowed: boolean): void
}

const WINDOW_MS = 60_000
/** A window of Genesys' that ends so much later than ours is another one. */
const SAME_WINDOW_MS = 2_000

export function createBudget(
  { requestsPerMinute, reservedShare }: Pick<GenesysProfile, 'requestsPerMinute' | 'reservedShare'>,
  clock: Clock,
): Budget {
  const queues: Record<Priority, Waiting[]> = { live: [], spare: [] }
  let allowed = requestsPerMinute
  let used = 0
  let windowEnds = 0
  let heldUntil = 0
  let heldFor = 0
  let asleep = false

  const now = (): number => clock.now().getTime()
  const roll = (): void => {
    // No wait is longer than it was when it began, also where the clock has been set back since.
    heldUntil = Math.min(heldUntil, now() + heldFor)
    windowEnds = Math.min(windowEnds, now() + WINDOW_MS)
    if (windowEnds > now()) return
    used = 0
    windowEnds = 0
  }
  const limitOf = (priority: Priority): number =>
    priority === 'live' ? allowed : Math.max(1, allowed - Math.ceil(allowed * reservedShare))
  const free = (priority: Priority): boolean => {
    roll()
    return heldUntil <= now() && used < limitOf(priority) && (priority === 'live' || queues.live.length === 0)
  }

  function pump(): void {
    for (const priority of ['live', 'spare'] as const) {
      while (queues[priority].length > 0 && free(priority)) {
        used += 1
        if (windowEnds === 0) windowEnds = now() + WINDOW_MS
        queues[priority].shift()!.go(true)
      }
    }
    if (asleep || (queues.live.length === 0 && queues.spare.length === 0)) return
    asleep = true
    const until = heldUntil > now() ? heldUntil : windowEnds
    void clock.sleep(Math.max(10, until - now())).then(() => {
      asleep = false
      pump()
    })
  }

  return {
    next(priority, signal) {
      if (signal?.aborted) return Promise.resolve(false)
      return new Promise((resolve) => {
        const abort = (): void => {
          queues[priority] = queues[priority].filter((one) => one !== waiting)
          resolve(false)
          pump()
        }
        const waiting: Waiting = {
          go(may) {
            signal?.removeEventListener('abort', abort)
            resolve(may)
          },
        }
        signal?.addEventListener('abort', abort, { once: true })
        queues[priority].push(waiting)
        pump()
      })
    },
    canSpare: () => queues.spare.length === 0 && free('spare'),
    observe(headers) {
      const [count, most, reset] = ['count', 'allowed', 'reset'].map((name) => {
        const value = headers[`inin-ratelimit-${name}`]
        return value === undefined || value.trim() === '' ? Number.NaN : Number(value)
      }) as [number, number, number]
      if (most > 0) allowed = Math.min(requestsPerMinute, most)
      if (!(count >= 0) || !(reset >= 0)) return
      roll()
      const ends = now() + Math.min(reset * 1_000, WINDOW_MS)
      // Calls on their way are in our count and not yet in theirs.
      used = ends > windowEnds + SAME_WINDOW_MS && windowEnds !== 0 ? count : Math.max(used, count)
      windowEnds = ends
    },
    hold(ms) {
      roll()
      if (now() + ms < heldUntil) return
      heldFor = ms
      heldUntil = now() + ms
    },
  }
}

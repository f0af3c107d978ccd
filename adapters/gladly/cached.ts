import type { Clock } from '../core/clock.ts'

/** A value fetched when first needed and kept for a while; callers at the same time share one fetch. */
export interface Cached<T> {
  get(): Promise<T>
  /** Fetch it anew, unless what there is was fetched by a call that began after `since`. */
  fresher(since: Date): Promise<T>
}

export function cached<T>(fetch: () => Promise<T>, lifeMs: number, clock: Clock): Cached<T> {
  let kept: { value: Promise<T>; at: number } | undefined
  const renew = (): Promise<T> => {
    const value = fetch()
    const entry = { value, at: clock.now().getTime() }
    kept = entry
    // A failure is not kept.
    value.catch(() => {
      if (kept === entry) kept = undefined
    })
    return value
  }
  return {
    get() {
      const age = kept === undefined ? Number.NaN : clock.now().getTime() - kept.at
      // Below zero the clock has been set back.
      return kept !== undefined && age >= 0 && age < lifeMs ? kept.value : renew()
    },
    fresher: (since) => (kept !== undefined && kept.at > since.getTime() ? kept.value : renew()),
  }
}

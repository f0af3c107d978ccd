/** A map of the latest entries only. */
export interface Recent<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
  delete(key: string): void
}

/** Forgets the oldest where there are more than `most`. */
export function createRecent<T>(most: number): Recent<T> {
  const entries = new Map<string, T>()
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > most) entries.delete(entries.keys().next().value!)
    },
    delete: (key) => void entries.delete(key),
  }
}

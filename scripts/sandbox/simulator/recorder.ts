/** Drops the oldest tenth of a list that has become longer than its limit. Returns what was dropped. */
export function dropOldest<T>(list: T[], limit: number): T[] {
  if (list.length <= limit) return []
  return list.splice(0, Math.max(1, Math.floor(limit / 10), list.length - limit))
}

/** A list that others read and that does not grow for ever: beyond its limit the oldest tenth is dropped. */
export class Recorder<T> {
  readonly list: T[] = []
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** Adds one and returns it. */
  add(one: T): T {
    this.list.push(one)
    dropOldest(this.list, this.limit)
    return one
  }
}

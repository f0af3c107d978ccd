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
    if (this.list.length > this.limit) this.list.splice(0, Math.max(1, Math.floor(this.limit / 10)))
    return one
  }
}

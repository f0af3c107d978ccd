/** What was fetched for a key, or why it could not be. */
export interface Fetched<T> {
  key: string
  value?: T
  error?: string
}

/**
 * Fetches the newest of what changes often: at most one request is under way, and however often a thing changed
 * meanwhile, it is fetched once more afterwards.
 */
export class Latest<T> {
  private readonly load: (key: string) => Promise<T>
  private readonly show: (fetched: Fetched<T>) => void
  private wanted: { key: string; stamp: string } | undefined
  private busy = false

  constructor(load: (key: string) => Promise<T>, show: (fetched: Fetched<T>) => void) {
    this.load = load
    this.show = show
  }

  /** Wants `key` as it is now. `stamp` differs whenever it changed; the same again fetches nothing. */
  want(key: string, stamp: string): void {
    if (this.wanted?.key === key && this.wanted.stamp === stamp) return
    this.wanted = { key, stamp }
    if (!this.busy) void this.run()
  }

  /** Nothing is wanted any more: what is still under way is not shown. */
  forget(): void {
    this.wanted = undefined
  }

  private async run(): Promise<void> {
    this.busy = true
    let done: { key: string; stamp: string } | undefined
    while (this.wanted !== undefined && this.wanted !== done) {
      done = this.wanted
      const { key } = done
      const fetched = await this.load(key).then(
        (value): Fetched<T> => ({ key, value }),
        (error: unknown): Fetched<T> => ({ key, error: error instanceof Error ? error.message : String(error) }),
      )
      // What is a little old is shown too: a talk that changes all the time would else never show.
      if (this.wanted?.key === key) this.show(fetched)
    }
    this.busy = false
  }
}

/** How a store begins and ends transactions. */
export interface Transactions {
  begin(): void
  commit(): void
  /** Must work whatever state the failure left behind, and not throw. */
  rollback(): void
}

interface Entry {
  work: () => unknown
  after: ((result: never) => void) | undefined
  resolve: (result: never) => void
  reject: (error: unknown) => void
}

/** One batch must not keep the event loop for long: about 5 ms of closures. */
const LARGEST_BATCH = 128

/**
 * From so many in a round on, the next waits a millisecond for more company: a disk commit costs as much for one as for a
 * hundred, and blocks the event loop while it lasts.
 */
const CROWD = 4

/**
 * Many writers, one disk commit: whatever was asked for since the last round of the event loop becomes one transaction.
 * Where one of them throws, each gets a transaction of its own, so that only the culprit fails.
 */
export class GroupCommit {
  private queue: Entry[] = []
  private scheduled = false
  /** How many the last round wrote. */
  private lately = 0
  private idle: (() => void)[] = []
  private readonly transactions: Transactions

  constructor(transactions: Transactions) {
    this.transactions = transactions
  }

  /** See `Store.commit`. */
  run<T>(work: () => T, after?: (result: T) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ work, after, resolve, reject } as Entry)
      this.schedule()
    })
  }

  /** Resolves when nothing waits to be written. */
  drained(): Promise<void> {
    return this.scheduled ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    if (this.lately >= CROWD) setTimeout(() => this.round(), 1)
    else setImmediate(() => this.round())
  }

  private round(): void {
    const batch = this.queue.length <= LARGEST_BATCH ? this.queue : this.queue.slice(0, LARGEST_BATCH)
    this.queue = this.queue.length <= LARGEST_BATCH ? [] : this.queue.slice(LARGEST_BATCH)
    this.lately = batch.length
    try {
      this.together(batch)
    } finally {
      this.scheduled = false
      if (this.queue.length > 0) this.schedule()
      else for (const resolve of this.idle.splice(0)) resolve()
    }
  }

  private together(batch: Entry[]): void {
    const results: unknown[] = []
    try {
      this.transactions.begin()
    } catch (error) {
      // The database is not ours at the moment: asking again for each would only block the loop.
      for (const entry of batch) entry.reject(error)
      return
    }
    try {
      for (const entry of batch) results.push(entry.work())
      this.transactions.commit()
    } catch (error) {
      this.transactions.rollback()
      if (batch.length === 1) batch[0]!.reject(error)
      else for (const entry of batch) this.together([entry])
      return
    }
    batch.forEach((entry, i) => {
      settle(entry, results[i])
    })
  }
}

function settle(entry: Entry, result: unknown): void {
  entry.resolve(result as never)
  entry.after?.(result as never)
}

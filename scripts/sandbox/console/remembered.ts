/** A map that forgets its oldest beyond a limit. */
export class Remembered<T> {
  private readonly map = new Map<string, T>()
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  get(key: string): T | undefined {
    return this.map.get(key)
  }

  /** It is the newest from now on. */
  put(key: string, value: T): void {
    this.map.delete(key)
    this.map.set(key, value)
    if (this.map.size > this.limit) for (const oldest of this.map.keys()) return void this.map.delete(oldest)
  }
}

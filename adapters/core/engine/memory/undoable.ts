/** Takes back what was done since `begin`. */
export class UndoLog {
  private steps: (() => void)[] | undefined

  begin(): void {
    this.steps = []
  }

  commit(): void {
    this.steps = undefined
  }

  rollback(): void {
    const steps = this.steps ?? []
    this.steps = undefined
    for (const step of steps.reverse()) step()
  }

  note(step: () => void): void {
    this.steps?.push(step)
  }
}

/** A map whose changes can be taken back. Values are replaced, never changed. */
export class UndoableMap<K, V> {
  private readonly map = new Map<K, V>()
  private readonly log: UndoLog

  constructor(log: UndoLog) {
    this.log = log
  }

  get size(): number {
    return this.map.size
  }

  get(key: K): V | undefined {
    return this.map.get(key)
  }

  has(key: K): boolean {
    return this.map.has(key)
  }

  set(key: K, value: V): void {
    const old = this.map.get(key)
    this.log.note(() => (old === undefined ? this.map.delete(key) : this.map.set(key, old)))
    this.map.set(key, value)
  }

  /** False where there was none. */
  delete(key: K): boolean {
    const old = this.map.get(key)
    if (old === undefined) return false
    this.log.note(() => this.map.set(key, old))
    return this.map.delete(key)
  }

  keys(): K[] {
    return [...this.map.keys()]
  }

  entries(): [K, V][] {
    return [...this.map.entries()]
  }

  first(): V | undefined {
    for (const value of this.map.values()) return value
    return undefined
  }
}

import type { StoreItems } from 'botbuilder'
import { ConflictError } from '../errors.ts'
import type { Entry, Ledger } from './ledger.ts'
import type { StateRow, Tables } from './store.ts'

interface Change {
  /** Undefined where the item is deleted. */
  row: StateRow | undefined
  /** The version this change was made for; undefined where any will do. */
  expected: string | undefined
}

/** What a turn wrote to Bot Framework state, not yet committed. */
export class StateChanges {
  private readonly changes = new Map<string, Change>()
  private readonly ledger: Ledger

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** The items as the turn left them. */
  read(keys: string[]): StoreItems {
    return this.ledger.store.read((tables) => itemsOf(keys, (key) => this.row(key, tables)))
  }

  /** All of them or none. Throws `ConflictError`. */
  write(items: StoreItems): void {
    this.ledger.store.read((tables) => {
      const next = Object.entries(items).map(([key, item]): [string, Change] => {
        const eTag = eTagOf(item)
        const row = { version: this.ledger.nextVersion(), item: textOf(item) }
        const earlier = this.changes.get(key)
        if (eTag === undefined) return [key, { row, expected: earlier?.expected }]
        if (this.row(key, tables)?.version !== eTag) throw conflict(key)
        return [key, { row, expected: earlier ? earlier.expected : eTag }]
      })
      for (const [key, change] of next) this.changes.set(key, change)
    })
  }

  delete(keys: string[]): void {
    for (const key of keys) this.changes.set(key, { row: undefined, expected: this.changes.get(key)?.expected })
  }

  /** Throws `ConflictError` where somebody else wrote first. */
  commit({ tables, now }: Entry, lane: string): void {
    for (const [key, { expected }] of this.changes) {
      if (expected !== undefined && tables.state.get(key)?.version !== expected) throw conflict(key)
    }
    for (const [key, { row }] of this.changes) {
      if (row) tables.state.put(key, row.version, row.item, now, lane)
      else tables.state.drop(key)
    }
  }

  private row(key: string, tables: Tables): StateRow | undefined {
    const change = this.changes.get(key)
    return change ? change.row : tables.state.get(key)
  }
}

/** Fresh copies of the items there are. */
export function itemsOf(keys: string[], row: (key: string) => StateRow | undefined): StoreItems {
  const items: StoreItems = {}
  for (const key of keys) {
    const found = row(key)
    if (!found) continue
    const item = JSON.parse(found.item)
    if (typeof item === 'object' && item !== null) item.eTag = found.version
    // Defined, not assigned: a key named `__proto__` must stay a key.
    Object.defineProperty(items, key, { value: item, writable: true, enumerable: true, configurable: true })
  }
  return items
}

/** The version an item must still have; undefined where any will do. */
export function eTagOf(item: { eTag?: unknown } | null | undefined): string | undefined {
  const eTag = item?.eTag
  return typeof eTag !== 'string' || eTag === '' || eTag === '*' ? undefined : eTag
}

/** The item as the store keeps it. */
export function textOf(item: unknown): string {
  return JSON.stringify(item) ?? 'null'
}

/** The error for an item somebody else wrote first. */
export function conflict(key: string): ConflictError {
  return new ConflictError(`Somebody else wrote "${key}" in the meantime (its eTag has changed).`, {
    hint: 'Read it again and make the change again, or write with eTag "*" if the last one may win.',
  })
}

import type { StoreItem, StoreItems } from 'botbuilder'
import type { StateStorage } from './engine.ts'
import type { Ledger } from './ledger.ts'
import type { Scopes } from './turn-scope.ts'
import { conflict, eTagOf, itemsOf, textOf } from './turn-state.ts'

/** Bot Framework state in the engine's store. Inside a turn part of its transaction, outside committed at once. */
export class LocalStorage implements StateStorage {
  private readonly ledger: Ledger
  private readonly scopes: Scopes

  constructor(ledger: Ledger, scopes: Scopes) {
    this.ledger = ledger
    this.scopes = scopes
  }

  async read(keys: string[]): Promise<StoreItems> {
    if (!keys) throw new ReferenceError('Keys are required when reading.')
    const turn = this.scopes.turn()
    if (turn) return turn.state.read(keys)
    return this.ledger.store.read((tables) => itemsOf(keys, (key) => tables.state.get(key)))
  }

  async write(changes: StoreItems): Promise<void> {
    if (!changes) throw new ReferenceError('Changes are required when writing.')
    const turn = this.scopes.turn()
    if (turn) return turn.state.write(changes)
    const items = Object.entries(changes).map(([key, item]) => ({ key, eTag: eTagOf(item), text: textOf(item) }))
    if (items.length === 0) return
    await this.ledger.transact(({ tables, now }) => {
      for (const { key, eTag } of items) {
        if (eTag !== undefined && tables.state.get(key)?.version !== eTag) throw conflict(key)
      }
      for (const { key, text } of items) tables.state.put(key, this.ledger.nextVersion(), text, now, undefined)
    })
  }

  async list(prefix: string, after: string, limit: number): Promise<{ key: string; item: StoreItem }[]> {
    const page = this.ledger.store.read((tables) => tables.state.page(prefix, after, limit))
    const rows = new Map(page.map(({ key, row }) => [key, row]))
    return page.map(({ key }) => ({ key, item: itemsOf([key], (one) => rows.get(one))[key] }))
  }

  async delete(keys: string[]): Promise<void> {
    if (!keys) throw new ReferenceError('Keys are required when deleting.')
    const turn = this.scopes.turn()
    if (turn) return turn.state.delete(keys)
    await this.ledger.transact(({ tables }) => {
      for (const key of keys) tables.state.drop(key)
    })
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from '../core/desk/chance.ts'
import type { Desk } from './parties/desks.ts'

/** The people on the desk: they take customers, say something, pass some on, and leave. */
export class Agents {
  /** What was said to each customer, by name, in order. */
  readonly told = new Map<string, string[]>()
  private readonly desk: Desk
  private readonly chance: Chance
  private readonly busy = new Set<string>()
  private readonly running: Promise<void>
  private over = false
  private leaving = false

  constructor(desk: Desk, chance: Chance) {
    this.desk = desk
    this.chance = chance
    this.running = this.work()
  }

  /** From now on they only take customers and leave them. */
  finish(): void {
    this.leaving = true
  }

  /** Nobody is with them, and they do nothing. */
  get idle(): boolean {
    return this.busy.size === 0 && this.desk.actor.owners().size === 0
  }

  async end(): Promise<void> {
    this.over = true
    await this.running
  }

  private async work(): Promise<void> {
    while (!this.over) {
      await sleep(10 + this.chance.below(60))
      const free = [...this.desk.actor.owners()].filter(([name]) => !this.busy.has(name))
      if (free.length === 0) continue
      const [name, owner] = this.chance.of(free)
      this.busy.add(name)
      // What the desk does not allow at that moment is not done.
      void this.act(name, owner, this.chance.next())
        .catch(() => {})
        .finally(() => this.busy.delete(name))
    }
  }

  private async act(name: string, owner: 'queue' | 'agent', what: number): Promise<void> {
    const { actor } = this.desk
    if (owner === 'queue') return actor.takes(name)
    if (this.leaving || what < 0.15) return actor.leaves(name)
    if (what < 0.2) return actor.passesOn(name)
    await this.says(name)
  }

  /** The next word is said once the server has answered 2xx for the one before. */
  private async says(name: string): Promise<void> {
    const told = this.told.get(name) ?? []
    this.told.set(name, told)
    const before = told.at(-1)
    if (before !== undefined && !this.desk.taken(before)) return
    const text = `agent to ${name} ${told.length + 1}`
    await this.desk.actor.says(name, text)
    told.push(text)
  }
}

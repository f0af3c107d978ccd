import { setTimeout as sleep } from 'node:timers/promises'
import { Chance } from '../core/desk/chance.ts'
import type { Party, Said, Talk } from './parties/party.ts'

/** How much is said. */
export interface LoadOptions {
  seed: number
  /** Customers of each platform who talk at the same time. */
  customers: number
  /** After so many messages a customer is done, and another one comes. */
  messages: number
  /** Between two messages of a customer, at most. */
  pauseMs: number
}

/** A message may be refused for so long, while the server dies again and again. */
const PATIENCE_MS = 60_000

/**
 * Customers who write one message after the other. The next one is written once the server has answered 2xx for the one
 * before (two requests in flight at once have no order), and whether or not the bot has answered.
 */
export class Load {
  readonly talks = new Map<Party, Talk[]>()
  /** Messages that the platform could not bring in, with whose they are. */
  readonly neverTaken = new Map<Party, Said[]>()
  /** Nobody begins anything new: the server is behind. */
  paused = false
  private readonly options: LoadOptions
  private readonly running: Promise<unknown>[] = []
  private over = false

  constructor(options: LoadOptions) {
    this.options = options
  }

  /** `handsOver`: this one's customers ask for a person now and then. */
  start(party: Party, handsOver: boolean): void {
    this.talks.set(party, [])
    this.neverTaken.set(party, [])
    for (let number = 1; number <= this.options.customers; number++) {
      this.running.push(this.customers(party, number, handsOver))
    }
  }

  /** Resolves when all have said what they were about to say. */
  async end(): Promise<void> {
    this.over = true
    await Promise.all(this.running)
  }

  /** One customer after the other. */
  private async customers(party: Party, number: number, handsOver: boolean): Promise<void> {
    const chance = new Chance(seedOf(`${this.options.seed} ${party.name} ${number}`))
    for (let generation = 1; !this.over; generation++) {
      const person = `${initials(party.name)}${number}x${generation}`
      const places = Array.from({ length: party.places }, (_, place) => place)
      await Promise.all(places.map((place) => this.talk(party, `${person}`, place, { chance, handsOver })))
    }
  }

  private async talk(
    party: Party,
    person: string,
    place: number,
    { chance, handsOver }: { chance: Chance; handsOver: boolean },
  ): Promise<void> {
    const talk = await party.begin(person, place)
    this.talks.get(party)!.push(talk)
    for (let number = 1; number <= this.options.messages && !this.over; number++) {
      await sleep(chance.below(this.options.pauseMs))
      while (this.paused && !this.over) await sleep(20)
      const name = `${person}p${place} ${number}`
      await party.say(talk, handsOver && chance.happens(0.2) ? `person ${name}` : name)
      await this.taken(party, talk.said.at(-1)!)
    }
  }

  private async taken(party: Party, said: Said): Promise<void> {
    const until = performance.now() + PATIENCE_MS
    while (!party.taken(said)) {
      if (performance.now() > until) {
        this.neverTaken.get(party)!.push(said)
        return
      }
      await sleep(10)
    }
  }
}

/** Short, and different for each platform. */
const initials = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase()

/** A number of a text. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return hash >>> 0
}

import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from './chance.ts'
import type { DeskConversation } from './desk-platform.ts'
import type { DeskStage } from './stage.ts'
import type { Fault, Operation } from './stub-desk.ts'

/** What may go wrong with each call and still leave every message with exactly one side. */
const FAULTS: Partial<Record<Operation, readonly Fault[]>> = {
  open: ['not-sent', 'lost-before', 'lost-after', 'limited'],
  relay: ['not-sent', 'lost-before', 'lost-after', 'limited'],
  close: ['not-sent', 'limited'],
  interpret: ['not-sent', 'limited'],
  'find-relayed': ['not-sent'],
  'find-opened': ['not-sent'],
}

/** Faults of every call, by chance. */
export function faultsOf(chance: Chance, probability: number): (operation: Operation) => Fault | undefined {
  return (operation) => {
    const faults = FAULTS[operation]
    return faults !== undefined && chance.happens(probability) ? chance.of(faults) : undefined
  }
}

/** One customer, and the agents who have to do with them. */
export class Customer {
  readonly name: string
  id = ''
  readonly said: string[] = []
  readonly told: string[] = []
  private readonly stage: DeskStage
  private readonly chance: Chance

  constructor(stage: DeskStage, chance: Chance, name: string) {
    this.stage = stage
    this.chance = chance
    this.name = name
  }

  /** Write now and then, and meet agents who come and go. */
  async live(steps: number, pauseMs: number): Promise<void> {
    const { chance } = this
    this.id = await this.stage.web.join({ name: this.name, customerId: this.name })
    for (let step = 0; step < steps; step++) {
      if (chance.happens(0.6)) await this.write()
      if (chance.happens(0.5)) this.agents()
      // Now and then both in the same moment.
      if (chance.happens(0.7)) await sleep(chance.below(pauseMs))
    }
  }

  private async write(): Promise<void> {
    const number = this.said.length + 1
    const text = `${this.chance.happens(0.3) ? 'agent ' : ''}${this.name} ${number}`
    this.said.push(text)
    await this.stage.web.says(this.id, text)
  }

  private agents(): void {
    const { platform } = this.stage
    const open = this.there.find(({ state }) => state !== 'ended')
    if (open === undefined) return
    if (open.state === 'queued') {
      if (this.chance.happens(0.9)) platform.joins(open.id, this.chance.of(['Ann', 'Bob', 'Cem']))
      else platform.ends(open.id)
      return
    }
    if (open.state !== 'agent') return
    const what = this.chance.next()
    if (what < 0.5) {
      const text = `words ${this.name} ${this.told.length + 1}`
      this.told.push(text)
      platform.says(open.id, text)
    } else if (what < 0.65) platform.joins(open.id, this.chance.of(['Ann', 'Bob', 'Cem']))
    else if (what < 0.75) platform.passesOn(open.id)
    else platform.ends(open.id)
  }

  /** This customer's conversations on the desk, in the order they were opened. */
  get there(): DeskConversation[] {
    return this.stage.platform.conversations.filter(({ customer }) => customer.id === this.name)
  }

  /** Every message reached exactly one side, once and in order; every word of an agent reached the customer so. */
  async check(): Promise<void> {
    const heard = this.stage.web.heard(this.id)
    const bot = heard.filter((text) => text.startsWith('bot: ')).map((text) => text.slice('bot: '.length))
    const agents = this.there.flatMap(({ got }) => got.map(({ text }) => text))
    assert.deepEqual(
      sorted([...bot, ...agents]),
      sorted(this.said),
      `${this.name}: each message reaches one side, once`,
    )
    assert.deepEqual(bot, sorted(bot), `${this.name}: in order at the bot`)
    assert.deepEqual(agents, sorted(agents), `${this.name}: in order at the desk`)
    assert.deepEqual(
      heard.filter((text) => text.startsWith('words ')),
      this.told,
      `${this.name}: agents' words, once and in order`,
    )
    const open = this.there.filter(({ state }) => state !== 'ended')
    assert.ok(open.length <= 1, `${this.name}: one conversation on the desk at most`)
    const { owner, desk } = await this.stage.record(this.id)
    const expected = open[0] === undefined ? 'bot' : open[0].state === 'agent' ? 'agent' : 'queue'
    if (this.said.length > 0) assert.equal(owner, expected, `${this.name}: the owner agrees with the desk`)
    assert.equal(desk?.session?.open === true, open.length === 1, `${this.name}: what is open agrees with the desk`)
  }
}

const numberOf = (text: string): number => Number(text.split(' ').at(-1))
const sorted = (texts: readonly string[]): string[] => [...texts].sort((a, b) => numberOf(a) - numberOf(b))

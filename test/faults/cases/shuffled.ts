import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../contract/platform/stage.ts'
import { Chance } from '../../core/desk/chance.ts'
import { type Outcome, play, type Talks } from '../talks.ts'
import type { World } from '../world.ts'

/** How much is said while nothing is delivered. */
export interface Shuffled {
  customers: number
  messages: number
  seed: number
}

/**
 * The platform keeps all its events, and then delivers each one to three times and in any order: what was accepted first
 * comes first everywhere, and each has one turn.
 */
export function withShuffledEvents(world: World, { customers, messages, seed }: Shuffled): Promise<Outcome[]> {
  const chance = new Chance(seed)
  return play(world, {
    customers,
    trouble: () => ({ what: 'events duplicated and shuffled', unknownOutcomes: false }),
    async meanwhile(all) {
      await Promise.all(all.map((talks) => shuffled(talks, messages, chance)))
    },
  })
}

async function shuffled({ place, talks }: Talks, messages: number, chance: Chance): Promise<void> {
  const { front } = place
  const stopHolding = front.faults.webhooks({ kind: 'hold' })
  for (let number = 1; number <= messages; number++) {
    for (const talk of talks) {
      const copies = chance.below(3)
      const stopCopies = copies === 0 ? () => {} : front.faults.webhooks({ kind: 'duplicate', copies })
      await front.say(talk, `${talk.person} mixes ${number}.`)
      // Some platforms make up their events a moment later.
      await sleep(5)
      stopCopies()
    }
  }
  await eventually(`${front.name} holds all its events`, () => front.faults.held() >= talks.length * messages)
  stopHolding()
  await front.faults.releaseHeld('shuffle', chance.below(1_000_000))
  const all = talks.flatMap(({ said }) => said.map(({ id }) => id))
  await eventually(`${front.name}'s events are taken`, () => all.every((id) => front.taken().has(id)), 60_000)
  const accepted = new Map([...front.taken()].map((id, index) => [id, index]))
  // From now on what counts is the order in which they were accepted.
  for (const { said } of talks) said.sort((one, other) => accepted.get(one.id)! - accepted.get(other.id)!)
}

import { assertWell } from './assert-well.ts'
import { NETWORK_FAULTS, throughNetworkFaults, type Way } from './cases/network.ts'
import type { Outcome } from './talks.ts'
import { inAllWorlds } from './world.ts'

const SIZE = { customers: 2, messages: 2 }
const WAYS: Readonly<Record<Way, string>> = { calls: 'our calls', events: 'their events' }

/** The short form: each platform meets every third fault, another one of them in each round. The long one has all. */
describe('Through a faulty network, on all platforms, everything arrives once and in order', function () {
  this.timeout(120_000)

  // All at once: they mostly wait.
  const rounds: { play: () => Promise<Outcome[]>; over?: Promise<Outcome[] | Error> }[] = []
  before(() => {
    for (const round of rounds) round.over = round.play().catch((error: Error) => error)
  })
  after(() => Promise.all(rounds.map(({ over }) => over)))

  for (const way of ['calls', 'events'] as const) {
    for (const first of [0, 3, 6]) {
      const round: (typeof rounds)[number] = {
        play: () =>
          inAllWorlds((world) => {
            const number = new Map(world.places.map((place, index) => [place, index]))
            const faultFor = (place: (typeof world.places)[number]) =>
              NETWORK_FAULTS[(first + number.get(place)!) % NETWORK_FAULTS.length]!
            return throughNetworkFaults(world, way, faultFor, SIZE)
          }),
      }
      rounds.push(round)
      const kinds = NETWORK_FAULTS.map(({ fault }) => fault.kind)
      const named = [...kinds.slice(first), ...kinds.slice(0, first)].slice(0, 6).join(', ')
      it(`on the way of ${WAYS[way]}: ${named}, each on one of them`, async () => {
        const outcomes = await round.over!
        if (outcomes instanceof Error) throw outcomes
        assertWell(outcomes)
      })
    }
  }
})

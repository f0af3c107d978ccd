import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../proxy.ts'
import { type Outcome, play } from '../talks.ts'
import type { Place, World } from '../world.ts'

/** A fault of the network, and how often it hits. */
export interface NetworkFault {
  fault: Fault
  /** Exchanges it hits on each way; for as long as the customers talk where absent. */
  times?: number
  /** A call it hits may have had its effect. */
  unknownOutcomes: boolean
}

export const NETWORK_FAULTS: readonly NetworkFault[] = [
  { fault: { kind: 'delay', ms: 150 }, unknownOutcomes: false },
  { fault: { kind: 'throttle', bytesPerSecond: 8_000 }, unknownOutcomes: false },
  { fault: { kind: 'refuse' }, times: 8, unknownOutcomes: true },
  { fault: { kind: 'reset-before' }, times: 5, unknownOutcomes: true },
  { fault: { kind: 'reset-after' }, times: 1, unknownOutcomes: true },
  { fault: { kind: 'reset-in-answer' }, times: 1, unknownOutcomes: true },
  { fault: { kind: 'half-close-request' }, times: 1, unknownOutcomes: true },
  { fault: { kind: 'half-close-answer' }, times: 1, unknownOutcomes: true },
  { fault: { kind: 'black-hole' }, times: 1, unknownOutcomes: true },
]

/** Which way it is on. */
export type Way = 'calls' | 'events'

/** The network between us and each platform fails in a way of its own; customers talk all the while. */
export async function throughNetworkFaults(
  world: World,
  way: Way,
  faultFor: (place: Place) => NetworkFault,
  { customers, messages }: { customers: number; messages: number },
): Promise<Outcome[]> {
  return play(world, {
    customers,
    trouble(place) {
      const { fault, unknownOutcomes } = faultFor(place)
      return { what: `${fault.kind}, ${way}`, unknownOutcomes: unknownOutcomes && way === 'calls' }
    },
    async meanwhile(all) {
      const cures = all.map(({ place }) => begin(place, way, faultFor(place)))
      await Promise.all(all.map((talks) => talks.go(messages)))
      // What they said may still be on its way out.
      await sleep(300)
      for (const cure of cures) cure()
    },
  })
}

/** Returns the cure, which throws where the fault has not hit. */
function begin(place: Place, way: Way, { fault, times }: NetworkFault): () => void {
  const proxies = way === 'calls' ? place.calls : [place.events]
  const hits = () => proxies.reduce((sum, { hit }) => sum + hit, 0)
  const before = hits()
  const cures = proxies.map((proxy) => proxy.fails(fault, times === undefined ? {} : { times }))
  return () => {
    for (const cure of cures) cure()
    if (hits() === before) throw new Error(`${fault.kind} on the way of ${way} did not hit ${place.front.name}`)
  }
}

/**
 * `npm run test:faults`: the long form of the fault suite, which prints a table. It takes less than ten minutes; ends
 * with 1 where something was lost, reordered, or repeated without leave.
 *
 * - `FAULT_ONLY`: parts of it, by comma: `network`, `failing`, `shuffled`, `tokens`, `credentials`, `clock`, `poison`, `flood`.
 * - `FAULT_SECONDS`: for how long 30 % of all calls fail. 120.
 * - `FAULT_CUSTOMERS`: of each platform. 6.
 * - `FAULT_CROWD`: healthy conversations beside the poisoned ones. 1,000.
 * - `FAULT_FLOOD`: messages of the flooded conversation. 10,000.
 * - `FAULT_SEED`: of what is left to chance.
 */
import { setClock, throughClockStep } from './cases/clock-steps.ts'
import { besideFlood, besidePoison, lineOf } from './cases/crowded.ts'
import { whileCallsFail } from './cases/failing-calls.ts'
import { NETWORK_FAULTS, throughNetworkFaults } from './cases/network.ts'
import { withShuffledEvents } from './cases/shuffled.ts'
import { slowBot, whileCredentialsAreRefused, whileTokensRunOut } from './cases/tokens.ts'
import { MachineClock } from './machine-clock.ts'
import { tableOf } from './table.ts'
import type { Outcome } from './talks.ts'
import { inAllWorlds, openWorld, WORLDS } from './world.ts'

const { FAULT_ONLY, FAULT_SECONDS = '120', FAULT_CUSTOMERS = '6', FAULT_CROWD = '1000' } = process.env
const { FAULT_FLOOD = '10000', FAULT_SEED = '7' } = process.env
const only = FAULT_ONLY?.split(',').map((part) => part.trim())
const customers = Number(FAULT_CUSTOMERS)
const seed = Number(FAULT_SEED)

const outcomes: Outcome[] = []
const lines: string[] = []

async function part(name: string, work: () => Promise<Outcome[] | string>): Promise<void> {
  if (only !== undefined && !only.includes(name)) return
  const began = performance.now()
  const result = await work()
  if (typeof result === 'string') lines.push(result)
  else outcomes.push(...result)
  console.error(`${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s`)
}

await part('network', async () => {
  const size = { customers, messages: 3 }
  const all: Outcome[] = []
  for (const way of ['calls', 'events'] as const) {
    for (const fault of NETWORK_FAULTS) {
      all.push(...(await inAllWorlds((world) => throughNetworkFaults(world, way, () => fault, size), { seed })))
    }
  }
  return all
})
await part('failing', () => {
  const how = { share: 0.3, ms: Number(FAULT_SECONDS) * 1_000, customers, pauseMs: 2_000 }
  return inAllWorlds((world) => whileCallsFail(world, how), { seed })
})
await part('shuffled', () => inAllWorlds((world) => withShuffledEvents(world, { customers, messages: 20, seed })))
await part('tokens', () =>
  inAllWorlds((world) => whileTokensRunOut(world, { customers, messages: 5 }), { logic: slowBot }),
)
await part('credentials', () => inAllWorlds((world) => whileCredentialsAreRefused(world, { customers, ms: 5_000 })))
await part('clock', async () => {
  const all: Outcome[] = []
  for (const stepMs of [13 * 60_000, -60 * 60_000]) {
    const clock = new MachineClock()
    const worlds = await Promise.all(Object.entries(WORLDS).map(([name, openers]) => openWorld(name, openers)))
    const step = (ms: number) => setClock(clock, worlds, ms)
    all.push(...(await Promise.all(worlds.map((world) => throughClockStep(world, stepMs, step)))).flat())
    for (const world of worlds) await world.stop()
    clock.restore()
  }
  return all
})
await part('poison', async () => lineOf(await besidePoison({ customers: Number(FAULT_CROWD) })))
await part('flood', async () => lineOf(await besideFlood({ messages: Number(FAULT_FLOOD), customers: 300 })))

console.log(tableOf(outcomes))
for (const line of lines) console.log(line)
const words = outcomes.flatMap((outcome) => outcome.words)
for (const word of words) console.log(word)
process.exitCode = words.length === 0 ? 0 : 1

/** The long form: `npm run test:fuzz`. Prints what became of every kind of input, and fails where something was wrong. */

import { SEED, share } from './amount.ts'
import { callerNames, tryAnswers } from './answers/suite.ts'
import { pureSuite } from './pure/suite.ts'
import { type Attack, authenticOn, forgedOn } from './routes/attack.ts'
import { hangUp } from './routes/post.ts'
import { ServerProcess } from './routes/server-process.ts'
import { type Row, table } from './table.ts'

const LONG = 100_000
/** Megabytes the heap of the servers may have grown by in the end: caches have their limits, and fill up. */
const GROWTH_MB = 100
const runs = process.env.FUZZ_RUNS === undefined ? LONG : Number(process.env.FUZZ_RUNS)

const rows: Row[] = []
const wrong: string[] = []

async function tried(what: string, work: () => Promise<Row>): Promise<void> {
  const began = performance.now()
  try {
    rows.push(await work())
    console.log(`${what}: ${Math.round((performance.now() - began) / 1_000)} s`)
  } catch (error) {
    wrong.push(`${what}: ${error instanceof Error ? error.stack : error}`)
    console.log(`${what}: WRONG`)
  }
}

console.log(`FUZZ_SEED=${SEED}, ${runs} inputs`)
const server = await ServerProcess.start({ collect: true })
const attack: Attack = { runs: share(0.3 / (2 * server.routes.length), runs), seed: SEED }
// What is loaded and cached by the first of them is not to be taken for a leak.
for (const route of server.routes) {
  await tried(`${route.name}, warming up`, () => authenticOn(server, route, { runs: 50, seed: SEED + 1 }))
}
const { heap: warm } = await server.look()
for (const route of server.routes) {
  await tried(`${route.name}, forged`, () => forgedOn(server, route, attack))
  await tried(`${route.name}, authentic`, () => authenticOn(server, route, attack))
}
const { heap: end } = await server.look()
hangUp()
await server.stop()
if (end - warm > GROWTH_MB * 1e6) wrong.push(`the heap grew from ${mb(warm)} to ${mb(end)}`)

const suite = pureSuite(share(0.6, runs), SEED)
await suite.open()
for (const { name, run } of suite.cases) await tried(name, run)
await suite.close()
for (const name of callerNames) {
  await tried(`answers of ${name}`, () => tryAnswers(name, share(0.1 / callerNames.length, runs), SEED))
}

console.log(`\n${table(rows)}\n`)
console.log(`${rows.reduce((sum, { inputs }) => sum + inputs, 0)} inputs; heap of the servers ${mb(warm)} → ${mb(end)}`)
for (const one of wrong) console.error(`\nWRONG: ${one}`)
if (wrong.length > 0) console.error(`\nagain with FUZZ_SEED=${SEED} FUZZ_RUNS=${runs}`)
process.exit(wrong.length === 0 ? 0 : 1)

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

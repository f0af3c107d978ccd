/**
 * `npm run test:crash [-- --json FILE]`: kills servers under load on all platforms, and reports. `CRASH_SEED`,
 * `CRASH_KILLS` and `CRASH_ONLY` (names of configurations) play a run again, or a part of it. Ends with 1 where
 * something was lost, reordered or counted wrong.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { COMPILED, childModule } from '../contract/platform/child-module.ts'
import { compileServer } from './compile.ts'
import { textOf } from './report.ts'
import { runCrashes } from './run.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const { CRASH_SEED, CRASH_KILLS, CRASH_ONLY } = process.env
const seed = CRASH_SEED === undefined ? Math.floor(Math.random() * 1_000_000) : Number(CRASH_SEED)
console.error(`seed ${seed}`)

const { folder, remove } = await compileServer()
process.env[COMPILED] = folder
try {
  const report = await runCrashes({
    seed,
    kills: Number(CRASH_KILLS ?? 200),
    server: childModule(new URL('./child.ts', import.meta.url)),
    only: CRASH_ONLY?.split(',').map((name) => name.trim()),
    load: { customers: 2, messages: 40, pauseMs: 400 },
    log: (line) => console.error(line),
  })
  console.log(textOf(report))
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
  process.exitCode = report.failures.length === 0 ? 0 : 1
} finally {
  remove()
}

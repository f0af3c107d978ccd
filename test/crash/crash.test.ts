import assert from 'node:assert/strict'
import { childModule } from '../contract/platform/child-module.ts'
import { CONFIGURATIONS } from './configurations.ts'
import { textOf } from './report.ts'
import { runCrashes } from './run.ts'

const DAY_MS = 86_400_000
const { CRASH_SEED, CRASH_KILLS } = process.env
const seed = Number(CRASH_SEED ?? Math.floor(Date.now() / DAY_MS))
/** Another one each day; all of them, and many more kills, in `npm run test:crash`. */
const { name } = CONFIGURATIONS[seed % CONFIGURATIONS.length]!

describe(`A server under load on all of its platforms, killed (${name}, again with CRASH_SEED=${seed})`, function () {
  this.timeout(180_000)

  it('loses nothing, mixes nothing up, counts right, and repeats only what nobody can look up', async () => {
    const report = await runCrashes({
      seed,
      kills: Number(CRASH_KILLS ?? 4),
      server: childModule(new URL('./child.ts', import.meta.url)),
      only: [name],
      load: { customers: 1, messages: 20, pauseMs: 400 },
    })
    assert.deepEqual(report.failures, [], textOf(report))
  })
})

import assert from 'node:assert/strict'
import { textOf } from './report.ts'
import { runCrashes } from './run.ts'

/** The short form of `npm run test:crash`. */
describe('Servers under load, killed', function () {
  this.timeout(180_000)
  // Too much for two processors that run everything else beside it.
  if (process.env.LONG === undefined) return void it.skip('lose nothing (LONG=1, or npm run test:crash)')

  it('lose nothing, mix nothing up, count right, and repeat only what nobody can look up', async () => {
    const report = await runCrashes({
      seed: Number(process.env.CRASH_SEED ?? 20),
      kills: Number(process.env.CRASH_KILLS ?? 4),
      only: ['genesys-desk-dedupes'],
      load: { customers: 1, messages: 20, pauseMs: 500 },
    })
    assert.deepEqual(report.failures, [], textOf(report))
  })
})

import assert from 'node:assert/strict'
import { type Beside, besideFlood, besidePoison, lineOf } from './cases/crowded.ts'

/** Machines that do other things as well are noisy: the exact ratios are a matter of `npm run bench`. */
const GENEROUS = 4
/** With other tests on the same two cores noise of this size says nothing, in milliseconds. */
const NOISE_MS = 1_000

function assertUndisturbed(one: Beside): void {
  console.log(`      ${lineOf(one)}`)
  assert.ok(one.beside.p99 <= Math.max(GENEROUS * one.without.p99, NOISE_MS), lineOf(one))
}

/** The long form has a thousand healthy ones, and a flood of 10,000. */
describe('Healthy conversations are answered as fast as ever', function () {
  this.timeout(120_000)

  it('beside poisoned ones', async () => {
    assertUndisturbed(await besidePoison({ customers: 120 }))
  })

  it('beside one that is flooded', async () => {
    assertUndisturbed(await besideFlood({ messages: 300, customers: 60 }))
  })
})

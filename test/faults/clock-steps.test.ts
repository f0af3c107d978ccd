import assert from 'node:assert/strict'
import { assertWell } from './assert-well.ts'
import { idleShare, setClock, throughClockStep } from './cases/clock-steps.ts'
import { MachineClock } from './machine-clock.ts'
import type { Outcome } from './talks.ts'
import { openWorld, WORLDS, type World } from './world.ts'

const HOUR = 60 * 60_000

/** The long form sets it forward as well. */
describe('When the clock of the machine is set', function () {
  this.timeout(150_000)
  const worlds: World[] = []
  let clock: MachineClock
  beforeEach(async () => {
    clock = new MachineClock()
    for (const [name, openers] of Object.entries(WORLDS)) worlds.push(await openWorld(name, openers))
  })
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.stop()
    clock.restore()
  })
  const play = async (stepMs: number): Promise<Outcome[]> => {
    // Side by side, and each with its own steps: what the others see are steps as well.
    const all = await Promise.all(
      worlds.map((world) => throughClockStep(world, stepMs, (ms) => setClock(clock, worlds, ms))),
    )
    return all.flat()
  }

  it('back by an hour, everything waits no longer than it did, nothing is lost, and nothing spins', async () => {
    const outcomes = await play(-HOUR)
    assertWell(outcomes)
    for (const { front, deadLetters } of outcomes) assert.equal(deadLetters, 0, front)
    const share = await idleShare()
    assert.ok(share < 0.5, `${share} of a second is computed for nothing`)
  })
})

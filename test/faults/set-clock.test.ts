import assert from 'node:assert/strict'
import type { Clock } from '../../adapters/core/clock.ts'
import { OwnerChecks } from '../../adapters/core/delivery/owner-checks.ts'
import { createPace } from '../../adapters/core/delivery/pace.ts'
import { createMemoryEngine, TurnPostponed } from '../../adapters/core/engine/index.ts'
import { ManualClock } from '../core/engine/manual-clock.ts'
import { event } from '../core/engine/setting.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Time that a test moves, and a clock that it sets: who sleeps does not take notice of that, as on any machine. */
class SetClock implements Clock {
  private readonly time = new ManualClock()
  private ahead = 0
  sleeps = 0

  now(): Date {
    return new Date(this.time.now().getTime() + this.ahead)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps++
    return this.time.sleep(ms, signal)
  }

  set(ms: number): void {
    this.ahead += ms
  }

  pass(ms: number): Promise<void> {
    return this.time.pass(ms)
  }
}

describe('Where the clock is set', () => {
  let clock: SetClock
  beforeEach(() => {
    clock = new SetClock()
  })

  for (const [how, step, due] of [
    ['forward by an hour', HOUR, MINUTE],
    ['back by an hour', -HOUR, 90 * MINUTE],
  ] as const) {
    it(`${how}, timers fire once and soon after it says that they are due, and what waits for a next try comes when it said`, async () => {
      const engine = createMemoryEngine({ clock })
      const ran: string[] = []
      let tries = 0
      engine.serve('gladly', {
        deliver: async () => ({ state: 'delivered' }),
        runTurn: async (turn) => {
          const { body } = turn.event!
          if (body === 'sets a timer') {
            const at = new Date(clock.now().getTime() + 30 * MINUTE)
            turn.schedule('timer', at, { ...event('timer'), origin: 'timer' })
          }
          if (body === 'waits' && tries++ === 0) throw new TurnPostponed('not yet', 10_000)
          ran.push(body)
        },
      })
      await engine.start()
      await engine.accept(event('sets a timer'))
      await clock.pass(1_000)
      await engine.accept(event('waits', { in: 'another' }))
      await clock.pass(1_000)
      clock.set(step)
      await clock.pass(10_000)
      assert.ok(ran.includes('waits'), 'it waits for longer than it said')
      await clock.pass(due)
      assert.deepEqual([...ran].sort(), ['sets a timer', 'timer', 'waits'])
      assert.ok(clock.sleeps < 300, `slept ${clock.sleeps} times: it spins`)
      const stopped = engine.stop(0)
      await clock.pass(1_000)
      await stopped
    })
  }

  it('back by an hour, calls are held no longer than the platform asked for', async () => {
    const pace = createPace(0, clock)
    pace.hold(5_000)
    clock.set(-HOUR)
    let gone = false
    void pace.next().then(() => {
      gone = true
    })
    await clock.pass(4_000)
    assert.equal(gone, false)
    await clock.pass(2_000)
    assert.equal(gone, true)
  })

  it('back by an hour, the word that the bot owns a conversation is not good for an hour', () => {
    const checks = new OwnerChecks(250, clock)
    checks.botOwns('a', checks.now())
    assert.equal(checks.isFresh('a'), true)
    clock.set(-HOUR)
    assert.equal(checks.isFresh('a'), false)
  })
})

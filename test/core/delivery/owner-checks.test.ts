import assert from 'node:assert/strict'
import { systemClock } from '../../../adapters/core/clock.ts'
import { OwnerChecks } from '../../../adapters/core/delivery/owner-checks.ts'

describe('what the platform said of who owns', () => {
  let checks: OwnerChecks
  beforeEach(() => {
    checks = new OwnerChecks(60_000, systemClock)
  })

  it('is as good as asking again, until something comes in about that conversation', () => {
    for (const name of ['a', 'b']) assert.equal(checks.botOwns(name, checks.now()), true)
    checks.newsCame('a')
    assert.deepEqual([checks.isFresh('a'), checks.isFresh('b')], [false, true])
  })

  it('counts for nothing where something came in between question and answer', () => {
    const since = checks.now()
    checks.newsCame('a')
    assert.equal(checks.botOwns('a', since), false)
    assert.equal(checks.isFresh('a'), false)
    assert.equal(checks.botOwns('b', since), true)
    assert.equal(checks.botOwns('a', checks.now()), true)
  })

  it('is not believed either where nobody knows any more what came in between', () => {
    const since = checks.now()
    for (let index = 0; index < 10_001; index++) checks.newsCame(`c${index}`)
    assert.equal(checks.botOwns('c0', since), false)
    assert.equal(checks.botOwns('c0', checks.now()), true)
  })

  it('is behind, from the moment an event says that people have the conversation until its turn is over', async () => {
    const turns: (() => void)[] = []
    const inLine = (): Promise<void> => new Promise((resolve) => turns.push(resolve))
    checks.peopleHave('a', inLine)
    assert.equal(checks.isOutdated('a'), true)
    checks.peopleHave('a', inLine)
    turns.shift()!()
    await new Promise(setImmediate)
    assert.equal(checks.isOutdated('a'), true, 'it was said once more meanwhile')
    turns.shift()!()
    await new Promise(setImmediate)
    assert.equal(checks.isOutdated('a'), false)
    assert.equal(turns.length, 0)
  })
})

import assert from 'node:assert/strict'
import { assertWell } from './assert-well.ts'
import { whileCallsFail } from './cases/failing-calls.ts'
import { withShuffledEvents } from './cases/shuffled.ts'
import { slowBot, whileCredentialsAreRefused, whileTokensRunOut } from './cases/tokens.ts'
import type { Outcome } from './talks.ts'
import { inAllWorlds } from './world.ts'

describe('On all platforms', function () {
  this.timeout(120_000)

  // All at once: they mostly wait.
  const plays: { play: () => Promise<Outcome[]>; over?: Promise<Outcome[] | Error> }[] = []
  before(() => {
    for (const one of plays) one.over = one.play().catch((error: Error) => error)
  })
  after(() => Promise.all(plays.map(({ over }) => over)))
  function meanwhile(title: string, play: () => Promise<Outcome[]>, { givesUp = false } = {}): void {
    const one: (typeof plays)[number] = { play }
    plays.push(one)
    it(title, async () => {
      const outcomes = await one.over!
      if (outcomes instanceof Error) throw outcomes
      assertWell(outcomes)
      for (const { front, deadLetters } of outcomes) if (!givesUp) assert.equal(deadLetters, 0, front)
    })
  }

  meanwhile(
    'while 30 % of all calls fail nothing is lost or reordered, and only what nobody can look up is repeated or held',
    () => inAllWorlds((world) => whileCallsFail(world, { share: 0.3, ms: 2_000, customers: 4, pauseMs: 500 })),
    { givesUp: true },
  )

  meanwhile('events delivered one to three times and in any order make one turn each, in order of acceptance', () => {
    const seed = Number(process.env.FAULT_SEED ?? 7)
    return inAllWorlds((world) => withShuffledEvents(world, { customers: 2, messages: 6, seed }))
  })

  meanwhile('tokens that run out in the middle of turns are renewed, and nobody notices', () =>
    inAllWorlds((world) => whileTokensRunOut(world, { customers: 2, messages: 2 }), { logic: slowBot }),
  )

  meanwhile('everything waits while our credentials are refused, and goes on when somebody has mended them', () =>
    inAllWorlds((world) => whileCredentialsAreRefused(world, { customers: 2, ms: 1_500 })),
  )
})

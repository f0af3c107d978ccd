import { setTimeout as sleep } from 'node:timers/promises'
import { type BotLogic, ContactCenter, type Engine } from '../../../adapters/index.ts'
import { crashBot } from '../../crash/bot.ts'
import { type Outcome, play } from '../talks.ts'
import type { World } from '../world.ts'

/** The counting bot; where it is asked to do things slowly it lets what it has said leave, and thinks before it goes on. */
export function slowBot(engine: Engine): BotLogic {
  const bot = crashBot(engine)
  return async (context) => {
    await bot(context)
    if (context.activity.type !== 'message') return
    await ContactCenter.of(context).flush()
    await sleep(200)
    await context.sendActivity('is there anything else?')
  }
}

/** All tokens run out in the middle of turns, again and again. */
export function whileTokensRunOut(world: World, { customers, messages }: { customers: number; messages: number }) {
  return play(world, {
    customers,
    trouble: () => ({ what: 'tokens run out in mid-turn', unknownOutcomes: false }),
    async meanwhile(all) {
      let over = false
      const revoking = (async () => {
        while (!over) {
          for (const { place } of all) place.front.revokeTokens?.()
          await sleep(70)
        }
      })()
      await Promise.all(all.map((talks) => talks.go(messages)))
      await sleep(1_000)
      over = true
      await revoking
    },
  })
}

/** Every platform refuses our credentials for a while; a person mends them. */
export function whileCredentialsAreRefused(
  world: World,
  { customers, ms }: { customers: number; ms: number },
): Promise<Outcome[]> {
  return play(world, {
    customers,
    trouble: () => ({ what: 'credentials are refused', unknownOutcomes: false }),
    async meanwhile(all) {
      const cures = all.map(({ place }) => {
        place.front.revokeTokens?.()
        return place.front.faults.api({ kind: 'status', status: 401 })
      })
      const until = performance.now() + ms
      await Promise.all(all.map((talks) => talks.goUntil(() => performance.now() > until, 500)))
      for (const cure of cures) cure()
    },
  })
}

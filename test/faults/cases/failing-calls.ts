import { setTimeout as sleep } from 'node:timers/promises'
import type { FrontFaults } from '../fronts/front.ts'
import { type Outcome, play } from '../talks.ts'
import type { Place, World } from '../world.ts'

type Rule = Parameters<FrontFaults['api']>[0]

/** Each as likely as the other. Those that hang cost ten seconds each: fewer of them. */
const KINDS: readonly (Rule & { weight: number })[] = [
  { weight: 4, kind: 'status', status: 500 },
  { weight: 4, kind: 'status', status: 503 },
  { weight: 4, kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
  { weight: 4, kind: 'reset-before' },
  { weight: 4, kind: 'reset-after' },
  { weight: 1, kind: 'hang-before' },
]

/** So that the share of calls that fails is this, whichever way. */
function rules(share: number): Rule[] {
  const weights = KINDS.reduce((sum, { weight }) => sum + weight, 0)
  let left = 1
  return KINDS.map(({ weight, ...rule }) => {
    const wanted = (share * weight) / weights
    const probability = wanted / left
    left -= wanted
    return { ...rule, probability }
  })
}

/** How ill, for how long, and how much is said. */
export interface FailingCalls {
  share: number
  ms: number
  customers: number
  pauseMs: number
}

/** A share of all calls fails, for a while and in all ways, while customers talk. */
export function whileCallsFail(world: World, { share, ms, customers, pauseMs }: FailingCalls): Promise<Outcome[]> {
  const what = `${share * 100} % of calls fail`
  return play(world, {
    customers,
    trouble: () => ({ what, unknownOutcomes: true }),
    async meanwhile(all) {
      const cures = all.flatMap(({ place }: { place: Place }) =>
        rules(share).map((rule) => place.front.faults.api(rule)),
      )
      const until = performance.now() + ms
      await Promise.all(all.map((talks) => talks.goUntil(() => performance.now() > until, pauseMs)))
      await sleep(Math.max(0, until - performance.now()))
      for (const cure of cures) cure()
    },
  })
}

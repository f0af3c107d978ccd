import { setTimeout as sleep } from 'node:timers/promises'
import { type PlannedKill, pointOf } from './kills.ts'
import type { Server } from './server.ts'

/** What happens around a kill. */
export interface Killing {
  /** Customers wait while the server is behind. */
  pause(paused: boolean): void
  /** It is there again. */
  ready(): void
  log?: (line: string) => void
}

/** How long it may take until the server comes to the point where it kills itself. */
const POINT_MS = 8_000
/** How long it may take to catch up before it is killed again. */
const BREATH_MS = 8_000
/** So much may wait before customers wait as well. */
const BEHIND = 100

/**
 * Live and die as planned, life after life; the last one goes on. Resolves with how many points were not come by: there
 * it was killed all the same.
 */
export async function killAll(server: Server, plan: readonly PlannedKill[], killing: Killing): Promise<number> {
  let notReached = 0
  await server.kill()
  for (const [index, kill] of plan.entries()) {
    killing.log?.(`life ${index + 1} of ${plan.length} ends: ${pointOf(kill)}`)
    if (kill.how === 'starting') {
      await server.start(undefined, () => void sleep(kill.afterMs).then(() => server.kill()))
      await server.kill()
    } else if (kill.how === 'point') {
      await server.start({ point: kill.point, times: kill.times })
      killing.ready()
      if (!(await server.died(POINT_MS))) notReached++
      await server.kill()
    } else {
      await server.start()
      killing.ready()
      await breathe(server, kill.breath === true, killing)
      await sleep(kill.afterMs)
      await server.kill()
    }
  }
  await server.start()
  killing.ready()
  killing.pause(false)
  return notReached
}

/** Customers wait while too much does; where it is to catch up, it has the time. */
async function breathe(server: Server, catchUp: boolean, { pause }: Killing): Promise<void> {
  const until = performance.now() + BREATH_MS
  let { inbox, outbox } = await server.waiting()
  pause(inbox + outbox > BEHIND)
  while (catchUp && inbox > 0 && performance.now() < until) {
    await sleep(20)
    ;({ inbox, outbox } = await server.waiting())
  }
}

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
/** How long it may take to catch up before it is killed again: longer than anything waits. */
const BREATH_MS = 30_000
/** After so long customers wait until it has. */
const PATIENCE_MS = 1_000
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

/** Customers wait while too much does. Where it is to catch up, it has the time, and must. */
async function breathe(server: Server, catchUp: boolean, { pause }: Killing): Promise<void> {
  const began = performance.now()
  let { inbox, outbox } = await server.waiting()
  pause(inbox + outbox > BEHIND)
  while (catchUp && inbox > 0) {
    const took = performance.now() - began
    if (took > BREATH_MS) throw new Error(`After ${BREATH_MS / 1_000} s ${inbox} events still wait for their turns.`)
    pause(inbox + outbox > BEHIND || took > PATIENCE_MS)
    await sleep(20)
    ;({ inbox, outbox } = await server.waiting())
  }
  pause(inbox + outbox > BEHIND)
}

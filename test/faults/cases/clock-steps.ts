import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineClock } from '../machine-clock.ts'
import { type Outcome, play } from '../talks.ts'
import type { World } from '../world.ts'

/** What is going on when the clock is set. */
const ILLNESSES = [
  { kind: 'status', status: 429, headers: { 'Retry-After': '2' } },
  { kind: 'status', status: 503 },
] as const

/** The machine's clock is set while calls are held back, the breaker is open and turns and replies wait for their next try. */
export function throughClockStep(world: World, stepMs: number, step: (ms: number) => void): Promise<Outcome[]> {
  const what = `the clock is set ${stepMs < 0 ? 'back' : 'forward'} by ${Math.abs(stepMs) / 60_000} min`
  return play(world, {
    customers: 4,
    trouble: () => ({ what, unknownOutcomes: false }),
    async meanwhile(all) {
      await Promise.all(all.map((talks) => talks.go(1)))
      for (const illness of ILLNESSES) {
        const cures = all.map(({ place }) => place.front.faults.api(illness))
        await Promise.all(all.map((talks) => talks.go(1)))
        await sleep(1_500)
        step(stepMs)
        for (const cure of cures) cure()
        await Promise.all(all.map((talks) => talks.go(1)))
      }
    },
  })
}

/** Sets the clock for all that runs in this process; but the platforms' own clocks do not go back. */
export function setClock(clock: MachineClock, worlds: readonly World[], ms: number): void {
  clock.step(ms)
  if (ms > 0) return
  for (const { front } of worlds.flatMap(({ places }) => places)) front.advance(-ms)
}

/** How much of a second this process computes, while nothing is to be done. */
export async function idleShare(): Promise<number> {
  const before = process.cpuUsage()
  const began = performance.now()
  await sleep(1_000)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / (performance.now() - began)
}

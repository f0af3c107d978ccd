import type { Chance } from '../core/desk/chance.ts'
import { POINTS, type Point } from './points.ts'

/** How one life of the server ends. */
export type Kill =
  /** That long after it was told to start: while it takes up what the last one left. */
  | { how: 'starting'; afterMs: number }
  /** That long after it was ready. */
  | { how: 'random'; afterMs: number }
  /** When it comes to the point, the n-th time. */
  | { how: 'point'; point: Point; times: number }

/**
 * `breath`: not before what waited is done. An event that was innocently at work at three deaths in a row is parked by
 * design, and this suite is not about that.
 */
export type PlannedKill = Kill & { breath?: boolean }

/** Half of them at random instants, half at the points, each as often as the others. */
export function planKills(chance: Chance, count: number): PlannedKill[] {
  const first = chance.below(POINTS.length)
  return Array.from({ length: count }, (_, number): PlannedKill => {
    if (number % 2 === 1) {
      return { how: 'point', point: POINTS[(first + (number - 1) / 2) % POINTS.length]!, times: 1 + chance.below(6) }
    }
    if (number % 4 === 2 && chance.happens(0.4)) return { how: 'starting', afterMs: chance.below(60) }
    // As many within the first tenth of a second as within the second.
    return { how: 'random', afterMs: Math.round(5 * 250 ** chance.next()), breath: number % 4 === 0 }
  })
}

/** For the report. */
export const pointOf = (kill: Kill): string => (kill.how === 'point' ? kill.point : kill.how)

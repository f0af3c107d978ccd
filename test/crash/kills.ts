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
 * `breath`: not before what waited is done. Every second life has one, so that no event is at work at more than two
 * deaths: one that was innocently there at three in a row is parked by design, and this suite is not about that.
 */
export type PlannedKill = Kill & { breath?: boolean }

/**
 * By turns at a random instant after a breath, and at a point or while starting; each point as often as the others.
 * While starting only where the next life has a breath, and the one before had.
 */
export function planKills(chance: Chance, count: number): PlannedKill[] {
  let points = chance.below(POINTS.length)
  return Array.from({ length: count }, (_, number): PlannedKill => {
    // As many within the first tenth of a second as within the second.
    if (number % 2 === 0) return { how: 'random', afterMs: Math.round(5 * 250 ** chance.next()), breath: true }
    if (number % 4 === 1 && chance.happens(0.4)) return { how: 'starting', afterMs: chance.below(60) }
    return { how: 'point', point: POINTS[points++ % POINTS.length]!, times: 1 + chance.below(6) }
  })
}

/** For the report. */
export const pointOf = (kill: Kill): string => (kill.how === 'point' ? kill.point : kill.how)

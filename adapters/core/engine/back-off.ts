/**
 * How long to wait before trying again: 0.5 s, twice that each time, at most 30 s; of which up to half is left to chance,
 * so that those who failed together do not come back together.
 */
export function backOff(attempt: number, random: () => number): number {
  const most = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10))
  return most * (1 - random() / 2)
}

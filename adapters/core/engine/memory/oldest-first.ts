import type { Mark } from '../store.ts'

/** The first rows after the mark, by their times and then by their names. */
export function oldestFirst<T extends { at: number }>(
  rows: [string, T][],
  [at, tie]: Mark = [-Infinity, ''],
  limit: number,
): [string, T][] {
  return rows
    .filter(([name, row]) => row.at > at || (row.at === at && name > tie))
    .sort(([a, { at: first }], [b, { at: second }]) => first - second || (a < b ? -1 : 1))
    .slice(0, limit)
}

import type { WireRecord } from './wire-log.ts'

/** The activities of a talk, as the Bot Framework's `.transcript` files have them: a list in order. */
export function transcriptOf(records: readonly WireRecord[]): unknown[] {
  return records.flatMap(({ row, activity }) => {
    if (row.kind !== 'activity' || typeof activity !== 'object' || activity === null) return []
    return [{ timestamp: row.at, ...activity }]
  })
}

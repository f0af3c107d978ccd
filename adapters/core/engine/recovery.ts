import type { Ledger } from './ledger.ts'
import { turnId } from './records.ts'

/** A turn that was running when the process died this often is not run again. */
const MOST_DEATHS = 3

/** How many rows to look at in one go. */
const PAGE = 1000

/**
 * What the death of the process left half done. Done before anything else, as one transaction: turns that were running
 * have one death more to their name, commands under way have an unknown outcome.
 */
export function recover(ledger: Ledger): Promise<void> {
  const { left, instance } = ledger.store
  return ledger.transact((entry) => {
    const { tables } = entry
    tables.begin()
    for (const seq of left.turns) {
      const deaths = tables.inbox.countAttempt(seq)
      if (deaths === undefined || deaths < MOST_DEATHS) continue
      const row = tables.inbox.get(seq)!
      ledger.log.error({ event: seq, conversation: row.conversation }, 'An event killed the process three times')
      ledger.buryEvent(row, 'Its turn killed the process three times.', entry)
      tables.flushed.drop(turnId(instance, seq))
    }
    const unknown = new Set(left.deliveries)
    if (left.blackout) {
      const seen = new Set<string>()
      for (
        let page = tables.outbox.after(0, PAGE);
        page.length > 0;
        page = tables.outbox.after(page.at(-1)!.seq, PAGE)
      ) {
        for (const { seq, conversation } of page) {
          const lane = ledger.laneOf(conversation, tables)
          if (!seen.has(lane)) unknown.add(seq)
          seen.add(lane)
        }
      }
    }
    for (const seq of unknown) tables.outbox.countUnknown(seq)
  })
}

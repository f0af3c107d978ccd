import type { Entry, Ledger } from './ledger.ts'
import type { TranscriptRecord, TranscriptRow } from './store.ts'

/** Places of what a turn said come after all in the store. */
const NOT_YET = 2 ** 52

interface Change {
  /** True where the turn deleted what was there before. */
  cleared: boolean
  added: (TranscriptRecord & TranscriptRow)[]
}

/** What a turn wrote to transcripts, not yet committed. */
export class TranscriptChanges {
  private readonly changes = new Map<string, Change>()
  private readonly ledger: Ledger
  private count = 0

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  add(record: TranscriptRecord): void {
    const { conversation, activityId } = record
    const change = this.change(conversation)
    if (activityId !== undefined) {
      if (change.added.some((one) => one.activityId === activityId)) return
      const known = !change.cleared && this.ledger.store.read((t) => t.transcripts.has(conversation, activityId))
      if (known) return
    }
    change.added.push({ ...record, n: NOT_YET + this.count++ })
  }

  drop(conversation: string): void {
    this.changes.set(conversation, { cleared: true, added: [] })
  }

  /** As `Tables.transcripts.page`, with what the turn did. */
  page(conversation: string, after: number, since: number, limit: number): TranscriptRow[] {
    const { cleared, added } = this.changes.get(conversation) ?? { cleared: false, added: [] }
    const kept = cleared ? [] : this.ledger.store.read((t) => t.transcripts.page(conversation, after, since, limit))
    return [...kept, ...added.filter((one) => one.n > after && one.at >= since)].slice(0, limit)
  }

  /** As `Tables.transcripts.newest`, with what the turn did. */
  newest(conversation: string, limit: number): TranscriptRow[] {
    const { cleared, added } = this.changes.get(conversation) ?? { cleared: false, added: [] }
    const kept = cleared ? [] : this.ledger.store.read((t) => t.transcripts.newest(conversation, limit))
    return [...[...added].reverse(), ...kept].slice(0, limit)
  }

  commit({ tables }: Entry): void {
    for (const [conversation, { cleared, added }] of this.changes) {
      if (cleared) tables.transcripts.drop(conversation)
      for (const record of added) tables.transcripts.add(record)
    }
  }

  private change(conversation: string): Change {
    let change = this.changes.get(conversation)
    if (!change) {
      change = { cleared: false, added: [] }
      this.changes.set(conversation, change)
    }
    return change
  }
}

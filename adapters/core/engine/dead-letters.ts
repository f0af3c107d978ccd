import type { DeadLetter, DeadLetterHeading, DeadLetters } from './engine.ts'
import type { Ledger } from './ledger.ts'
import { conversationKey } from './names.ts'
import { isoTime } from './records.ts'
import type { DeadHeading, DeadRow } from './store.ts'

/** As many as `list` gives where nobody says how many. */
const LIST = 100

/** What was given up on, in the engine's store. */
export class LocalDeadLetters implements DeadLetters {
  private readonly ledger: Ledger

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  async list(options: { limit?: number; channelId?: string } = {}): Promise<DeadLetter[]> {
    const { limit = LIST, channelId } = options
    return this.ledger.store.read((tables) => tables.dead.list(limit, channelId)).map(letterOf)
  }

  async headings(options: { limit: number; channelId?: string; before?: string }): Promise<DeadLetterHeading[]> {
    const { limit, channelId, before } = options
    const until = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before)
    return this.ledger.store.read((tables) => tables.dead.headings(until, limit, channelId)).map(headingOf)
  }

  async show(id: string): Promise<DeadLetter | undefined> {
    const row = this.ledger.store.read((tables) => tables.dead.get(Number(id)))
    return row && letterOf(row)
  }

  replay(id: string): Promise<boolean> {
    return this.ledger.transact((entry) => {
      const row = entry.tables.dead.get(Number(id))
      if (!row || row.about === undefined || row.conversation === undefined) return false
      const { conversation, about, body } = row
      if (row.kind === 'event') {
        // Whoever reads it again must not take it for one it has had.
        const replayed = JSON.stringify({ ...JSON.parse(about), origin: 'replay' })
        this.ledger.addEvent({ conversation, about: replayed, body }, entry)
      } else {
        const { id, createdAt, unknowns } = JSON.parse(about)
        const command = { id, conversation, kind: row.type, payload: body, createdAt, unknowns, replayedAt: entry.now }
        this.ledger.addCommand(command, entry)
      }
      entry.tables.dead.remove(row.id)
      entry.effects.dead--
      return true
    })
  }

  drop(id: string): Promise<boolean> {
    return this.ledger.transact(({ tables, effects }) => {
      const dropped = tables.dead.remove(Number(id))
      if (dropped) effects.dead--
      return dropped
    })
  }

  async keep(letter: Parameters<DeadLetters['keep']>[0]): Promise<void> {
    const { channelId, account, type, body, reason } = letter
    await this.ledger.transact(({ tables, effects, now }) => {
      tables.dead.add({
        kind: 'event',
        at: now,
        reason,
        channelId,
        account,
        conversation: undefined,
        type,
        body,
        about: letter.headers && JSON.stringify({ headers: letter.headers }),
      })
      effects.dead++
    })
  }
}

function letterOf(row: DeadRow): DeadLetter {
  return { ...headingOf(row), body: row.body }
}

function headingOf({ id, kind, at, reason, channelId, account, conversation, type }: DeadHeading): DeadLetterHeading {
  return {
    id: String(id),
    kind,
    at: isoTime(at),
    reason,
    channelId,
    account,
    conversationId: conversation === undefined ? undefined : conversationKey(conversation).conversationId,
    type,
  }
}

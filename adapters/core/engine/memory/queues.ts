import { accountOf } from '../names.ts'
import type { InboxRow, OutboxRow } from '../records.ts'
import type { FlushedRow, KeyRow, Tables, TimerRow } from '../store.ts'
import { UndoableMap, type UndoLog } from './undoable.ts'

type Part = 'inbox' | 'keys' | 'outbox' | 'flushed' | 'timers'

/** The tables that events and commands go through. */
type QueueTables = Pick<Tables, Part> & {
  /** Forget what has expired. */
  sweepKeys(now: number, limit: number): number
}

/** The tables that events and commands go through, and what the sweeper needs of them. */
export function queueTables(log: UndoLog): QueueTables {
  const inbox = new UndoableMap<number, InboxRow>(log)
  const keys = new UndoableMap<string, KeyRow & { conversation?: string }>(log)
  const outbox = new UndoableMap<number, OutboxRow>(log)
  const flushed = new UndoableMap<string, FlushedRow[]>(log)
  const timers = new UndoableMap<string, TimerRow>(log)
  let lastEvent = 0
  let lastCommand = 0

  return {
    inbox: {
      add: (record, acceptedAt) => {
        inbox.set(++lastEvent, { ...record, seq: lastEvent, acceptedAt, attempts: 0 })
        return lastEvent
      },
      get: (seq) => inbox.get(seq),
      remove: (seq) => inbox.delete(seq),
      after: (seq, limit) => inOrder(inbox, seq, limit),
      of: (conversation) => placesOf(inbox, conversation),
      countAttempt: (seq) => {
        const row = inbox.get(seq)
        if (!row) return undefined
        inbox.set(seq, { ...row, attempts: row.attempts + 1 })
        return row.attempts + 1
      },
      oldest: () => inbox.first()?.acceptedAt,
      count: () => inbox.size,
    },
    keys: {
      get: (name) => keys.get(name),
      put: (name, expiresAt, event) => keys.set(name, { expiresAt, event, answer: undefined }),
      answer: (name, event, answer, conversation) => {
        const row = keys.get(name)
        if (row?.event === event) keys.set(name, { ...row, answer, conversation: conversation ?? row.conversation })
      },
      dropAnswers: (conversation) => {
        const answered = keys
          .entries()
          .filter(([, row]) => row.answer !== undefined && row.conversation === conversation)
        for (const [name, row] of answered) keys.set(name, { ...row, answer: undefined })
        return answered.length
      },
    },
    outbox: {
      add: (command) => {
        outbox.set(++lastCommand, { ...command, seq: lastCommand })
        return lastCommand
      },
      get: (seq) => outbox.get(seq),
      remove: (seq) => outbox.delete(seq),
      after: (seq, limit) => inOrder(outbox, seq, limit),
      of: (conversation) => placesOf(outbox, conversation),
      countUnknown: (seq) => {
        const row = outbox.get(seq)
        if (row) outbox.set(seq, { ...row, unknowns: row.unknowns + 1 })
      },
      accounts: () => outbox.entries().map(([, { conversation }]) => accountOf(conversation)),
      oldest: () => outbox.first()?.createdAt,
      count: () => outbox.size,
    },
    flushed: {
      of: (turn) => flushed.get(turn) ?? [],
      put: (turn, row) =>
        flushed.set(turn, [...(flushed.get(turn) ?? []).filter((one) => one.place !== row.place), row]),
      drop: (turn) => {
        flushed.delete(turn)
      },
    },
    timers: {
      put: (conversation, key, at, event) => timers.set(`${conversation}\n${key}`, { conversation, key, at, event }),
      drop: (conversation, key) => {
        timers.delete(`${conversation}\n${key}`)
      },
      dropAll: (conversation) => {
        const all = timers.entries().filter(([, timer]) => timer.conversation === conversation)
        for (const [name] of all) timers.delete(name)
        return all.length
      },
      due: (now, limit) =>
        timers
          .entries()
          .map(([, timer]) => timer)
          .filter((timer) => timer.at <= now)
          .sort((a, b) => a.at - b.at)
          .slice(0, limit),
      next: () => timers.entries().reduce<number | undefined>((min, [, { at }]) => Math.min(min ?? at, at), undefined),
      any: (conversation) => timers.entries().some(([, timer]) => timer.conversation === conversation),
    },
    sweepKeys: (now, limit) => {
      const gone = keys
        .entries()
        .filter(([, row]) => row.expiresAt <= now)
        .slice(0, limit)
      for (const [name] of gone) keys.delete(name)
      return gone.length
    },
  }
}

function placesOf(rows: UndoableMap<number, { conversation: string }>, conversation: string): number[] {
  return rows
    .entries()
    .filter(([, row]) => row.conversation === conversation)
    .map(([seq]) => seq)
}

function inOrder(
  rows: UndoableMap<number, { conversation: string }>,
  after: number,
  limit: number,
): { seq: number; conversation: string }[] {
  // A rollback may have put a row back at the end of the map.
  return rows
    .keys()
    .filter((seq) => seq > after)
    .sort((a, b) => a - b)
    .slice(0, limit)
    .map((seq) => ({ seq, conversation: rows.get(seq)!.conversation }))
}

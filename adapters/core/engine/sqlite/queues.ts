import type Database from 'better-sqlite3'
import { accountOf } from '../names.ts'
import type { InboxRow, OutboxRow } from '../records.ts'
import type { FlushedRow, Tables, TimerRow } from '../store.ts'

type Part = 'inbox' | 'keys' | 'outbox' | 'flushed' | 'timers'
type Place = { seq: number; conversation: string }

/** The tables that events and commands go through. */
export function queueTables(db: Database.Database): Pick<Tables, Part> {
  return { ...inboxTables(db), ...outboxTables(db), ...timerTable(db) }
}

/** The highest place to begin from: leaves as many again that are exact as numbers. */
const HIGHEST_BEGIN = 2 ** 52

/**
 * Ids are made of places, and platforms remember ids longer than a copy that is put back does. So each life begins at
 * the microseconds since 1970, which no life before it has come to: nobody stores a million a second for long. A clock
 * that went back changes nothing, places only ever grow.
 */
export function beginPlaces(db: Database.Database, now: number): void {
  const begin = Math.min(now * 1000, HIGHEST_BEGIN)
  const raise = db.prepare<[number, string, number]>('UPDATE sqlite_sequence SET seq = ? WHERE name = ? AND seq < ?')
  const first = db.prepare<[string, number, string]>(
    'INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)',
  )
  for (const table of ['inbox', 'outbox']) {
    raise.run(begin, table, begin)
    first.run(table, begin, table)
  }
}

function inboxTables(db: Database.Database): Pick<Tables, 'inbox' | 'keys'> {
  const add = db.prepare<[string, string, string, number]>(
    'INSERT INTO inbox (conversation, about, body, accepted_at) VALUES (?, ?, ?, ?)',
  )
  const get = db.prepare<[number], InboxRow>(
    'SELECT seq, conversation, about, body, accepted_at AS acceptedAt, attempts FROM inbox WHERE seq = ?',
  )
  const remove = db.prepare<[number]>('DELETE FROM inbox WHERE seq = ?')
  const after = db.prepare<[number, number], Place>(
    'SELECT seq, conversation FROM inbox WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  const of = db.prepare<[string], number>('SELECT seq FROM inbox WHERE conversation = ?').pluck()
  const countAttempt = db
    .prepare<[number], number>('UPDATE inbox SET attempts = attempts + 1 WHERE seq = ? RETURNING attempts')
    .pluck()
  const oldest = db.prepare<[], number>('SELECT accepted_at FROM inbox ORDER BY seq LIMIT 1').pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM inbox').pluck()
  const key = db.prepare<[string], { expiresAt: number; event: number | null; answer: string | null }>(
    'SELECT expires_at AS expiresAt, event, answer FROM keys WHERE name = ?',
  )
  const putKey = db.prepare<[string, number, number | null]>(
    'INSERT OR REPLACE INTO keys (name, expires_at, event) VALUES (?, ?, ?)',
  )
  const answer = db.prepare<[string, string | null, string, number]>(
    'UPDATE keys SET answer = ?, conversation = coalesce(?, conversation) WHERE name = ? AND event = ?',
  )
  const dropAnswers = db.prepare<[string]>(
    'UPDATE keys SET answer = NULL WHERE conversation = ? AND answer IS NOT NULL',
  )

  return {
    inbox: {
      add: ({ conversation, about, body }, acceptedAt) =>
        Number(add.run(conversation, about, body, acceptedAt).lastInsertRowid),
      get: (seq) => get.get(seq),
      remove: (seq) => remove.run(seq).changes > 0,
      after: (seq, limit) => after.all(seq, limit),
      of: (conversation) => of.all(conversation),
      countAttempt: (seq) => countAttempt.get(seq),
      oldest: () => oldest.get(),
      count: () => count.get() ?? 0,
    },
    keys: {
      get: (name) => {
        const row = key.get(name)
        return row && { expiresAt: row.expiresAt, event: row.event ?? undefined, answer: row.answer ?? undefined }
      },
      put: (name, expiresAt, event) => {
        putKey.run(name, expiresAt, event ?? null)
      },
      answer: (name, event, text, conversation) => {
        answer.run(text, conversation ?? null, name, event)
      },
      dropAnswers: (conversation) => dropAnswers.run(conversation).changes,
    },
  }
}

function outboxTables(db: Database.Database): Pick<Tables, 'outbox' | 'flushed'> {
  const add = db.prepare<[string, string, string, string, number, number, number | null]>(
    `INSERT INTO outbox (id, conversation, kind, payload, created_at, unknowns, replayed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const get = db.prepare<[number], Omit<OutboxRow, 'replayedAt'> & { replayedAt: number | null }>(
    `SELECT seq, id, conversation, kind, payload, created_at AS createdAt, unknowns, replayed_at AS replayedAt
     FROM outbox WHERE seq = ?`,
  )
  const remove = db.prepare<[number]>('DELETE FROM outbox WHERE seq = ?')
  const after = db.prepare<[number, number], Place>(
    'SELECT seq, conversation FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  const of = db.prepare<[string], number>('SELECT seq FROM outbox WHERE conversation = ?').pluck()
  const countUnknown = db.prepare<[number]>('UPDATE outbox SET unknowns = unknowns + 1 WHERE seq = ?')
  const names = db.prepare<[], string>('SELECT DISTINCT conversation FROM outbox').pluck()
  const oldest = db.prepare<[], number>('SELECT created_at FROM outbox ORDER BY seq LIMIT 1').pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM outbox').pluck()
  const flushed = db.prepare<[string], FlushedRow>('SELECT place, id, hash FROM flushed WHERE turn = ?')
  const putFlushed = db.prepare<[string, string, string, string]>(
    'INSERT OR REPLACE INTO flushed (turn, place, id, hash) VALUES (?, ?, ?, ?)',
  )
  const dropFlushed = db.prepare<[string]>('DELETE FROM flushed WHERE turn = ?')

  return {
    outbox: {
      add: ({ id, conversation, kind, payload, createdAt, unknowns, replayedAt = null }) =>
        Number(add.run(id, conversation, kind, payload, createdAt, unknowns, replayedAt).lastInsertRowid),
      get: (seq) => {
        const row = get.get(seq)
        return row && { ...row, replayedAt: row.replayedAt ?? undefined }
      },
      remove: (seq) => remove.run(seq).changes > 0,
      after: (seq, limit) => after.all(seq, limit),
      of: (conversation) => of.all(conversation),
      countUnknown: (seq) => {
        countUnknown.run(seq)
      },
      accounts: () => [...new Set(names.all().map(accountOf))],
      oldest: () => oldest.get(),
      count: () => count.get() ?? 0,
    },
    flushed: {
      of: (turn) => flushed.all(turn),
      put: (turn, { place, id, hash }) => {
        putFlushed.run(turn, place, id, hash)
      },
      drop: (turn) => {
        dropFlushed.run(turn)
      },
    },
  }
}

function timerTable(db: Database.Database): Pick<Tables, 'timers'> {
  const put = db.prepare<[string, string, number, string]>(
    'INSERT OR REPLACE INTO timers (conversation, key, at, event) VALUES (?, ?, ?, ?)',
  )
  const drop = db.prepare<[string, string]>('DELETE FROM timers WHERE conversation = ? AND key = ?')
  const dropAll = db.prepare<[string]>('DELETE FROM timers WHERE conversation = ?')
  const due = db.prepare<[number, number], TimerRow>(
    'SELECT conversation, key, at, event FROM timers WHERE at <= ? ORDER BY at, rowid LIMIT ?',
  )
  const next = db.prepare<[], number | null>('SELECT min(at) FROM timers').pluck()
  const any = db.prepare<[string], number>('SELECT 1 FROM timers WHERE conversation = ? LIMIT 1').pluck()

  return {
    timers: {
      put: (conversation, key, at, event) => {
        put.run(conversation, key, at, event)
      },
      drop: (conversation, key) => {
        drop.run(conversation, key)
      },
      dropAll: (conversation) => dropAll.run(conversation).changes,
      due: (now, limit) => due.all(now, limit),
      next: () => next.get() ?? undefined,
      any: (conversation) => any.get(conversation) !== undefined,
    },
  }
}

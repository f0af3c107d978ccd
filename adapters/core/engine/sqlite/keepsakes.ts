import type Database from 'better-sqlite3'
import type { DeadRow, StateRow, Tables, TranscriptRow } from '../store.ts'

type Part = 'delivered' | 'links' | 'dead' | 'latest' | 'state' | 'transcripts' | 'sweep'

/** SQLite's rows have null where ours have undefined. */
type Nullable<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] }

/** The tables that outlive events and commands. */
export function keepsakeTables(db: Database.Database): Pick<Tables, Part> {
  return { ...deliveredTable(db), ...deadTable(db), ...stateTables(db), ...transcriptTable(db), ...sweepings(db) }
}

function deliveredTable(db: Database.Database): Pick<Tables, 'delivered'> {
  type Row = ReturnType<Tables['delivered']['of']>[number]
  const add = db.prepare<[string, string, string, string | null, number, string | null]>(
    'INSERT INTO delivered (conversation, id, kind, platform_id, at, reason) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const of = db.prepare<[string, number], Nullable<Row>>(
    `SELECT id, kind, platform_id AS platformId, at, reason FROM delivered
     WHERE conversation = ? AND at >= ? ORDER BY n`,
  )
  return {
    delivered: {
      add: ({ conversation, id, kind, platformId, at, reason }) => {
        add.run(conversation, id, kind, platformId ?? null, at, reason ?? null)
      },
      of: (conversation, since) =>
        of.all(conversation, since).map((row) => ({
          ...row,
          platformId: row.platformId ?? undefined,
          reason: row.reason ?? undefined,
        })),
    },
  }
}

function deadTable(db: Database.Database): Pick<Tables, 'dead'> {
  const add = db.prepare(
    `INSERT INTO dead (kind, at, reason, channel_id, account, conversation, type, body, about)
     VALUES (@kind, @at, @reason, @channelId, @account, @conversation, @type, @body, @about)`,
  )
  const columns = 'id, kind, at, reason, channel_id AS channelId, account, conversation, type, body, about'
  const get = db.prepare<[number], Nullable<DeadRow>>(`SELECT ${columns} FROM dead WHERE id = ?`)
  const remove = db.prepare<[number]>('DELETE FROM dead WHERE id = ?')
  const list = db.prepare<[string | null, string | null, number], Nullable<DeadRow>>(
    `SELECT ${columns} FROM dead WHERE ? IS NULL OR channel_id = ? ORDER BY id DESC LIMIT ?`,
  )
  const count = db.prepare<[], number>('SELECT count(*) FROM dead').pluck()
  const rowOf = (row: Nullable<DeadRow>): DeadRow => ({
    ...row,
    conversation: row.conversation ?? undefined,
    about: row.about ?? undefined,
  })
  return {
    dead: {
      add: (row) => {
        const { conversation = null, about = null } = row
        return Number(add.run({ ...row, conversation, about }).lastInsertRowid)
      },
      get: (id) => {
        const row = get.get(id)
        return row && rowOf(row)
      },
      remove: (id) => remove.run(id).changes > 0,
      list: (limit, channelId = null!) => list.all(channelId, channelId, limit).map(rowOf),
      count: () => count.get() ?? 0,
    },
  }
}

function stateTables(db: Database.Database): Pick<Tables, 'links' | 'latest' | 'state'> {
  const link = db.prepare<[string], string>('SELECT own FROM links WHERE name = ?').pluck()
  const putLink = db.prepare<[string, string]>('INSERT OR REPLACE INTO links (name, own) VALUES (?, ?)')
  const countLinks = db.prepare<[], number>('SELECT count(*) FROM links').pluck()
  const latest = db.prepare<[], { account: string; at: number }>('SELECT account, at FROM latest')
  const putLatest = db.prepare<[string, number]>('INSERT OR REPLACE INTO latest (account, at) VALUES (?, ?)')
  const state = db.prepare<[string], StateRow>('SELECT version, item FROM state WHERE key = ?')
  const putState = db.prepare<[string, string, string]>(
    `INSERT INTO state (key, version, item) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET version = excluded.version, item = excluded.item`,
  )
  const dropState = db.prepare<[string]>('DELETE FROM state WHERE key = ?')
  return {
    links: {
      get: (foreign) => link.get(foreign),
      put: (foreign, own) => {
        putLink.run(foreign, own)
      },
      count: () => countLinks.get() ?? 0,
    },
    latest: {
      all: () => latest.all(),
      put: (account, at) => {
        putLatest.run(account, at)
      },
    },
    state: {
      get: (key) => state.get(key),
      put: (key, version, item) => {
        putState.run(key, version, item)
      },
      drop: (key) => {
        dropState.run(key)
      },
    },
  }
}

function transcriptTable(db: Database.Database): Pick<Tables, 'transcripts'> {
  const add = db.prepare<[string, string | null, number, string]>(
    'INSERT OR IGNORE INTO transcript (conversation, activity_id, at, activity) VALUES (?, ?, ?, ?)',
  )
  const has = db
    .prepare<[string, string], number>('SELECT 1 FROM transcript WHERE conversation = ? AND activity_id = ?')
    .pluck()
  const page = db.prepare<[string, number, number, number], TranscriptRow>(
    `SELECT n, at, activity FROM transcript WHERE conversation = ? AND n > ? AND at >= ? ORDER BY n LIMIT ?`,
  )
  // The inner query runs over the index alone: only rows that are wanted are read.
  const newest = db.prepare<[string, number], TranscriptRow>(
    `SELECT n, at, activity FROM transcript
     WHERE n IN (SELECT n FROM transcript WHERE conversation = ? ORDER BY n DESC LIMIT ?) ORDER BY n DESC`,
  )
  // One seek for each conversation, however long it is.
  const nextName = db
    .prepare<[string], string>(
      'SELECT conversation FROM transcript WHERE conversation > ? ORDER BY conversation LIMIT 1',
    )
    .pluck()
  const began = db
    .prepare<[string], number>('SELECT at FROM transcript WHERE conversation = ? ORDER BY n LIMIT 1')
    .pluck()
  const drop = db.prepare<[string]>('DELETE FROM transcript WHERE conversation = ?')
  return {
    transcripts: {
      add: ({ conversation, activityId, at, activity }) => {
        add.run(conversation, activityId ?? null, at, activity)
      },
      has: (conversation, activityId) => has.get(conversation, activityId) !== undefined,
      page: (conversation, after, since, limit) => page.all(conversation, after, since, limit),
      newest: (conversation, limit) => newest.all(conversation, limit),
      names: (prefix, after, limit) => {
        const found: { conversation: string; at: number }[] = []
        for (
          let name = nextName.get(after);
          name?.startsWith(prefix) && found.length < limit;
          name = nextName.get(name)
        ) {
          found.push({ conversation: name, at: began.get(name) ?? 0 })
        }
        return found
      },
      drop: (conversation) => {
        drop.run(conversation)
      },
    },
  }
}

function sweepings(db: Database.Database): Pick<Tables, 'sweep'> {
  const keys = db.prepare<[number, number]>(
    'DELETE FROM keys WHERE name IN (SELECT name FROM keys WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
  )
  // Places and times grow together: the oldest come first, without an index of their own.
  const delivered = db.prepare<[number, number]>(
    'DELETE FROM delivered WHERE at < ? AND n IN (SELECT n FROM delivered ORDER BY n LIMIT ?)',
  )
  return {
    sweep: (now, deliveredBefore, limit) =>
      keys.run(now, limit).changes + delivered.run(deliveredBefore, limit).changes,
  }
}

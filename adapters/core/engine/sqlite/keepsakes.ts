import type Database from 'better-sqlite3'
import { accountName, accountOf } from '../names.ts'
import type { DeadHeading, DeadRow, StateRow, Tables, TranscriptRow } from '../store.ts'
import { linkTable } from './links.ts'
import { sweepings } from './sweepings.ts'
import { FIRST, timeOf } from './times.ts'

type Part = 'delivered' | 'links' | 'dead' | 'latest' | 'state' | 'transcripts' | 'sweep'

/** SQLite's rows have null where ours have undefined. */
type Nullable<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] }

/** The tables that outlive events and commands. */
export function keepsakeTables(db: Database.Database): Pick<Tables, Part> {
  return {
    ...deliveredTable(db),
    ...deadTable(db),
    ...latestTable(db),
    ...linkTable(db),
    ...stateTable(db),
    ...transcriptTable(db),
    ...sweepings(db),
  }
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
  // One seek for each account, however much was delivered there.
  const nextName = db
    .prepare<[string], string>(
      'SELECT conversation FROM delivered WHERE conversation > ? ORDER BY conversation LIMIT 1',
    )
    .pluck()
  const drop = db.prepare<[string]>('DELETE FROM delivered WHERE conversation = ?')
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
      accounts: () => {
        const found: string[] = []
        // `0` is what comes after the slash.
        for (let name = nextName.get(''); name !== undefined; name = nextName.get(`${found.at(-1)}0`)) {
          found.push(accountOf(name))
        }
        return found
      },
      drop: (conversation) => drop.run(conversation).changes,
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
  const accounts = db.prepare<[], { channelId: string; account: string }>(
    'SELECT DISTINCT channel_id AS channelId, account FROM dead',
  )
  // Bodies of many are more than the memory, and reading them takes the event loop's time.
  const headings = db.prepare<[number, string | null, string | null, number], Nullable<DeadHeading>>(
    `SELECT id, kind, at, reason, channel_id AS channelId, account, conversation, type FROM dead
     WHERE id < ? AND (? IS NULL OR channel_id = ?) ORDER BY id DESC LIMIT ?`,
  )
  const drop = db.prepare<[string]>('DELETE FROM dead WHERE conversation = ?')
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
      headings: (before, limit, channelId = null!) =>
        headings
          .all(before, channelId, channelId, limit)
          .map((row) => ({ ...row, conversation: row.conversation ?? undefined })),
      accounts: () => accounts.all().map(({ channelId, account }) => accountName(channelId, account)),
      drop: (conversation) => drop.run(conversation).changes,
      count: () => count.get() ?? 0,
    },
  }
}

function latestTable(db: Database.Database): Pick<Tables, 'latest'> {
  const latest = db.prepare<[], { account: string; at: number }>('SELECT account, at FROM latest')
  const put = db.prepare<[string, number]>('INSERT OR REPLACE INTO latest (account, at) VALUES (?, ?)')
  return {
    latest: {
      all: () => latest.all(),
      put: (account, at) => {
        put.run(account, at)
      },
    },
  }
}

function stateTable(db: Database.Database): Pick<Tables, 'state'> {
  const get = db.prepare<[string], StateRow>('SELECT version, item FROM state WHERE key = ?')
  const put = db.prepare<[string, string, string, number, string | null]>(
    `INSERT INTO state (key, version, item, at, lane) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET version = excluded.version, item = excluded.item, at = excluded.at,
       lane = coalesce(excluded.lane, lane)`,
  )
  const drop = db.prepare<[string]>('DELETE FROM state WHERE key = ?')
  const page = db.prepare<[string, string, string, number], StateRow & { key: string }>(
    'SELECT key, version, item FROM state WHERE key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?',
  )
  const old = db.prepare<
    [number, number, string | number, number],
    { n: number; at: number; key: string; lane: string | null }
  >(`SELECT rowid AS n, at, key, lane FROM state WHERE at < ? AND (at, rowid) > (?, ?) ORDER BY at, rowid LIMIT ?`)
  return {
    state: {
      get: (key) => get.get(key),
      put: (key, version, item, at, lane) => {
        put.run(key, version, item, at, lane ?? null)
      },
      drop: (key) => drop.run(key).changes > 0,
      page: (prefix, after, limit) =>
        page
          .all(prefix, after, `${prefix}\u{10FFFF}`, limit)
          .map(({ key, version, item }) => ({ key, row: { version, item } })),
      old: (before, [at, tie] = FIRST, limit) =>
        old
          .all(timeOf(before), at, tie === '' ? 0 : tie, limit)
          .map((row) => ({ mark: [row.at, row.n], key: row.key, lane: row.lane ?? undefined })),
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
      drop: (conversation) => drop.run(conversation).changes,
    },
  }
}

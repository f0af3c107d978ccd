import type Database from 'better-sqlite3'
import { SettingsError } from '../../errors.ts'
import { pragma } from './kept.ts'

/**
 * One step a version; a step that was ever released is never changed. Times are milliseconds since 1970, names as in
 * `names.ts`. AUTOINCREMENT: places are never used twice, because ids of turns and commands are made of them.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

  CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    about TEXT NOT NULL,
    body TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
  );

  CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    event INTEGER,
    answer TEXT
  ) WITHOUT ROWID;
  CREATE INDEX keys_by_expiry ON keys (expires_at);

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    unknowns INTEGER NOT NULL,
    replayed_at INTEGER
  );

  CREATE TABLE delivered (
    n INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    platform_id TEXT,
    at INTEGER NOT NULL,
    reason TEXT
  );
  CREATE INDEX delivered_by_conversation ON delivered (conversation);

  CREATE TABLE flushed (
    turn TEXT NOT NULL,
    place TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (turn, place)
  ) WITHOUT ROWID;

  CREATE TABLE timers (
    conversation TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    UNIQUE (conversation, key)
  );
  CREATE INDEX timers_by_time ON timers (at);

  CREATE TABLE links (name TEXT PRIMARY KEY, own TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE dead (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    account TEXT NOT NULL,
    conversation TEXT,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    about TEXT
  );

  CREATE TABLE latest (account TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE state (key TEXT NOT NULL UNIQUE, version TEXT NOT NULL, item TEXT NOT NULL);

  CREATE TABLE transcript (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    activity_id TEXT,
    at INTEGER NOT NULL,
    activity TEXT NOT NULL,
    UNIQUE (conversation, activity_id)
  );
  `,
  // How long things are kept, and whose they are.
  `
  ALTER TABLE state ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE state ADD COLUMN lane TEXT;
  UPDATE state SET at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
  CREATE INDEX state_by_time ON state (at);

  ALTER TABLE links ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE links ADD COLUMN life INTEGER NOT NULL DEFAULT 0;
  UPDATE links SET at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
  CREATE INDEX links_by_own ON links (own);
  CREATE INDEX links_by_time ON links (at);

  ALTER TABLE keys ADD COLUMN conversation TEXT;
  CREATE INDEX keys_answered ON keys (conversation) WHERE answer IS NOT NULL;

  CREATE INDEX transcript_by_time ON transcript (at);
  CREATE INDEX dead_by_time ON dead (at);
  `,
]

/** Bring the database up to this version. Throws `SettingsError` where a newer one has written it. */
export function migrate(db: Database.Database, dataDir: string): void {
  const version = pragma(db, 'user_version') as number
  if (version > STEPS.length) {
    throw new SettingsError(`The database in ${dataDir} was written by a newer version of this package.`, {
      hint: 'Install that version again, or let DATA_DIR point to another folder.',
    })
  }
  for (let step = version; step < STEPS.length; step++) {
    db.transaction(() => {
      db.exec(STEPS[step]!)
      pragma(db, `user_version = ${step + 1}`)
    }).immediate()
  }
}

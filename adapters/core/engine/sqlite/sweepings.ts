import type Database from 'better-sqlite3'
import type { Horizons, Tables } from '../store.ts'

/** Forgets what has outlived its time: see `Tables.sweep`. */
export function sweepings(db: Database.Database): Pick<Tables, 'sweep'> {
  const keys = db.prepare<[number, number]>(
    'DELETE FROM keys WHERE name IN (SELECT name FROM keys WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
  )
  // Places and times grow together: the oldest come first, without an index of their own.
  const delivered = db.prepare<[number, number]>(
    'DELETE FROM delivered WHERE at < ? AND n IN (SELECT n FROM delivered ORDER BY n LIMIT ?)',
  )
  const transcript = db.prepare<[number, number]>(
    'DELETE FROM transcript WHERE n IN (SELECT n FROM transcript WHERE at < ? ORDER BY at LIMIT ?)',
  )
  const dead = db.prepare<[number, number]>(
    'DELETE FROM dead WHERE id IN (SELECT id FROM dead WHERE at < ? ORDER BY at LIMIT ?)',
  )
  // What waits is looked up once, and only where there is something old.
  const state = db.prepare<[number, number]>(
    `WITH RECURSIVE pending (name) AS (
       SELECT conversation FROM inbox UNION SELECT conversation FROM outbox UNION SELECT conversation FROM timers
       UNION SELECT links.own FROM links JOIN pending ON links.name = pending.name
     )
     DELETE FROM state WHERE rowid IN (
       SELECT rowid FROM state WHERE at < ? AND (lane IS NULL OR lane NOT IN (SELECT name FROM pending))
       ORDER BY at LIMIT ?
     )`,
  )
  // Of turns that said something before a crash and nothing when they ran again.
  const flushed = db.prepare<[]>(
    `DELETE FROM flushed WHERE CAST(substr(turn, instr(turn, '-') + 1) AS INTEGER) NOT IN (SELECT seq FROM inbox)`,
  )
  return {
    sweep: (horizons: Horizons, limit) => {
      const dropped = dead.run(time(horizons.dead), limit).changes
      const rows =
        dropped +
        flushed.run().changes +
        keys.run(horizons.keys, limit).changes +
        delivered.run(time(horizons.delivered), limit).changes +
        transcript.run(time(horizons.transcripts), limit).changes +
        state.run(time(horizons.state), limit).changes
      return { rows, dead: dropped }
    },
  }
}

/** SQLite takes no infinity for a number it compares with integers by index. */
const time = (ms: number): number => Math.max(ms, Number.MIN_SAFE_INTEGER)

import type Database from 'better-sqlite3'
import type { Horizons, Tables } from '../store.ts'
import { timeOf } from './times.ts'

/** Forgets what has outlived its time: see `Tables.sweep`. */
export function sweepings(db: Database.Database): Pick<Tables, 'sweep'> {
  const keys = db.prepare<[number, number]>(
    'DELETE FROM keys WHERE name IN (SELECT name FROM keys WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
  )
  // Places and times grow together, unless a clock was ahead: the oldest come first, without an index of their own.
  const delivered = db.prepare<[number, number, number]>(
    'DELETE FROM delivered WHERE at < ? AND n IN (SELECT n FROM delivered WHERE at <= ? ORDER BY n LIMIT ?)',
  )
  const transcript = db.prepare<[number, number]>(
    'DELETE FROM transcript WHERE n IN (SELECT n FROM transcript WHERE at < ? ORDER BY at LIMIT ?)',
  )
  const dead = db.prepare<[number, number]>(
    'DELETE FROM dead WHERE id IN (SELECT id FROM dead WHERE at < ? ORDER BY at LIMIT ?)',
  )
  // Of turns that said something before a crash and nothing when they ran again.
  const flushed = db.prepare<[]>(
    `DELETE FROM flushed WHERE CAST(substr(turn, instr(turn, '-') + 1) AS INTEGER) NOT IN (SELECT seq FROM inbox)`,
  )
  return {
    sweep: (horizons: Horizons, limit) => {
      const dropped = dead.run(timeOf(horizons.dead), limit).changes
      const rows =
        dropped +
        flushed.run().changes +
        keys.run(horizons.keys, limit).changes +
        delivered.run(timeOf(horizons.delivered), horizons.now, limit).changes +
        transcript.run(timeOf(horizons.transcripts), limit).changes
      return { rows, dead: dropped }
    },
  }
}

import type Database from 'better-sqlite3'
import type { Tables } from '../store.ts'
import { FIRST, timeOf } from './times.ts'

const DAY = 86_400_000

/** Which conversation's lane another's events run in. */
export function linkTable(db: Database.Database): Pick<Tables, 'links'> {
  const get = db.prepare<[string], string>('SELECT own FROM links WHERE name = ?').pluck()
  const put = db.prepare<[string, string, number, number]>(
    'INSERT OR REPLACE INTO links (name, own, at, life) VALUES (?, ?, ?, ?)',
  )
  const to = db.prepare<[string], string>('SELECT name FROM links WHERE own = ?').pluck()
  const use = db.prepare<[number, string, number]>('UPDATE links SET at = ? WHERE name = ? AND at < ?')
  const release = db.prepare<[string]>('UPDATE links SET at = 0 WHERE name = ?')
  const drop = db.prepare<[string]>('DELETE FROM links WHERE name = ?')
  const old = db.prepare<[number, number, number, string | number, number], { name: string; at: number }>(
    'SELECT name, at FROM links WHERE at < ? AND life < ? AND (at, name) > (?, ?) ORDER BY at, name LIMIT ?',
  )
  const count = db.prepare<[], number>('SELECT count(*) FROM links').pluck()
  return {
    links: {
      get: (foreign) => get.get(foreign),
      put: (foreign, own, at, life) => {
        put.run(foreign, own, at, life)
      },
      to: (own) => to.all(own),
      use: (name, now) => {
        use.run(now, name, now - DAY)
      },
      release: (name) => {
        release.run(name)
      },
      drop: (name) => {
        drop.run(name)
      },
      old: (before, life, [at, tie] = FIRST, limit) =>
        old.all(timeOf(before), life, at, tie, limit).map((row) => ({ mark: [row.at, row.name], name: row.name })),
      count: () => count.get() ?? 0,
    },
  }
}

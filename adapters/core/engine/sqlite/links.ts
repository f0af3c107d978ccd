import type Database from 'better-sqlite3'
import type { Tables } from '../store.ts'

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
  const sweep = db.prepare<[number, number, number]>(
    'DELETE FROM links WHERE name IN (SELECT name FROM links WHERE at < ? AND life < ? ORDER BY at LIMIT ?)',
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
      sweep: (before, life, limit) => sweep.run(Math.max(before, Number.MIN_SAFE_INTEGER), life, limit).changes,
      count: () => count.get() ?? 0,
    },
  }
}

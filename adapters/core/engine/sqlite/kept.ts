import Database from 'better-sqlite3'

/**
 * What must never be collected. `node::ObjectWrap` of Node.js 24.21 aborts the process when a wrapped object is collected
 * while no JavaScript runs (it looks for the environment of a context that is not there). So databases and statements are
 * kept for the life of the process: a few dozen for each engine that was opened.
 */
const kept: unknown[] = []

/** Opens a database whose statements, and itself, are kept. Use `pragma` of this file: `db.pragma` makes statements of its own. */
export function openKept(path: string, options?: Database.Options): Database.Database {
  const db = new Database(path, options)
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    const statement = prepare(sql)
    kept.push(statement)
    return statement
  }) as typeof db.prepare
  kept.push(db)
  return db
}

/** `PRAGMA text`; its one value, where it has one. */
export function pragma(db: Database.Database, text: string): unknown {
  const statement = db.prepare(`PRAGMA ${text}`)
  return statement.reader ? statement.pluck().get() : statement.run()
}

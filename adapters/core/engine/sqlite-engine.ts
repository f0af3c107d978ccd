import type { Engine } from './engine.ts'
import type { EngineOptions } from './heart.ts'
import { LocalEngine } from './local-engine.ts'
import { SqliteStore } from './sqlite/store.ts'

/** What the SQLite engine can be told. */
export interface SqliteEngineOptions extends EngineOptions {
  /** The folder it keeps everything in; made where there is none. On a local disk, and for one process alone. */
  dataDir: string
}

/**
 * The engine that survives the death of the process. Rejects with a `SettingsError` where the folder is in use by
 * another process, on a network share, or written by a newer version; with a `StorageError` where it cannot be read.
 */
export async function openSqliteEngine(options: SqliteEngineOptions): Promise<Engine> {
  const store = SqliteStore.open(options.dataDir)
  try {
    const engine = new LocalEngine(store, options)
    await engine.recover()
    return engine
  } catch (error) {
    await store.close(false)
    throw error
  }
}

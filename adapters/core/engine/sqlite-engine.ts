import type { Engine } from './engine.ts'
import type { EngineOptions } from './heart.ts'
import { LocalEngine } from './local-engine.ts'
import { FolderInUseError } from './sqlite/folder-lock.ts'
import { SqliteStore } from './sqlite/store.ts'

/** What the SQLite engine can be told. */
export interface SqliteEngineOptions extends EngineOptions {
  /** The folder it keeps everything in; made where there is none. On a local disk, and for one process alone. */
  dataDir: string
}

/** How long a folder is waited for that another process has which is no server, in milliseconds. */
const PATIENCE_MS = 5000
const LOOK_AGAIN_MS = 50

/**
 * The engine that survives the death of the process. Rejects with a `SettingsError` where the folder is in use by
 * another process (at once where that is a server, after some seconds where it is a command that may end), on a network share, or written by a newer version; with a `StorageError` where it cannot be read.
 */
export async function openSqliteEngine(options: SqliteEngineOptions): Promise<Engine> {
  const store = await openStore(options.dataDir)
  try {
    const engine = new LocalEngine(store, options)
    await engine.recover()
    return engine
  } catch (error) {
    await store.close(false)
    throw error
  }
}

async function openStore(dataDir: string): Promise<SqliteStore> {
  for (const end = performance.now() + PATIENCE_MS; ; ) {
    try {
      return SqliteStore.open(dataDir)
    } catch (error) {
      if (!(error instanceof FolderInUseError) || error.byServer || performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }
}

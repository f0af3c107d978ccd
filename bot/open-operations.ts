import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openSqliteEngine, SettingsError, silentLogger } from '../adapters/index.ts'
import { runningServer } from './control-client.ts'
import { type Operations, operationsOn } from './operations.ts'

/** The operations on a data folder, and how they are done. */
export interface OpenedOperations {
  operations: Operations
  /** By the server that runs; else by this process, which has the folder until it is closed. */
  beside: boolean
  close(): Promise<void>
}

/**
 * Work on a data folder: through the server that has it, or directly where none runs.
 * @throws SettingsError where there is no data, or a server has it that cannot be spoken to.
 */
export async function openOperations(dataDir: string): Promise<OpenedOperations> {
  const folder = resolve(dataDir)
  // Asking must not make an empty database.
  if (!existsSync(join(folder, 'engine.db'))) {
    throw new SettingsError(`There is no data in ${folder}.`, {
      hint: 'Name the server’s folder with --data-dir, or with DATA_DIR in the environment or in .env.',
    })
  }
  const operations = await runningServer(folder)
  if (operations !== undefined) return { operations, beside: true, close: async () => {} }
  try {
    const engine = await openSqliteEngine({ dataDir: folder, log: silentLogger })
    return { operations: operationsOn(engine, silentLogger), beside: false, close: () => engine.stop(0) }
  } catch (error) {
    if (!(error instanceof SettingsError) || !/in use/.test(error.message)) throw error
    throw new SettingsError(`A server has ${folder}, and its control socket does not answer.`, {
      hint: 'It may be starting or stopping: try again in a moment. If its log says that the socket could not be opened, stop it first.',
      cause: error,
    })
  }
}

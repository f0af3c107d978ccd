import Database from 'better-sqlite3'
import { StorageError } from '../../errors.ts'
import { UnstorableError } from '../unstorable.ts'

/** What to do about it, by the beginning of SQLite's code. All of these may pass. */
const HINTS: readonly [string, string][] = [
  ['SQLITE_FULL', 'The disk is full: make room where DATA_DIR is.'],
  [
    'SQLITE_READONLY',
    'The files in DATA_DIR cannot be written: look at their owner and mode, and at how the disk is mounted.',
  ],
  ['SQLITE_CANTOPEN', 'The files in DATA_DIR cannot be opened: look at their owner and mode.'],
  ['SQLITE_IOERR', 'The disk of DATA_DIR has failed: look at the system’s log.'],
  ['SQLITE_BUSY', 'Another program is writing to the database in DATA_DIR: end it.'],
  ['SQLITE_LOCKED', 'Another program is writing to the database in DATA_DIR: end it.'],
  ['SQLITE_NOMEM', 'There is no memory left.'],
  ['SQLITE_PROTOCOL', 'Another program holds the database in DATA_DIR: end it.'],
  ['SQLITE_CORRUPT', 'The database in DATA_DIR is damaged: restore it from a copy, or move it away to begin anew.'],
  ['SQLITE_NOTADB', 'The database in DATA_DIR is damaged: restore it from a copy, or move it away to begin anew.'],
]

/** SQLite's and the file system's errors as ours; all others as they are. */
export function storageFailure(error: unknown): unknown {
  if (error instanceof Error && 'syscall' in error) {
    const hint = 'Look at the owner and mode of DATA_DIR and of the files in it, and at the disk.'
    return new StorageError(`The event store failed: ${error.message}.`, { hint, cause: error })
  }
  if (!(error instanceof Database.SqliteError)) return error
  const hint = HINTS.find(([code]) => error.code.startsWith(code))?.[1]
  if (hint) return new StorageError(`The event store failed: ${error.message} (${error.code}).`, { hint, cause: error })
  return new UnstorableError(`This cannot be stored: ${error.message} (${error.code}).`, { cause: error })
}

import { chmodSync, closeSync, openSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SettingsError } from '../../errors.ts'
import { openKept } from './kept.ts'

/** Lets go of a folder. */
export interface FolderLock {
  release(): void
}

/** Another process has the folder. */
export class FolderInUseError extends SettingsError {
  /** It is a server: it will have it for long. */
  readonly byServer: boolean

  constructor(dataDir: string, byServer: boolean, cause: unknown) {
    const hint = byServer
      ? 'Stop the other one, or give this one a folder of its own with DATA_DIR.'
      : 'Wait until it has ended, a command such as forget or dead-letters say, and start again; or let DATA_DIR point to a folder of its own.'
    super(`The folder ${dataDir} is in use by another ${byServer ? 'server' : 'process'}.`, { hint, cause })
    this.byServer = byServer
  }
}

/**
 * Own a folder until the process dies or lets go, whichever way it dies: the lock is the operating system's, on a
 * database of its own, so that others can read the real one meanwhile. Throws `FolderInUseError` where another has it;
 * `byServer` is asked then.
 */
export function lockFolder(dataDir: string, byServer: () => boolean): FolderLock {
  const path = join(dataDir, 'engine.lock')
  createPrivate(path)
  const db = openKept(path, { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw error
    throw new FolderInUseError(dataDir, byServer(), error)
  }
  return { release: () => db.close() }
}

/**
 * Make sure the file is there and nobody else can read it. An existing one is not opened: closing it would give back
 * the locks this process has on it.
 */
export function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    chmodSync(path, 0o600)
  }
}

/** As statfs(2) names them. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
])

/** The network file system of that type; undefined where it is none we know of. */
export function networkFileSystem(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0)
}

/** Throws `SettingsError` where the folder is on a network share: SQLite's log needs memory shared by all its users. */
export function refuseNetworkShare(dataDir: string): void {
  const found = networkFileSystem(statfsSync(dataDir).type)
  if (found) throw onShare(dataDir, found)
}

/** The error for a folder whose file system cannot do what the store needs. */
export function onShare(dataDir: string, what: string): SettingsError {
  return new SettingsError(`The folder ${dataDir} is not on a local disk (${what}): events would not be safe there.`, {
    hint: 'Let DATA_DIR point to a folder on a local disk or a block volume.',
  })
}

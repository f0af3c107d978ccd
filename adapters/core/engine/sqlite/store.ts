import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type Database from 'better-sqlite3'
import { SettingsError, StorageError } from '../../errors.ts'
import { GroupCommit } from '../group-commit.ts'
import type { Leftovers, Recorder, Store, Tables } from '../store.ts'
import { storageFailure } from './failures.ts'
import { FlightRecorder } from './flight-recorder.ts'
import { createPrivate, type FolderLock, lockFolder, onShare, refuseNetworkShare } from './folder-lock.ts'
import { keepsakeTables } from './keepsakes.ts'
import { openKept, pragma } from './kept.ts'
import { beginPlaces, queueTables } from './queues.ts'
import { migrate } from './schema.ts'

/** How long to wait for another program that writes, in milliseconds. The event loop stands still meanwhile. */
const BUSY_MS = 1000

const FLIGHTS = 'engine.flight'

/** What the store knows about itself. */
interface About {
  instance: string
  life: number
  /** The boot of the machine in which it was opened last. */
  boot: string
  /** 1 where it was closed in order. */
  clean: number
  /** See `Tables.swept`. */
  swept?: number
}

/** Keeps everything in a SQLite database in one folder. */
export class SqliteStore implements Store {
  readonly instance: string
  readonly life: number
  readonly left: Leftovers
  readonly recorder: Recorder
  private readonly tables: Tables
  private readonly group: GroupCommit
  private readonly db: Database.Database
  private readonly flights: FlightRecorder
  private readonly checkpoint: Database.Statement
  private readonly lock: FolderLock

  private constructor(dataDir: string, db: Database.Database, lock: FolderLock) {
    this.db = db
    this.lock = lock
    const path = join(dataDir, FLIGHTS)
    const flights = FlightRecorder.read(path)
    const boot = bootOfMachine()
    const before = readAbout(db)
    this.instance = before.instance
    this.life = before.life + 1
    // Entries of older lives were accounted for when this one's predecessor began.
    const left = flights.filter(({ life }) => life === before.life)
    const blackout = before.life > 0 && before.boot !== boot && !before.clean
    this.left = {
      // A machine that went down says nothing about the turns that were running.
      turns: blackout ? [] : left.filter(({ what }) => what === 'turn').map(({ seq }) => seq),
      deliveries: left.filter(({ what }) => what === 'delivery').map(({ seq }) => seq),
      blackout,
    }
    this.flights = new FlightRecorder(path, this.life)
    this.recorder = this.flights
    const about = { instance: this.instance, life: this.life, boot, clean: 0 }
    this.tables = {
      ...queueTables(db),
      ...keepsakeTables(db),
      begin: () => {
        writeAbout(db, about)
        beginPlaces(db, Date.now())
      },
      swept: {
        at: () => readAbout(db).swept,
        put: (at) => writeAbout(db, { swept: at }),
      },
    }
    this.checkpoint = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
    const begin = db.prepare('BEGIN IMMEDIATE')
    const commit = db.prepare('COMMIT')
    const rollback = db.prepare('ROLLBACK')
    this.group = new GroupCommit({
      begin: () => void translated(() => begin.run()),
      commit: () => void translated(() => commit.run()),
      rollback: () => {
        // Some failures (a full disk) have rolled back already.
        if (db.inTransaction) rollback.run()
      },
    })
  }

  /**
   * Open the folder, and make it where there is none. Throws `SettingsError` where it belongs to another process
   * (`FolderInUseError`), is on a network share or was written by a newer version, `StorageError` where its files cannot be used.
   */
  static open(dataDir: string): SqliteStore {
    const folder = resolve(dataDir)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      refuseNetworkShare(folder)
    } catch (error) {
      if (error instanceof SettingsError) throw error
      throw new StorageError(`The folder ${folder} cannot be made or looked at.`, {
        hint: 'Let DATA_DIR point to a folder this process may write to.',
        cause: error,
      })
    }
    return translated(() => {
      const lock = lockFolder(folder, () => FlightRecorder.isServing(join(folder, FLIGHTS)))
      let db: Database.Database | undefined
      try {
        db = openDatabase(folder)
        return new SqliteStore(folder, db, lock)
      } catch (error) {
        db?.close()
        lock.release()
        throw error
      }
    })
  }

  read<T>(look: (tables: Tables) => T): T {
    if (!this.db.open) throw stopped()
    return translated(() => look(this.tables))
  }

  commit<T>(work: (tables: Tables) => T, after?: (result: T) => void): Promise<T> {
    if (!this.db.open) return Promise.reject(stopped())
    return this.group.run(() => translated(() => work(this.tables)), after)
  }

  async scrub(): Promise<void> {
    await this.group.drained()
    // Deleted rows are overwritten in the database; their copies in the log go with it.
    if (this.db.open) translated(() => this.checkpoint.get())
  }

  async close(clean: boolean): Promise<void> {
    await this.group.drained()
    if (!this.db.open) return
    try {
      if (clean) writeAbout(this.db, { clean: 1 })
    } finally {
      this.db.close()
      this.flights.close()
      this.lock.release()
    }
  }
}

function openDatabase(folder: string): Database.Database {
  const path = join(folder, 'engine.db')
  // The files SQLite puts beside it get the same mode.
  createPrivate(path)
  const db = openKept(path, { timeout: BUSY_MS })
  try {
    const mode = pragma(db, 'journal_mode = WAL')
    if (mode !== 'wal') throw onShare(folder, `SQLite's journal mode stays ${mode}`)
    pragma(db, 'synchronous = FULL')
    pragma(db, 'cache_size = -32000')
    pragma(db, 'journal_size_limit = 67108864')
    pragma(db, 'secure_delete = ON')
    migrate(db, folder)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** What the store knows about itself. */
function readAbout(db: Database.Database): About {
  const all = db.prepare<[], { name: string; value: string | number }>('SELECT name, value FROM about').all()
  const known = Object.fromEntries(all.map(({ name, value }) => [name, value])) as Partial<About>
  return { instance: randomBytes(5).toString('hex'), life: 0, boot: '', clean: 1, ...known }
}

function writeAbout(db: Database.Database, about: Partial<About>): void {
  const put = db.prepare<[string, string | number]>('INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)')
  for (const [name, value] of Object.entries(about)) put.run(name, value)
}

/** Changes with every start of the machine; empty where the system does not tell. */
function bootOfMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return ''
  }
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storageFailure(error)
  }
}

function stopped(): StorageError {
  return new StorageError('The engine has stopped.')
}

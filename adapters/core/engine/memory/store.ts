import { randomBytes } from 'node:crypto'
import { StorageError } from '../../errors.ts'
import { GroupCommit } from '../group-commit.ts'
import type { Leftovers, Recorder, Store, Tables } from '../store.ts'
import { keepsakeTables } from './keepsakes.ts'
import { queueTables } from './queues.ts'
import { UndoLog } from './undoable.ts'

/** Keeps everything in memory, for unit tests: all promises but the one about the death of the process. */
export class MemoryStore implements Store {
  readonly instance = randomBytes(5).toString('hex')
  readonly life = 1
  readonly left: Leftovers = { turns: [], deliveries: [], blackout: false }
  readonly recorder: Recorder = { begin: () => 0, end: () => {}, serve: () => {} }
  private readonly tables: Tables
  private readonly group: GroupCommit
  private closed = false
  private swept: number | undefined

  constructor() {
    const log = new UndoLog()
    const { sweepKeys, ...queues } = queueTables(log)
    const { sweepKept, ...keepsakes } = keepsakeTables(log)
    this.tables = {
      ...queues,
      ...keepsakes,
      begin: () => {},
      swept: {
        at: () => this.swept,
        put: (at) => {
          this.swept = at
        },
      },
      sweep: (horizons, limit) => {
        const { rows, dead } = sweepKept(horizons, limit)
        return { rows: rows + sweepKeys(horizons.keys, limit), dead }
      },
    }
    this.group = new GroupCommit({
      begin: () => log.begin(),
      commit: () => log.commit(),
      rollback: () => log.rollback(),
    })
  }

  read<T>(look: (tables: Tables) => T): T {
    if (this.closed) throw new StorageError('The engine has stopped.')
    return look(this.tables)
  }

  commit<T>(work: (tables: Tables) => T, after?: (result: T) => void): Promise<T> {
    if (this.closed) return Promise.reject(new StorageError('The engine has stopped.'))
    return this.group.run(() => work(this.tables), after)
  }

  async scrub(): Promise<void> {}

  async close(): Promise<void> {
    await this.group.drained()
    this.closed = true
  }
}

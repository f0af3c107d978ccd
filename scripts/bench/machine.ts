import { statfsSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** Where figures come from. */
export interface Machine {
  cpu: string
  cores: number
  memory: string
  node: string
  system: string
  /** YYYY-MM-DD. */
  date: string
  command: string
  /** What else ran when the bench began, on average over a minute. */
  load: number
  /** Databases were in memory: nothing in the table says what a disk costs. */
  inMemory: boolean
}

const TMPFS = 0x01021994

/** This machine, now. */
export function thisMachine(args: readonly string[], dir: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    load: loadavg()[0] ?? 0,
    inMemory: statfsSync(dir).type === TMPFS,
  }
}

/** What makes figures of this machine doubtful. */
export function doubts({ load, cores, inMemory }: Machine, scale: number): string[] {
  return [
    ...(load > cores / 2 ? [`the machine is busy (load ${load.toFixed(1)} on ${cores} cores)`] : []),
    ...(inMemory ? ['databases are in memory, not on a disk: see --dir'] : []),
    ...(scale < 1 ? [`at scale ${scale} nothing is measured`] : []),
  ]
}

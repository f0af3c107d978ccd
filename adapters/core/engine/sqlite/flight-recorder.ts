import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Recorder } from '../store.ts'
import { storageFailure } from './failures.ts'
import { createPrivate } from './folder-lock.ts'

/** Bytes of a slot: what, in which life of the store, and which; padded, so that a new entry covers the old one. */
const SLOT = 48

/** An entry of the flight recorder. */
export interface Flight {
  what: 'turn' | 'delivery'
  /** The life of the store in which it began. */
  life: number
  seq: number
}

/**
 * A small file that says what is going on. One write into the system's page cache for each turn and delivery, no disk
 * commit: it survives `kill -9`, which is when it is needed, and costs some microseconds.
 */
export class FlightRecorder implements Recorder {
  private readonly file: number
  private readonly life: number
  private readonly free: number[] = []
  private slots = 0

  constructor(path: string, life: number) {
    createPrivate(path)
    this.file = openSync(path, 'r+')
    this.life = life
  }

  /** What the file says. */
  static read(path: string): Flight[] {
    const text = readFile(path)
    const flights: Flight[] = []
    for (let at = 0; at + SLOT <= text.length; at += SLOT) {
      const entry = /^(turn|delivery) (\d+) (\d+) *\n$/.exec(text.slice(at, at + SLOT))
      if (entry) flights.push({ what: entry[1] as Flight['what'], life: Number(entry[2]), seq: Number(entry[3]) })
    }
    return flights
  }

  /** Throws a `StorageError` where it cannot be written down, on a full disk say: then it must not begin. */
  begin(what: 'turn' | 'delivery', seq: number): number {
    const slot = this.free.pop() ?? this.slots++
    try {
      this.write(slot, `${what} ${this.life} ${seq}`)
    } catch (error) {
      this.free.push(slot)
      throw storageFailure(error)
    }
    return slot
  }

  end(slot: number, over: boolean): void {
    try {
      // An entry of something that is gone misleads nobody: it is left for the next to cover.
      if (!over) this.write(slot, '')
    } catch {
      // At worst a death is counted that the turn did not cause.
    }
    this.free.push(slot)
  }

  close(): void {
    closeSync(this.file)
  }

  private write(slot: number, entry: string): void {
    writeSync(this.file, `${entry.padEnd(SLOT - 1)}\n`, slot * SLOT, 'latin1')
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

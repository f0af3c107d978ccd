import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Recorder } from '../store.ts'
import { storageFailure } from './failures.ts'
import { createPrivate } from './folder-lock.ts'

/** Bytes of a slot: what, in which life of the store, and which; padded, so that a new entry covers the old one. */
const SLOT = 48

const SERVING = 'serving'

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
  private serving: number | undefined

  constructor(path: string, life: number) {
    createPrivate(path)
    this.file = openSync(path, 'r+')
    this.life = life
    // Of a server that died.
    readSlots(path).forEach((entry, slot) => {
      if (entry.startsWith(SERVING)) this.blank(slot)
    })
  }

  /** Whether whoever has the folder is a server, as against a command that will be done with it in a moment. */
  static isServing(path: string): boolean {
    return readSlots(path).some((entry) => entry.startsWith(SERVING))
  }

  /** What the file says. */
  static read(path: string): Flight[] {
    return readSlots(path).flatMap((text) => {
      const entry = /^(turn|delivery) (\d+) (\d+) *\n$/.exec(text)
      return entry ? [{ what: entry[1] as Flight['what'], life: Number(entry[2]), seq: Number(entry[3]) }] : []
    })
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

  serve(): void {
    this.serving ??= this.slots++
    try {
      this.write(this.serving, SERVING)
    } catch {
      // At worst a second server is refused some seconds later.
    }
  }

  close(): void {
    if (this.serving !== undefined) this.blank(this.serving)
    closeSync(this.file)
  }

  private blank(slot: number): void {
    try {
      this.write(slot, '')
    } catch {
      // At worst a server is refused at once that might have waited for a command to end.
    }
  }

  private write(slot: number, entry: string): void {
    writeSync(this.file, `${entry.padEnd(SLOT - 1)}\n`, slot * SLOT, 'latin1')
  }
}

function readSlots(path: string): string[] {
  const text = readFile(path)
  return Array.from({ length: Math.floor(text.length / SLOT) }, (_, slot) => text.slice(slot * SLOT, (slot + 1) * SLOT))
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Receiver, startReceiver } from './receiver.ts'
import { type Mode, type Subject, startSubject } from './subject.ts'

/** How a case is run. */
export interface Setting {
  /** A part of the full amount of work, up to 1: to see that a case runs, not to measure. */
  scale: number
  /** How long the soak lasts. */
  minutes: number
  /** Messages per second of the soak. */
  rate: number
  /** Where databases are put. */
  dir: string
}

/** What a case measures with. Whatever it has put up is taken down by `close`, however the case ended. */
export class Stage {
  readonly setting: Setting
  private readonly closing: (() => Promise<void> | void)[] = []
  private closed = false

  constructor(setting: Setting) {
    this.setting = setting
  }

  /** An amount of work at this stage's scale. */
  amount(full: number, least = 1): number {
    return Math.max(least, Math.round(full * this.setting.scale))
  }

  /** How often a measurement is repeated, one warm-up not counted: fewer times where nothing is measured anyway. */
  rounds(full: number): number {
    return this.setting.scale < 1 ? 1 : full
  }

  /** A fresh folder for a database. */
  folder(): string {
    const folder = mkdtempSync(path.join(this.setting.dir, 'bench-'))
    this.onClose(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  async receiver(): Promise<Receiver> {
    const receiver = await startReceiver()
    this.onClose(() => receiver.close())
    return receiver
  }

  /** `program`: the server, built; from its source where absent. */
  async subject(mode: Mode, receiver: Receiver, dataDir = this.folder(), program?: string): Promise<Subject> {
    this.mustBeOpen()
    const subject = await startSubject({ mode, receiverUrl: receiver.url, dataDir }, program)
    this.onClose(() => subject.stop())
    return subject
  }

  /** Also called where the case has run out of time: what it puts up afterwards is taken down at once. */
  onClose(act: () => Promise<void> | void): void {
    if (this.closed) void act()
    else this.closing.push(act)
  }

  /** Throws where the case is over already. */
  mustBeOpen(): void {
    if (this.closed) throw new Error('The case is over.')
  }

  async close(): Promise<void> {
    this.closed = true
    for (let act = this.closing.pop(); act !== undefined; act = this.closing.pop()) {
      try {
        await act()
      } catch (error) {
        // The others are taken down all the same.
        console.error('something was left behind:', error)
      }
    }
  }
}

import type { Clock } from '../core/clock.ts'
import type { DeskView, Overheard } from '../core/desk/desk.ts'
import { messageOf, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { GenesysProfile } from './profile.ts'
import type { Thread, Threads } from './threads.ts'
import { lineKey } from './unseen.ts'

/** Shows Genesys what is said while the bot has the customer: one after another for each customer, and after everything else. */
export interface Mirror {
  /** Comes back at once. */
  overhear(said: Overheard, view: DeskView): void
  /** Something else that is in line with it: given up when a hand-off comes. */
  run(view: DeskView, work: Job): void
  /** Let go of what waits, and wait for what is on its way: a hand-off comes. */
  settle(address: string): Promise<void>
  stop(): void
}

export type Job = (thread: Thread, giveUp: AbortSignal) => Promise<void>

export interface MirrorPorts {
  profile: Pick<GenesysProfile, 'mirrorQueue' | 'mirrorQueues'>
  clock: Clock
  log: Logger
  threads: Threads
  address(view: DeskView): string
  /** Bring one to Genesys. `giveUp` ends what waits for its turn. */
  send(said: Overheard, view: DeskView, thread: Thread, giveUp: AbortSignal): Promise<void>
}

interface Line {
  waiting: Job[]
  giveUp: AbortController
  work: Promise<void>
}

const ATTEMPTS = 3
const FIRST_WAIT_MS = 1_000

export function createMirror(ports: MirrorPorts): Mirror {
  const { profile, clock, log, threads } = ports
  const lines = new Map<string, Line>()
  let stopped = false

  async function work(address: string, line: Line): Promise<void> {
    for (let job = line.waiting.shift(); job !== undefined; job = line.waiting.shift()) {
      try {
        await job(threads.of(address), line.giveUp.signal)
      } catch (error) {
        // Whatever it was, the summary of a hand-off makes up for it.
        log.warn({ err: messageOf(error), address }, 'something said could not be shown to Genesys')
      }
    }
    if (lines.get(address) === line) lines.delete(address)
  }

  async function attempts(said: Overheard, view: DeskView, thread: Thread, giveUp: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ports.send(said, view, thread, giveUp)
      } catch (error) {
        if (attempt >= ATTEMPTS || giveUp.aborted || !isUnsent(error)) throw error
        const wait =
          error instanceof RateLimitedError ? (error.retryAfterMs ?? FIRST_WAIT_MS) : FIRST_WAIT_MS * 2 ** attempt
        await clock.sleep(wait, giveUp)
        if (giveUp.aborted) throw error
      }
    }
  }

  function run(view: DeskView, job: Job): void {
    if (stopped) return
    const address = ports.address(view)
    const line = lines.get(address)
    if (line !== undefined) {
      line.waiting.push(job)
      if (line.waiting.length > profile.mirrorQueue) line.waiting.shift()
      return
    }
    if (lines.size >= profile.mirrorQueues) {
      log.warn({ address }, 'too many customers wait to be shown to Genesys: one is left out')
      return
    }
    const fresh: Line = { waiting: [job], giveUp: new AbortController(), work: Promise.resolve() }
    lines.set(address, fresh)
    fresh.work = Promise.resolve().then(() => work(address, fresh))
  }

  return {
    overhear(said, view) {
      run(view, async (thread, giveUp) => {
        await attempts(said, view, thread, giveUp)
        threads.mirrored(ports.address(view), lineKey(said))
      })
    },
    run,
    async settle(address) {
      const line = lines.get(address)
      if (line === undefined) return
      line.waiting.length = 0
      line.giveUp.abort()
      await line.work
    },
    stop() {
      stopped = true
      for (const line of lines.values()) {
        line.waiting.length = 0
        line.giveUp.abort()
      }
    },
  }
}

/** Trying again cannot say it twice. */
const isUnsent = (error: unknown): boolean =>
  error instanceof RateLimitedError || (error instanceof PlatformUnreachableError && error.outcome === 'not-sent')

import { built } from '../built.ts'
import { flawless } from '../interleaved.ts'
import { allNew, takingTurns } from '../messages.ts'
import type { Receiver } from '../receiver.ts'
import { ms, type Row, whole } from '../row.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'
import { SOURCE } from '../subject.ts'

const ROUNDS = 3
const FIRST_EFFECT_MS = 2_000
/** The first second is that of a process which is still warming up. */
const AT_ONCE = 0.5

/** A start after a kill, and one with nothing to do. */
interface Start {
  /** From the start of the process, in milliseconds. */
  ready: number
  firstEffect: number
}

interface Recovery extends Start {
  /** Effects per second in the first second after the first one, and in the time after that. */
  firstSecond: number
  later: number
}

/** A kill with events queued: how soon the next process does something about them, and how fast. */
export async function recovery(stage: Stage): Promise<Row[]> {
  const queued = stage.amount(10_000)
  const receiver = await stage.receiver()
  const program = await built(stage, SOURCE)
  const killed: Recovery[] = []
  const fresh: Start[] = []
  for (let round = 0; round < stage.rounds(ROUNDS); round++) {
    killed.push(await recover(stage, receiver, program, queued))
    fresh.push(await startEmpty(stage, receiver, program))
  }
  const of = <T>(all: T[], read: (one: T) => number): number => median(all.map(read))
  const effect = of(killed, (one) => one.firstEffect)
  const idle = of(fresh, (one) => one.firstEffect)
  const first = of(killed, (one) => one.firstSecond)
  const later = of(killed, (one) => one.later)
  return [
    {
      name: `kill -9 with ${whole(queued)} events queued: start of the next process (built) to its first reply / of one with an empty database, asked when ready`,
      ours: `${ms(effect)} (ready after ${ms(of(killed, (one) => one.ready))})`,
      against: `${ms(idle)} (ready after ${ms(of(fresh, (one) => one.ready))})`,
      ratio: (effect / idle).toFixed(2),
      promise: '< 2 s',
      kept: effect < FIRST_EFFECT_MS,
      figures: { killed, fresh },
    },
    {
      name: 'replies in the first second after that / in the seconds until all are out',
      ours: `${first.toFixed(0)}/s`,
      against: `${later.toFixed(0)}/s`,
      ratio: (first / later).toFixed(2),
      promise: `≥ ${AT_ONCE}`,
      kept: first / later >= AT_ONCE,
      figures: { first, later },
    },
  ]
}

async function recover(stage: Stage, receiver: Receiver, program: string, queued: number): Promise<Recovery> {
  const folder = stage.folder()
  // A thousand turns are under way, the others wait behind them.
  const before = await stage.subject('turns-stuck', receiver, folder)
  const conversations = stage.amount(1_000)
  await flawless({ ...before, count: queued, concurrency: 64, body: takingTurns(receiver.url, conversations) })
  await before.kill()
  receiver.reset()
  const at: number[] = []
  const unwatch = receiver.watch((reply) => at.push(reply.at))
  const after = await stage.subject('round-trip', receiver, folder, program)
  await receiver.until(queued, 120_000)
  unwatch()
  await after.stop()
  const [start, end] = [at[0]!, at.at(-1)!]
  // Where all are out in a moment, that moment has a first third too.
  const first = Math.min(1_000, (end - start) / 3)
  const early = at.filter((one) => one <= start + first).length
  return {
    ready: after.readyAt - after.startedAt,
    firstEffect: start - after.startedAt,
    firstSecond: early / (first / 1_000),
    later: (at.length - early) / ((end - start - first) / 1_000),
  }
}

async function startEmpty(stage: Stage, receiver: Receiver, program: string): Promise<Start> {
  const subject = await stage.subject('round-trip', receiver, stage.folder(), program)
  receiver.reset()
  let first = 0
  const unwatch = receiver.watch(({ at }) => {
    first = at
  })
  await flawless({ ...subject, count: 1, concurrency: 1, body: allNew(receiver.url) })
  await receiver.until(1, 10_000)
  unwatch()
  await subject.stop()
  return { ready: subject.readyAt - subject.startedAt, firstEffect: first - subject.startedAt }
}

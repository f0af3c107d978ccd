import { type LoadResult, load } from './load.ts'
import type { Receiver } from './receiver.ts'
import type { Row, Sample } from './row.ts'
import type { Stage } from './stage.ts'
import { median } from './statistics.ts'
import type { Mode, Subject } from './subject.ts'

const ROUNDS = 5

/** Both sides in one run, turn and turn about, one warm-up round dropped. */
export async function interleaved<T>(
  stage: Stage,
  ours: Mode,
  against: Mode,
  measure: (subject: Subject, receiver: Receiver) => Promise<T>,
): Promise<[T[], T[]]> {
  const receiver = await stage.receiver()
  const subjects = [await stage.subject(ours, receiver), await stage.subject(against, receiver)] as const
  const samples: [T[], T[]] = [[], []]
  for (let round = 0; round < stage.rounds(ROUNDS) + 1; round++) {
    for (const side of [0, 1] as const) {
      const taken = await measure(subjects[side], receiver)
      if (round > 0) samples[side].push(taken)
    }
  }
  return samples
}

/** How much work was done in a second, and what it cost. */
export async function sample(subject: Subject, items: number, work: () => Promise<LoadResult>): Promise<Sample> {
  const before = await subject.usage()
  const started = performance.now()
  const result = await work()
  const seconds = (performance.now() - started) / 1_000
  mustHaveWorked(result)
  return { rate: items / seconds, cpuMsPerItem: ((await subject.usage()).cpuMs - before.cpuMs) / items }
}

/** A load all of whose requests must be answered well. */
export async function flawless(options: Parameters<typeof load>[0]): Promise<LoadResult> {
  const result = await load(options)
  mustHaveWorked(result)
  return result
}

function mustHaveWorked({ failed, sent }: LoadResult): void {
  if (failed > 0) throw new Error(`${failed} of ${sent} requests failed`)
}

/** The row of two rates. */
export function rateRow(name: string, ours: Sample[], against: Sample[], atLeast: number): Row {
  const rate = (samples: Sample[]): number => median(samples.map((one) => one.rate))
  const show = (samples: Sample[]): string =>
    `${rate(samples).toFixed(0)}/s, ${median(samples.map((one) => one.cpuMsPerItem)).toFixed(3)} ms CPU`
  const ratio = rate(ours) / rate(against)
  return {
    name,
    ours: show(ours),
    against: show(against),
    ratio: ratio.toFixed(2),
    promise: `≥ ${atLeast}`,
    kept: ratio >= atLeast,
    figures: { ours, against, ratio },
  }
}

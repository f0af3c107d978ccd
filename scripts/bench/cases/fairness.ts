import { flawless } from '../interleaved.ts'
import { activity } from '../messages.ts'
import type { Receiver } from '../receiver.ts'
import { ms, type Row, whole } from '../row.ts'
import type { Stage } from '../stage.ts'
import { median, percentile } from '../statistics.ts'
import { steady } from '../steady.ts'
import type { Subject } from '../subject.ts'

const ROUNDS = 3
const QUIET_CONVERSATIONS = 100
/** Messages per second of all quiet conversations together. */
const QUIET_RATE = 100
const AT_MOST = 2
/** A flood that lasts longer is left to itself, in seconds: by then its queue has been there long enough. */
const LONGEST_S = 60

/** What quiet conversations notice of one that is flooded: from its first message until its last reply. */
export async function fairness(stage: Stage): Promise<Row[]> {
  const receiver = await stage.receiver()
  const seconds = Math.max(1, 10 * stage.setting.scale)
  const count = stage.amount(10_000)
  const flooded: number[] = []
  const alone: number[] = []
  const answered: number[] = []
  for (let round = 0; round < stage.rounds(ROUNDS); round++) {
    // A server of its own: nothing is left of an earlier flood.
    const subject = await stage.subject('round-trip', receiver)
    await warmUp(subject, receiver, stage.amount(3_000))
    alone.push(await p99OfQuiet(subject, receiver, (passed) => passed < seconds))
    const flood = startFlood(subject, receiver, count)
    flooded.push(await p99OfQuiet(subject, receiver, (passed) => flood.answered() < count && passed < LONGEST_S))
    answered.push(flood.answered())
    await flood.end()
    await subject.stop()
  }
  const ratio = median(flooded) / median(alone)
  return [
    {
      name: `p99 of the reply in ${QUIET_CONVERSATIONS} quiet conversations while another gets ${whole(count)} messages / without`,
      ours: ms(median(flooded)),
      against: ms(median(alone)),
      ratio: ratio.toFixed(2),
      promise: `≤ ${AT_MOST}`,
      kept: ratio <= AT_MOST,
      figures: { flooded, alone, ratio, answered },
    },
  ]
}

/** Compiled, and every quiet conversation known. */
async function warmUp(subject: Subject, receiver: Receiver, count: number): Promise<void> {
  receiver.reset()
  const body = (index: number): string => activity(receiver.url, quiet(index), `warm-up ${index}`)
  await flawless({ ...subject, count, concurrency: 16, body })
  await receiver.until(count, 120_000)
}

async function p99OfQuiet(subject: Subject, receiver: Receiver, goesOn: (passed: number) => boolean): Promise<number> {
  const body = (index: number, text: string): string => activity(receiver.url, quiet(index), text)
  const { failed, unanswered, latencies } = await steady({ subject, receiver, rate: QUIET_RATE, goesOn, body })
  if (failed + unanswered > 0) throw new Error(`${failed} quiet messages were refused, ${unanswered} unanswered`)
  return percentile(latencies, 0.99)
}

const quiet = (index: number): string => `quiet-${index % QUIET_CONVERSATIONS}`

interface Flood {
  /** How many of its messages have their reply. */
  answered(): number
  /** Throws where a message was refused. */
  end(): Promise<void>
}

/** As fast as a platform's few connections take it. */
function startFlood(subject: Subject, receiver: Receiver, count: number): Flood {
  let answered = 0
  const unwatch = receiver.watch(({ text }) => {
    if (text.includes('flood ')) answered += 1
  })
  const body = (index: number): string => activity(receiver.url, 'flooded', `flood ${index}`)
  const sending = flawless({ ...subject, count, concurrency: 4, body })
  // Told by `end`.
  sending.catch(() => {})
  return {
    answered: () => answered,
    end: async () => {
      unwatch()
      await sending
    },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { flawless } from '../interleaved.ts'
import { allNew } from '../messages.ts'
import { megabytes, type Row, whole } from '../row.ts'
import type { Stage } from '../stage.ts'

const MOST_BYTES = 20 * 1024 * 1024

/** Deliveries, timers and the last commits come to rest. */
const REST_MS = 1_500

/** What conversations that had a turn leave in memory. */
export async function heapOfConversations(stage: Stage): Promise<Row[]> {
  const receiver = await stage.receiver()
  const subject = await stage.subject('round-trip', receiver)
  const haveTurns = async (count: number): Promise<number> => {
    receiver.reset()
    await flawless({ ...subject, count, concurrency: 64, body: allNew(receiver.url) })
    await receiver.until(count, 300_000)
    await sleep(REST_MS)
    return (await subject.usage()).heap
  }
  const before = await haveTurns(stage.amount(2_000))
  const count = stage.amount(100_000)
  const more = (await haveTurns(count)) - before
  return [
    {
      name: `heap for ${whole(count)} conversations that each had a turn, over an idle server`,
      ours: megabytes(more),
      against: `${megabytes(before)} idle`,
      ratio: '',
      promise: '≤ 20 MB',
      kept: more <= MOST_BYTES,
      figures: { idle: before, more },
    },
  ]
}

import { interleaved, rateRow, sample } from '../interleaved.ts'
import { load } from '../load.ts'
import { gladlyMessage, takingTurns } from '../messages.ts'
import { ms, type Row } from '../row.ts'
import type { Stage } from '../stage.ts'
import { median, percentile } from '../statistics.ts'

/** What durability costs the acknowledgement. */
export async function acknowledgement(stage: Stage): Promise<Row[]> {
  const count = stage.amount(6_000)
  const [ours, against] = await interleaved(stage, 'acknowledge-durable', 'acknowledge-plain', (subject) =>
    sample(subject, count, () => load({ ...subject, count, concurrency: 64, body: gladlyMessage })),
  )
  return [rateRow('durable acknowledgement / the same route without the store', ours, against, 0.5)]
}

/** Whether slow turns slow the acknowledgement down. */
export async function acknowledgementUnderSlowTurns(stage: Stage): Promise<Row[]> {
  const count = stage.amount(2_000)
  let failed = 0
  const [slow, idle] = await interleaved(stage, 'turns-slow', 'turns-idle', async (subject, receiver) => {
    const result = await load({ ...subject, count, concurrency: 4, body: takingTurns(receiver.url, 1_000) })
    failed += result.failed
    return percentile(result.latencies, 0.999)
  })
  const ratio = median(slow) / median(idle)
  return [
    {
      name: 'p99.9 of the acknowledgement while every turn takes 10 s / idle turns',
      ours: ms(median(slow)),
      against: ms(median(idle)),
      ratio: ratio.toFixed(2),
      promise: `≤ 1.5, none failed (${failed} failed)`,
      kept: ratio <= 1.5 && failed === 0,
      figures: { slow, idle, ratio, failed },
    },
  ]
}

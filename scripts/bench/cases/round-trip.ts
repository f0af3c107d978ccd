import { interleaved, rateRow, sample } from '../interleaved.ts'
import { load } from '../load.ts'
import { takingTurns } from '../messages.ts'
import type { Row } from '../row.ts'
import type { Stage } from '../stage.ts'

/** Webhook → durable turn with state → reply delivered, against an echo with neither. */
export async function roundTrip(stage: Stage): Promise<Row[]> {
  const count = stage.amount(3_000)
  const [ours, against] = await interleaved(stage, 'round-trip', 'cloud-adapter', async (subject, receiver) => {
    receiver.reset()
    return sample(subject, count, async () => {
      const result = await load({ ...subject, count, concurrency: 64, body: takingTurns(receiver.url, 1_000) })
      await receiver.until(count, 60_000)
      return result
    })
  })
  return [rateRow('round trip, durable, with state / CloudAdapter echo with neither', ours, against, 1)]
}

import { flawless, interleaved } from '../interleaved.ts'
import { takingTurns } from '../messages.ts'
import { ms, type Row, whole } from '../row.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'

const TURN_MS = 100
const AT_LEAST = 0.8

/**
 * Turns that wait, side by side. The ideal waits once for all of them: it is the time that the same messages take with
 * turns that do not wait, and one turn's wait.
 */
export async function concurrency(stage: Stage): Promise<Row[]> {
  const count = stage.amount(1_000)
  const [waiting, instant] = await interleaved(stage, 'turns-waiting', 'round-trip', async (subject, receiver) => {
    receiver.reset()
    const started = performance.now()
    await flawless({ ...subject, count, concurrency: 64, body: takingTurns(receiver.url, count) })
    await receiver.until(count, 60_000)
    return performance.now() - started
  })
  const ours = median(waiting)
  const ideal = median(instant) + TURN_MS
  const gain = (count * TURN_MS) / ours
  return [
    {
      name: `${whole(count)} conversations, a turn of ${TURN_MS} ms each: ideal (the same with turns that take no time, and ${TURN_MS} ms) / until all have their reply`,
      ours: `${ms(ours)} (${gain.toFixed(0)} times as fast as one after the other)`,
      against: ms(ideal),
      ratio: (ideal / ours).toFixed(2),
      promise: `≥ ${AT_LEAST}`,
      kept: ideal / ours >= AT_LEAST,
      figures: { waiting, instant, ratio: ideal / ours },
    },
  ]
}

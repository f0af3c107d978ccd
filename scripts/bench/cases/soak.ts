import { statSync } from 'node:fs'
import path from 'node:path'
import { activity } from '../messages.ts'
import { megabytes, ms, type Row } from '../row.ts'
import type { Stage } from '../stage.ts'
import { percentile } from '../statistics.ts'
import { type SteadyResult, steady } from '../steady.ts'
import type { Usage } from '../subject.ts'

const CONVERSATIONS = 1_000
/** What may differ between the first minute and the last. */
const MOST_HEAP = 20 * 1024 * 1024
const SLOWEST = 2

/** What one minute left. */
interface Minute extends Pick<Usage, 'heap' | 'rss'> {
  p50: number
  p99: number
  sent: number
  errors: number
  database: number
}

/** A steady load for minutes: whether the last is like the first. */
export async function soak(stage: Stage): Promise<Row[]> {
  const { rate, minutes: length } = stage.setting
  const folder = stage.folder()
  const receiver = await stage.receiver()
  const subject = await stage.subject('round-trip', receiver, folder)
  const seconds = Math.max(1, 60 * stage.setting.scale)
  const load = (until: number): Promise<SteadyResult> =>
    steady({
      subject,
      receiver,
      rate,
      goesOn: (passed) => passed < until,
      body: (index, text) => activity(receiver.url, String(index % CONVERSATIONS), text),
    })
  // Compiled, and every conversation known.
  await load(Math.min(seconds, CONVERSATIONS / rate))
  const before = await subject.usage()
  const all: Minute[] = []
  for (let number = 1; number <= length; number++) {
    const { sent, failed, unanswered, latencies } = await load(seconds)
    const { heap, rss } = await subject.usage()
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
    const minute = { p50, p99, sent, errors: failed + unanswered, heap, rss, database: databaseBytes(folder) }
    all.push(minute)
    console.error(`  minute ${number}: ${describe(minute)}`)
  }
  return [rowOf(before, all, rate)]
}

function rowOf(before: Usage, all: Minute[], rate: number): Row {
  const [first, last] = [all[0]!, all.at(-1)!]
  const errors = all.reduce((sum, minute) => sum + minute.errors, 0)
  const more = last.heap - first.heap
  const ratio = last.p99 / first.p99
  return {
    name: `soak: ${all.length} min at ${rate} messages a second, last minute / first`,
    ours: describe(last),
    against: describe(first),
    ratio: `p99 ${ratio.toFixed(2)}, heap ${more < 0 ? '−' : '+'}${megabytes(Math.abs(more))}, ${errors} errors`,
    promise: `p99 ≤ ${SLOWEST}, heap ≤ +20 MB, no errors`,
    kept: errors === 0 && ratio <= SLOWEST && more <= MOST_HEAP,
    figures: { before, minutes: all },
  }
}

function describe({ p99, heap, rss, database, errors }: Minute): string {
  return `p99 ${ms(p99)}, heap ${megabytes(heap)}, RSS ${megabytes(rss)}, database ${megabytes(database)}, ${errors} errors`
}

/** With the part that is still in the log. */
function databaseBytes(folder: string): number {
  const sizes = ['engine.db', 'engine.db-wal'].map(
    (name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

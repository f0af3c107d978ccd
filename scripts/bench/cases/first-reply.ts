import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { interleaved } from '../interleaved.ts'
import { post } from '../load.ts'
import { allNew } from '../messages.ts'
import type { Receiver } from '../receiver.ts'
import { ms, type Row } from '../row.ts'
import type { Stage } from '../stage.ts'
import { percentile } from '../statistics.ts'
import type { Subject } from '../subject.ts'

const MOST_MS = 3

/** What a customer's first message waits for beside the network: one at a time, each in a new conversation. */
export async function firstReply(stage: Stage): Promise<Row[]> {
  const count = stage.amount(400)
  const [engine, bare] = await interleaved(stage, 'round-trip', 'bare-chain', (subject, receiver) =>
    oneByOne(subject, receiver, count),
  )
  const [ours, against] = [engine.flat(), bare.flat()]
  const [p50, bare50] = [percentile(ours, 0.5), percentile(against, 0.5)]
  const [p99, bare99] = [percentile(ours, 0.99), percentile(against, 0.99)]
  const more = p50 - bare50
  return [
    {
      name: 'webhook to the first reply of a new conversation, durable / the same route without the engine: p50 (p99)',
      ours: `${ms(p50)} (${ms(p99)})`,
      against: `${ms(bare50)} (${ms(bare99)})`,
      ratio: `${(p50 / bare50).toFixed(2)}, ${more.toFixed(2)} ms more`,
      promise: `≤ ${MOST_MS} ms more at p50`,
      kept: more <= MOST_MS,
      figures: { ours: { p50, p99 }, against: { p50: bare50, p99: bare99 }, more },
    },
  ]
}

/** Milliseconds from writing a webhook to the arrival of its reply. */
async function oneByOne(subject: Subject, receiver: Receiver, count: number): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const body = allNew(receiver.url, randomUUID())
  const latencies: number[] = []
  let arrived = 0
  const unwatch = receiver.watch(({ at }) => {
    arrived = at
  })
  for (let index = 0; index < count; index++) {
    receiver.reset()
    const started = performance.now()
    const status = await post(agent, { ...subject, body }, index)
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`)
    await receiver.until(1, 10_000)
    latencies.push(arrived - started)
  }
  unwatch()
  agent.destroy()
  return latencies
}

import { randomUUID } from 'node:crypto'
import { type LoadResult, load } from './load.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { median, percentile } from './statistics.ts'
import { type Mode, type Subject, startSubject } from './subject.ts'

/** One row of the table. */
export interface Row {
  name: string
  ours: string
  against: string
  ratio: string
  promise: string
  kept: boolean
}

const ROUNDS = 5

/** Work done per second, and the CPU time of the server it took. */
interface Sample {
  rate: number
  cpuMsPerItem: number
}

/** 1. What durability costs the acknowledgement. */
export async function acknowledgement(): Promise<Row> {
  const [ours, against] = await interleaved('acknowledge-durable', 'acknowledge-plain', async (subject) => {
    return sample(subject, 6_000, () => load({ ...subject, count: 6_000, concurrency: 64, body: gladlyMessage }))
  })
  const ratio = median(ours.map((one) => one.rate)) / median(against.map((one) => one.rate))
  return row('durable acknowledgement / the same route without the store', ours, against, ratio, 0.5)
}

/** 2. Webhook → durable turn with state → reply delivered, against an echo with neither. */
export async function roundTrip(): Promise<Row> {
  const [ours, against] = await interleaved('round-trip', 'cloud-adapter', async (subject, receiver) => {
    receiver.reset()
    return sample(subject, 3_000, async () => {
      const result = await load({ ...subject, count: 3_000, concurrency: 64, body: activityFor(receiver.url) })
      await receiver.until(3_000, 60_000)
      return result
    })
  })
  const ratio = median(ours.map((one) => one.rate)) / median(against.map((one) => one.rate))
  return row('round trip, durable, with state / CloudAdapter echo with neither', ours, against, ratio, 1)
}

/** 3. Whether slow turns slow the acknowledgement down. */
export async function acknowledgementUnderSlowTurns(): Promise<Row> {
  const receiver = await startReceiver()
  const slow = await startSubject('turns-slow', receiver.url)
  const idle = await startSubject('turns-idle', receiver.url)
  const p999 = { slow: [] as number[], idle: [] as number[] }
  let failed = 0
  for (let round = 0; round < ROUNDS + 1; round++) {
    for (const [name, subject] of [
      ['slow', slow],
      ['idle', idle],
    ] as const) {
      const result = await load({ ...subject, count: 2_000, concurrency: 4, body: activityFor(receiver.url) })
      failed += result.failed
      // The first round warms up.
      if (round > 0) p999[name].push(percentile(result.latencies, 0.999))
    }
  }
  await Promise.all([slow.stop(), idle.stop(), receiver.close()])
  const ratio = median(p999.slow) / median(p999.idle)
  return {
    name: 'p99.9 of the acknowledgement while every turn takes 10 s / idle turns',
    ours: `${median(p999.slow).toFixed(1)} ms`,
    against: `${median(p999.idle).toFixed(1)} ms`,
    ratio: ratio.toFixed(2),
    promise: `≤ 1.5, none failed (${failed} failed)`,
    kept: ratio <= 1.5 && failed === 0,
  }
}

/** 4. What conversations that had a turn leave in memory. */
export async function heapOfConversations(): Promise<Row> {
  const receiver = await startReceiver()
  const subject = await startSubject('round-trip', receiver.url)
  const one = (count: number) =>
    load({ ...subject, count, concurrency: 64, body: activityFor(receiver.url, randomUUID()) })
  await one(2_000)
  await receiver.until(2_000, 60_000)
  await settle()
  const before = (await subject.usage()).heap
  receiver.reset()
  await one(100_000)
  await receiver.until(100_000, 300_000)
  await settle()
  const megabytes = ((await subject.usage()).heap - before) / 1024 / 1024
  await Promise.all([subject.stop(), receiver.close()])
  return {
    name: 'heap for 100,000 conversations that each had a turn, over an idle server',
    ours: `${megabytes.toFixed(1)} MB`,
    against: `${(before / 1024 / 1024).toFixed(1)} MB idle`,
    ratio: '',
    promise: '≤ 20 MB',
    kept: megabytes <= 20,
  }
}

/** Both sides in one run, turn and turn about, one warm-up round dropped. */
async function interleaved(
  ours: Mode,
  against: Mode,
  measure: (subject: Subject, receiver: Receiver) => Promise<Sample>,
): Promise<[Sample[], Sample[]]> {
  const receiver = await startReceiver()
  const subjects = [await startSubject(ours, receiver.url), await startSubject(against, receiver.url)] as const
  const samples: [Sample[], Sample[]] = [[], []]
  for (let round = 0; round < ROUNDS + 1; round++) {
    for (const side of [0, 1] as const) {
      const taken = await measure(subjects[side], receiver)
      if (round > 0) samples[side].push(taken)
    }
  }
  await Promise.all([...subjects.map((subject) => subject.stop()), receiver.close()])
  return samples
}

async function sample(subject: Subject, items: number, work: () => Promise<LoadResult>): Promise<Sample> {
  const before = await subject.usage()
  const started = performance.now()
  const result = await work()
  const seconds = (performance.now() - started) / 1_000
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.sent} requests failed`)
  return { rate: items / seconds, cpuMsPerItem: ((await subject.usage()).cpuMs - before.cpuMs) / items }
}

function row(name: string, ours: Sample[], against: Sample[], ratio: number, atLeast: number): Row {
  const show = (samples: Sample[]): string =>
    `${median(samples.map((one) => one.rate)).toFixed(0)}/s, ${median(samples.map((one) => one.cpuMsPerItem)).toFixed(3)} ms CPU`
  return {
    name,
    ours: show(ours),
    against: show(against),
    ratio: ratio.toFixed(2),
    promise: `≥ ${atLeast}`,
    kept: ratio >= atLeast,
  }
}

/** Deliveries, timers and the last commits come to rest. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_500))

function gladlyMessage(index: number): string {
  const id = randomUUID()
  return JSON.stringify({
    id,
    type: 'CONTACT/MESSAGE_RECEIVED',
    timestamp: new Date().toISOString(),
    initiator: { id: `customer-${index}`, type: 'CUSTOMER' },
    content: {
      channel: 'CHAT',
      contactId: `contact-${index}`,
      conversationId: `conversation-${index}`,
      customerId: `customer-${index}`,
      messageId: `message-${id}`,
      context: { assignee: { inboxId: 'ai' } },
    },
  })
}

/** A Bot Framework message, read by both sides. In a named run each has a conversation of its own, else a thousand take turns. */
function activityFor(serviceUrl: string, run?: string): (index: number) => string {
  return (index) => {
    const of = run === undefined ? index % 1_000 : `${run}-${index}`
    return JSON.stringify({
      type: 'message',
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId: 'stub',
      serviceUrl,
      conversation: { id: `conversation-${of}` },
      from: { id: `customer-${of}`, name: 'Customer' },
      recipient: { id: 'bot', name: 'Bot' },
      text: `message ${index}`,
    })
  }
}

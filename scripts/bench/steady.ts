import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { post } from './load.ts'
import type { Receiver } from './receiver.ts'
import type { Subject } from './subject.ts'

export interface SteadyOptions {
  subject: Subject
  receiver: Receiver
  /** Messages per second, however long answers take. */
  rate: number
  /** Asked before each message, with the seconds that have passed. */
  goesOn(seconds: number): boolean
  /** The message's body; the text has to be as given, so that its reply is known. */
  body(index: number, text: string): string
}

export interface SteadyResult {
  sent: number
  /** Answers to webhooks that were not 2xx, and requests without one. */
  failed: number
  /** Messages without a reply long after the last. */
  unanswered: number
  /** Milliseconds from when a message was due to when its reply arrived. */
  latencies: number[]
}

/** How long replies may take after the last message, in milliseconds. */
const LATEST_MS = 20_000

let runs = 0

/** Messages at a steady rate, and the time each waits for its reply: waiting for a slow server makes none of them late. */
export async function steady({ subject, receiver, rate, goesOn, body }: SteadyOptions): Promise<SteadyResult> {
  const run = `steady ${++runs}`
  const agent = new http.Agent({ keepAlive: true })
  const due = new Map<string, number>()
  const latencies: number[] = []
  let failed = 0
  const unwatch = receiver.watch(({ text, at }) => {
    const said = text.slice(text.indexOf(': ') + 2)
    const since = due.get(said)
    if (since === undefined) return
    due.delete(said)
    latencies.push(at - since)
  })
  const ask = async (index: number, text: string): Promise<void> => {
    const status = await post(agent, { ...subject, body: () => body(index, text) }, index).catch(() => 0)
    if (status >= 200 && status < 300) return
    failed += 1
    due.delete(text)
  }
  const started = performance.now()
  let sent = 0
  for (; goesOn((performance.now() - started) / 1_000); sent++) {
    const time = started + (sent * 1_000) / rate
    const early = time - performance.now()
    if (early > 0) await sleep(early)
    const text = `${run} message ${sent}`
    due.set(text, time)
    void ask(sent, text)
  }
  const deadline = performance.now() + LATEST_MS
  while (due.size > 0 && performance.now() < deadline) await sleep(20)
  unwatch()
  agent.destroy()
  return { sent, failed, unanswered: due.size, latencies }
}

import { setMaxListeners } from 'node:events'
import type { SimulatorClock } from '../simulator/clock.ts'
import { kindsOf } from '../simulator/faults.ts'
import { type PostResult, post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { GladlyFaultBook } from './faults.ts'
import type { GladlySettings } from './options.ts'
import type { GladlyEvent, RecordedDelivery } from './types.ts'
import type { Webhook } from './webhooks.ts'

/** Waits before the four retries (Gladly API reference, Webhooks, Retry Policy). */
const RETRY_AFTER = [30_000, 300_000, 1_800_000, 3_600_000]
const LOG_LENGTH = 100
const SOON = 50

/** Sends events to webhooks: in parallel, each retried on its own, each attempt recorded. */
export class Deliveries {
  private readonly clock: SimulatorClock
  private readonly settings: GladlySettings
  private readonly faults: GladlyFaultBook
  private readonly recorder: Recorder<RecordedDelivery>
  private readonly giveUp: (webhook: Webhook) => void
  private readonly wire?: Wire
  private readonly stopped = new AbortController()
  private underWay = 0
  private readonly dueAt = new Set<{ at: number }>()

  constructor(parts: {
    clock: SimulatorClock
    settings: GladlySettings
    faults: GladlyFaultBook
    recorder: Recorder<RecordedDelivery>
    /** Told when the last retry failed. */
    giveUp: (webhook: Webhook) => void
    wire?: Wire
  }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.faults = parts.faults
    this.recorder = parts.recorder
    this.giveUp = parts.giveUp
    this.wire = parts.wire
    // Each request under way listens; there is no telling how many.
    setMaxListeners(0, this.stopped.signal)
  }

  /** Starts to deliver an event. Nothing is promised about the order in which events arrive. */
  dispatch(webhook: Webhook, event: GladlyEvent): void {
    const plan = this.faults.delivery(event.type)
    if (plan.drop) return
    const body = JSON.stringify(event)
    const { life } = webhook
    for (let copy = 0; copy < plan.copies; copy++) {
      const send = () => this.attempt({ webhook, event, body, life, number: 1, fault: kindsOf(plan) })
      if (plan.hold) this.faults.hold(send)
      else this.schedule(plan.delayMs, send)
    }
  }

  /** Sends a PING; it is answered well only by exactly 200 (Gladly API reference, Webhooks, Ping Event). */
  async ping(webhook: Webhook): Promise<PostResult> {
    const event = { type: 'PING' } as const
    return this.send(webhook, event, JSON.stringify(event), 1)
  }

  /** Whether something is being sent now or will be within the next moment. Held deliveries do not count. */
  busy(): boolean {
    if (this.underWay > 0) return true
    const soon = this.clock.ms() + SOON
    return [...this.dueAt].some(({ at }) => at <= soon)
  }

  /** Breaks off what is under way. */
  stop(): void {
    this.stopped.abort()
  }

  private schedule(ms: number, send: () => Promise<void>): void {
    const due = { at: this.clock.ms() + ms }
    this.dueAt.add(due)
    const go = () => {
      void send()
      this.dueAt.delete(due)
    }
    if (ms === 0) setImmediate(go)
    else this.clock.after(ms, go)
  }

  private async attempt(one: {
    webhook: Webhook
    event: GladlyEvent
    body: string
    life: number
    number: number
    fault?: string
  }): Promise<void> {
    const { webhook, event, body, life, number, fault } = one
    const current = () => webhook.enabled && webhook.life === life && !this.stopped.signal.aborted
    if (!current()) return
    const { status = 0 } = await this.send(webhook, event, body, number, fault)
    if ((status >= 200 && status < 300) || !current()) return
    const wait = RETRY_AFTER[number - 1]
    if (wait === undefined) return this.giveUp(webhook)
    this.schedule(wait / this.settings.timeScale, () => this.attempt({ ...one, number: number + 1, fault: undefined }))
  }

  private async send(
    webhook: Webhook,
    event: GladlyEvent | { type: 'PING' },
    body: string,
    attempt: number,
    fault?: string,
  ): Promise<PostResult> {
    const at = this.clock.now()
    const started = performance.now()
    this.underWay++
    try {
      const result = await this.postWithCredentials(webhook, body, fault)
      const { status, error } = result
      const durationMs = Math.round(performance.now() - started)
      const { id: webhookId, url } = webhook
      const record: RecordedDelivery = { at, webhookId, url, event, attempt, status, error, durationMs }
      this.recorder.add(record)
      webhook.log.push(record)
      if (webhook.log.length > LOG_LENGTH) webhook.log.shift()
      return result
    } finally {
      this.underWay--
    }
  }

  /** Basic credentials go along at once or, as the setting says, only when a 401 asks for them. */
  private async postWithCredentials(webhook: Webhook, body: string, fault?: string): Promise<PostResult> {
    const { url, headers, credentials } = webhook
    const timeoutMs = this.settings.webhookTimeoutMs
    const plain = { url, body, headers, timeoutMs, signal: this.stopped.signal, wire: this.wire, fault }
    if (!credentials) return post(plain)
    const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')
    const withCredentials = { ...plain, headers: { ...headers, Authorization: `Basic ${pair}` } }
    if (this.settings.webhookCredentials === 'preemptive') return post(withCredentials)
    const first = await post(plain)
    if (first.status !== 401 || !first.headers?.['www-authenticate']?.toLowerCase().startsWith('basic')) return first
    return post(withCredentials)
  }
}

import { setMaxListeners } from 'node:events'
import type { SimulatorClock } from '../simulator/clock.ts'
import { kindsOf } from '../simulator/faults.ts'
import { type PostResult, post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { AttemptPlan, GenesysFaultBook } from './faults.ts'
import type { Integration } from './integrations.ts'
import type { GenesysSettings } from './settings.ts'
import { signatureOf } from './signature.ts'
import type { OutboundBody, RecordedDelivery } from './types.ts'

/** Of an answer's body. */
export const MOST_BYTES = 1_000_000

/** One thing to deliver to an integration's webhook. */
export interface Delivery {
  integration: Integration
  body: OutboundBody
  /** Told once: whether it was accepted, or given up. */
  ended: (accepted: boolean) => void
}

/** What deliveries need. */
export interface DeliveryParts {
  clock: SimulatorClock
  settings: GenesysSettings
  faults: GenesysFaultBook
  recorder: Recorder<RecordedDelivery>
  wire?: Wire
}

/**
 * Posts to integrations' webhooks, one object a request, in parallel, with no promise about their order. Only time-outs,
 * 429 and 5xx are tried again.
 */
export class Deliveries {
  private readonly parts: DeliveryParts
  private readonly stopped = new AbortController()
  private underWay = 0
  private due = 0

  constructor(parts: DeliveryParts) {
    this.parts = parts
    // Each request under way listens; there is no telling how many.
    setMaxListeners(0, this.stopped.signal)
  }

  /** Starts to deliver; an integration without a webhook URL gets nothing. */
  dispatch(delivery: Delivery): void {
    if (delivery.integration.outboundNotificationWebhookUrl === undefined) delivery.ended(false)
    else this.plan(delivery, 1, 0)
  }

  /** Whether something is being sent or will be, retries included. Held deliveries do not count. */
  busy(): boolean {
    return this.underWay + this.due > 0
  }

  /** Breaks off what is under way or waits. */
  stop(): void {
    this.stopped.abort()
    this.due = 0
  }

  private plan(delivery: Delivery, number: number, waitMs: number): void {
    const plan = this.parts.faults.attempt(delivery.body.type, number)
    if (plan.drop) {
      delivery.ended(false)
      return
    }
    for (let copy = 0; copy < plan.copies; copy++) {
      const send = () => this.attempt(delivery, number, plan, copy > 0)
      if (plan.hold) this.parts.faults.hold(send)
      else this.schedule(waitMs + plan.delayMs, send)
    }
  }

  private schedule(ms: number, send: () => Promise<void>): void {
    this.due++
    const go = () => {
      if (this.stopped.signal.aborted) return
      void send()
      this.due--
    }
    if (ms === 0) setImmediate(go)
    else this.parts.clock.after(ms, go)
  }

  /** One request. A copy is not tried again. */
  private async attempt(delivery: Delivery, number: number, plan: AttemptPlan, isCopy: boolean): Promise<void> {
    const { recorder, clock } = this.parts
    const { integration, body } = delivery
    const url = integration.outboundNotificationWebhookUrl
    if (url === undefined || this.stopped.signal.aborted) return
    const at = clock.now()
    const started = performance.now()
    this.underWay++
    try {
      const bytes = Buffer.from(JSON.stringify(body))
      const signature = signatureOf(integration.outboundNotificationWebhookSignatureSecretToken, bytes)
      const result = await this.send(
        url,
        bytes,
        { ...integration.webhookHeaders, 'X-Hub-Signature-256': signature },
        plan,
      )
      if (this.stopped.signal.aborted) return
      const durationMs = Math.round(performance.now() - started)
      const { status, error } = result
      const record = { at, url, integrationId: integration.id, body, signature, attempt: number, status, error }
      recorder.add({ ...record, durationMs, fault: kindsOf(plan) })
      if (!isCopy) this.judge(delivery, number, result)
    } finally {
      this.underWay--
    }
  }

  private send(url: string, body: Buffer, headers: Record<string, string>, plan: AttemptPlan): Promise<PostResult> {
    const lost: PostResult = { error: 'timed out', timedOut: true }
    return post({
      url,
      body,
      headers,
      timeoutMs: this.parts.settings.webhookTimeoutMs,
      answerBytes: MOST_BYTES,
      arrives: plan.lose !== 'lost-before',
      judge: (result) => (plan.lose === undefined ? result : lost),
      signal: this.stopped.signal,
      wire: this.parts.wire,
      fault: kindsOf(plan),
    })
  }

  private judge(delivery: Delivery, number: number, { status, timedOut }: PostResult): void {
    const { retryConnectionErrors, webhookRetries, webhookRetryDelayMs } = this.parts.settings
    const accepted = status !== undefined && status >= 200 && status < 300
    const again = timedOut || (status === undefined ? retryConnectionErrors : status === 429 || status >= 500)
    if (again && number <= webhookRetries) this.plan(delivery, number + 1, webhookRetryDelayMs)
    else delivery.ended(accepted)
  }
}

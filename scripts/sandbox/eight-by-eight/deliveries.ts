import { setMaxListeners } from 'node:events'
import type { SimulatorClock } from '../simulator/clock.ts'
import { kindsOf } from '../simulator/faults.ts'
import { type PostResult, post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { Agenda } from './agenda.ts'
import type { EightByEightFaultBook } from './faults.ts'
import { newId } from './ids.ts'
import type { KeyRing } from './keys.ts'
import type { EightByEightSettings } from './options.ts'
import { signatureOf } from './signature.ts'
import type { RecordedDelivery, WebhookEvent } from './types.ts'

/** Where events go. */
export interface Target {
  id: string
  uri: string
}

interface Delivery {
  target: Target
  event: WebhookEvent
  eventId: string
  body: Buffer
  retry: number
  /** The kinds of the faults on the first attempt. */
  fault?: string
}

/** What sending takes. */
export interface DeliveryParts {
  clock: SimulatorClock
  agenda: Agenda
  settings: EightByEightSettings
  faults: EightByEightFaultBook
  keys: KeyRing
  recorder: Recorder<RecordedDelivery>
  wire?: Wire
}

/** Sends events to webhooks: signed anew with each attempt, repeated after a while where not answered 2xx. */
export class Deliveries {
  private readonly parts: DeliveryParts
  private readonly stopped = new AbortController()
  private underWay = 0
  /** The last first attempt that is under way or waits, by webhook and conversation. */
  private readonly lanes = new Map<string, Promise<void>>()

  constructor(parts: DeliveryParts) {
    this.parts = parts
    // Each request under way listens; there is no telling how many.
    setMaxListeners(0, this.stopped.signal)
  }

  /** Starts to deliver an event. How it ends is in the records. */
  dispatch(target: Target, event: WebhookEvent): void {
    const { faults, settings, agenda } = this.parts
    if (settings.webhooksOff) return
    const plan = faults.delivery(event.eventType)
    if (plan.drop) return
    const body = Buffer.from(JSON.stringify(event))
    const delivery = { target, event, eventId: newId(), body, retry: 0, fault: kindsOf(plan) }
    for (let copy = 0; copy < plan.copies; copy++) {
      const send = () => this.attempt(delivery)
      if (plan.hold) faults.hold(send)
      else if (plan.overtakes || !settings.webhooksInOrder) agenda.after(plan.delayMs, () => void send())
      else this.inOrder(`${target.id} ${event.conversationId}`, send)
    }
  }

  /** Asks whether a URL can be reached. It gets an event of its own, once. */
  async verify(target: Target, version: string): Promise<PostResult> {
    const event: WebhookEvent = { notificationVersion: version, eventType: 'WEB_HOOK_VERIFY' }
    const signed = this.parts.settings.signsVerification
    const eventId = signed ? newId() : ''
    return this.send({ target, event, eventId, body: Buffer.from(JSON.stringify(event)), retry: 0 }, signed)
  }

  /** Whether something is being sent, or waits for what is. */
  busy(): boolean {
    return this.underWay > 0 || this.lanes.size > 0
  }

  /** Breaks off what is under way. */
  stop(): void {
    this.stopped.abort()
  }

  private inOrder(lane: string, send: () => Promise<void>): void {
    const before = this.lanes.get(lane) ?? new Promise<void>((resolve) => setImmediate(resolve))
    const mine = before.then(send).finally(() => {
      if (this.lanes.get(lane) === mine) this.lanes.delete(lane)
    })
    this.lanes.set(lane, mine)
  }

  private async attempt(delivery: Delivery): Promise<void> {
    if (this.stopped.signal.aborted) return
    const { status = 0 } = await this.send(delivery, true)
    const { webhookRetries, webhookRetryDelayMs } = this.parts.settings
    if ((status >= 200 && status < 300) || delivery.retry >= webhookRetries) return
    const next = { ...delivery, retry: delivery.retry + 1, fault: undefined }
    if (!this.stopped.signal.aborted) this.parts.agenda.after(webhookRetryDelayMs, () => void this.attempt(next))
  }

  private async send(delivery: Delivery, signed: boolean): Promise<PostResult> {
    const { clock, settings, recorder, wire } = this.parts
    const { target, event, eventId, body, retry, fault } = delivery
    const at = clock.now()
    const started = performance.now()
    const headers = { 'content-type': 'application/json', ...(signed && this.signedHeaders(delivery, at)) }
    this.underWay++
    try {
      const timeoutMs = settings.webhookTimeoutMs
      const { signal } = this.stopped
      const result = await post({ url: target.uri, body, headers, timeoutMs, signal, wire, fault })
      const { status, error } = result
      const durationMs = Math.round(performance.now() - started)
      const sent = { at, webhookId: target.id, url: target.uri, event, eventId, retry, headers, body: body.toString() }
      recorder.add({ ...sent, status, error, durationMs })
      return result
    } finally {
      this.underWay--
    }
  }

  private signedHeaders({ eventId, body, retry }: Delivery, at: Date): Record<string, string> {
    const { settings, keys } = this.parts
    const { customerId, tenantId } = settings
    const transmissionTime = at.getTime()
    return {
      'x-8x8-customer-id': customerId,
      'x-8x8-tenant-id': tenantId,
      'x-8x8-event-id': eventId,
      'x-8x8-retry': String(retry),
      'x-8x8-transmission-time': String(transmissionTime),
      'x-8x8-signature': signatureOf(keys.current, body, { customerId, tenantId, eventId, retry, transmissionTime }),
    }
  }
}

import { setMaxListeners } from 'node:events'
import { Refusal } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { kindsOf } from '../simulator/faults.ts'
import { type PostResult, post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { AttemptPlan, HootsuiteFaultBook } from './faults.ts'
import type { HootsuiteSettings } from './options.ts'
import { signatureOf } from './signature.ts'
import { timestamp } from './timestamps.ts'
import type { HootsuiteEvent, RecordedDelivery } from './types.ts'
import type { OutgoingEvent } from './virtual-agent.ts'

/** What is due within this time counts as under way: the longest wait before a retry, and a bit. */
const SOON = 2_500

/** What deliveries need. */
export interface DeliveryParts {
  clock: SimulatorClock
  settings: HootsuiteSettings
  faults: HootsuiteFaultBook
  recorder: Recorder<RecordedDelivery>
  /** Carries out what came back in a 200. Throws `Refusal` where it is malformed. */
  apply: (event: OutgoingEvent, answer: unknown) => void
  /** Told when the last retry failed. */
  giveUp: (event: OutgoingEvent) => void
  wire?: Wire
}

interface Delivery {
  event: OutgoingEvent
  /** How many deliveries were answered with a 200 that counted. */
  answered: number
}

/**
 * Sends events to the webhook, in parallel, with no promise about their order: 10 s for a 200, else three retries with
 * the same key and a new timestamp (Inbox 2.0 API reference, Virtual Agent API, Requirements).
 */
export class Deliveries {
  private readonly parts: DeliveryParts
  private readonly stopped = new AbortController()
  private underWay = 0
  private readonly dueAt = new Set<{ at: number }>()

  constructor(parts: DeliveryParts) {
    this.parts = parts
    // Each request under way listens; there is no telling how many.
    setMaxListeners(0, this.stopped.signal)
  }

  /** Starts to deliver an event. */
  dispatch(event: OutgoingEvent): void {
    this.plan({ event, answered: 0 }, 1, 0)
  }

  /** Whether something is being sent now or will be soon. Held deliveries do not count. */
  busy(): boolean {
    if (this.underWay > 0) return true
    const soon = this.parts.clock.ms() + SOON
    return [...this.dueAt].some(({ at }) => at <= soon)
  }

  /** Breaks off what is under way or waits. */
  stop(): void {
    this.stopped.abort()
    this.dueAt.clear()
  }

  private plan(delivery: Delivery, number: number, waitMs: number): void {
    const plan = this.parts.faults.attempt(delivery.event.type, number)
    if (plan.drop) return
    for (let copy = 0; copy < plan.copies; copy++) {
      const send = () => this.attempt(delivery, number, plan, copy > 0)
      if (plan.hold) this.parts.faults.hold(send)
      else this.schedule(waitMs + plan.delayMs, send)
    }
  }

  private schedule(ms: number, send: () => Promise<void>): void {
    const due = { at: this.parts.clock.ms() + ms }
    this.dueAt.add(due)
    const go = () => {
      void send()
      this.dueAt.delete(due)
    }
    if (ms === 0) setImmediate(go)
    else this.parts.clock.after(ms, go)
  }

  /** One request. A copy is not retried. */
  private async attempt(delivery: Delivery, number: number, plan: AttemptPlan, isCopy: boolean): Promise<void> {
    const { settings, recorder, clock } = this.parts
    const url = settings.webhookUrl
    if (url === undefined || this.stopped.signal.aborted) return
    const at = clock.now()
    const started = performance.now()
    this.underWay++
    try {
      const event = bodyOf(delivery.event, settings)
      let outcome: RecordedDelivery['outcome'] = 'failed'
      const { status, text, error } = await this.send(url, event, plan, (result) => {
        if (this.stopped.signal.aborted) return result
        const verdict = this.judge(delivery, result)
        outcome = verdict.outcome
        return { ...result, error: verdict.error ?? result.error }
      })
      if (this.stopped.signal.aborted) return
      const responseBody = parsed(text)
      const durationMs = Math.round(performance.now() - started)
      const fault = kindsOf(plan)
      recorder.add({ at, url, event, attempt: number, status, error, durationMs, responseBody, outcome, fault })
      const failed = outcome === 'failed' || (outcome === 'refused' && settings.malformedAnswer === 'fail')
      if (failed && !isCopy) this.afterFailure(delivery, number)
    } finally {
      this.underWay--
    }
  }

  private send(
    url: string,
    event: HootsuiteEvent,
    plan: AttemptPlan,
    judge: (result: PostResult) => PostResult,
  ): Promise<PostResult> {
    const { webhookSecret, webhookTimeoutMs: timeoutMs, maxAnswerBytes: answerBytes } = this.parts.settings
    const body = Buffer.from(JSON.stringify(event))
    const signature = { 'X-Hootsuite-Signature': signatureOf(webhookSecret, body) }
    return post({
      url,
      body,
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...signature },
      timeoutMs,
      answerBytes,
      arrives: plan.lose !== 'reset-before',
      judge: (result) => judge(plan.lose === undefined ? result : { error: 'ECONNRESET' }),
      signal: this.stopped.signal,
      wire: this.parts.wire,
      fault: kindsOf(plan),
    })
  }

  private judge(delivery: Delivery, { status, text, error }: PostResult): Pick<RecordedDelivery, 'outcome' | 'error'> {
    const { settings, apply } = this.parts
    if (status !== 200 || error !== undefined) return { outcome: 'failed' }
    const { event } = delivery
    if (delivery.answered > 0 && settings.repeatedAnswers === 'once') return { outcome: 'repeated' }
    if (event.conversation.owner !== 'bot') {
      delivery.answered++
      return { outcome: 'not-assigned' }
    }
    try {
      apply(event, parsed(text) ?? {})
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      return { outcome: 'refused', error: refusal.message }
    }
    delivery.answered++
    return { outcome: 'applied' }
  }

  /** Only while the conversation is still the one that the event was about is it tried again. */
  private afterFailure(delivery: Delivery, number: number): void {
    const { conversation, epoch } = delivery.event
    if (delivery.answered > 0 || conversation.owner !== 'bot' || conversation.epoch !== epoch) return
    const wait = this.parts.settings.retryDelaysMs[number - 1]
    if (wait === undefined) this.parts.giveUp(delivery.event)
    else this.plan(delivery, number + 1, wait / this.parts.settings.timeScale)
  }
}

/** Events carry the real time at which they are sent: receivers compare it with their own clocks. */
function bodyOf({ idempotencyKey, version, type, data }: OutgoingEvent, settings: HootsuiteSettings): HootsuiteEvent {
  return { timestamp: timestamp(Date.now() + settings.timestampSkewMs), idempotencyKey, version, type, data }
}

function parsed(text = ''): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

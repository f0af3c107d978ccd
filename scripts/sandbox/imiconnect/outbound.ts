import { setMaxListeners } from 'node:events'
import type { SimulatorClock } from '../simulator/clock.ts'
import { kindsOf } from '../simulator/faults.ts'
import { type PostResult, post } from '../simulator/post.ts'
import type { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import { whyNotAcknowledged } from './acknowledgement.ts'
import type { ImiconnectFaultBook } from './faults.ts'
import type { ImiconnectSettings } from './options.ts'
import type { ImiconnectEvent, LostEvent, RecordedDelivery } from './types.ts'

const SOON = 50

/** An event on its way: the same bytes at every attempt. */
interface Outgoing {
  text: string
  /** What it says, for records. */
  event?: ImiconnectEvent
  /** 1 for the first. */
  attempt: number
  /** The kinds of the faults on the first attempt. */
  fault?: string
}

/**
 * The outbound webhook (Generic Bot, Outbound Webhook): told each event at once and in parallel, retried at most four
 * times within an hour, deactivated by consecutive failures until somebody verifies it again.
 */
export class OutboundWebhook {
  active = false
  private url?: string
  private failures = 0
  /** Goes up when it goes off: what was under way then counts no more. */
  private life = 0
  /** What is to be sent as long as the webhook stays on. */
  private readonly waiting = new Set<Outgoing>()
  private underWay = 0
  private readonly dueAt = new Set<{ at: number }>()
  private readonly stopped = new AbortController()
  private readonly clock: SimulatorClock
  private readonly settings: ImiconnectSettings
  private readonly faults: ImiconnectFaultBook
  private readonly delivered: Recorder<RecordedDelivery>
  private readonly lost: Recorder<LostEvent>
  private readonly wire?: Wire

  constructor(parts: {
    clock: SimulatorClock
    settings: ImiconnectSettings
    faults: ImiconnectFaultBook
    delivered: Recorder<RecordedDelivery>
    lost: Recorder<LostEvent>
    wire?: Wire
  }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.faults = parts.faults
    this.delivered = parts.delivered
    this.lost = parts.lost
    this.wire = parts.wire
    // Each request under way listens; there is no telling how many.
    setMaxListeners(0, this.stopped.signal)
  }

  /** Types the URL into the dialog: nothing is sent before it is verified. Throws unless it is HTTPS, or on this machine. */
  setUrl(url: string): void {
    if (!usable(url)) throw new Error(`webhook URL must be HTTPS (or HTTP on this machine): ${url}`)
    this.url = url
    this.deactivate()
  }

  /** Presses Verify and, if that went well, Save. Otherwise all stays as it was. */
  async verify(): Promise<boolean> {
    const { url } = this
    if (url === undefined) throw new Error('there is no webhook URL to verify')
    for (const method of this.settings.verifyMethods) {
      const text = method === 'POST' ? this.settings.verifyBody : undefined
      if (!(await this.send(url, 'verify', method, { text, event: objectIn(text), attempt: 1 }))) return false
    }
    if (this.url !== url) return false
    this.active = true
    this.failures = 0
    return true
  }

  /** Starts to deliver an event, or whatever is given as text. Nothing is promised about the order of arrival. */
  dispatch(given: ImiconnectEvent | string): void {
    const text = typeof given === 'string' ? given : JSON.stringify({ ...given, ...this.tokenField() })
    const one: Outgoing = { text, event: objectIn(text), attempt: 1 }
    if (!this.active) {
      this.lose(one, 'inactive')
      return
    }
    const plan = this.faults.delivery(String(one.event?.Event ?? ''))
    if (plan.drop) {
      this.lose(one, 'fault')
      return
    }
    for (let copy = 0; copy < plan.copies; copy++) {
      const mine = { ...one, fault: kindsOf(plan) }
      this.waiting.add(mine)
      if (plan.hold) this.faults.hold(() => this.attempt(mine))
      else this.schedule(plan.delayMs, () => this.attempt(mine))
    }
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

  /** Runs `work` later, and counts as busy when that is soon. */
  schedule(ms: number, work: () => unknown): void {
    const due = { at: this.clock.ms() + ms }
    this.dueAt.add(due)
    const go = () => {
      work()
      this.dueAt.delete(due)
    }
    if (ms === 0) setImmediate(go)
    else this.clock.after(ms, go)
  }

  private async attempt(one: Outgoing): Promise<void> {
    if (!this.waiting.delete(one) || this.stopped.signal.aborted) return
    const { life } = this
    const current = () => this.active && this.life === life && !this.stopped.signal.aborted
    const ok = await this.send(this.url!, 'event', 'POST', one)
    if (ok) {
      if (current()) this.failures = 0
      return
    }
    const wait = this.settings.retryAfterMs[one.attempt - 1]
    if (current() && (this.settings.failuresCount === 'attempts' || wait === undefined)) this.fail()
    if (wait === undefined) return this.lose(one, 'gave-up')
    if (!current()) return this.lose(one, 'deactivated')
    const next = { ...one, attempt: one.attempt + 1, fault: undefined }
    this.waiting.add(next)
    this.schedule(wait / this.settings.timeScale, () => this.attempt(next))
  }

  private fail(): void {
    this.failures++
    if (this.failures >= this.settings.failuresAllowed) this.deactivate()
  }

  private deactivate(): void {
    this.active = false
    this.life++
    this.failures = 0
    for (const one of this.waiting) this.lose(one, 'deactivated')
    this.waiting.clear()
  }

  private lose({ text, event }: Outgoing, why: LostEvent['why']): void {
    if (!this.stopped.signal.aborted) this.lost.add({ at: this.clock.now(), text, event, why })
  }

  private tokenField(): Record<string, string> {
    const { sendsToken, verificationToken } = this.settings
    return sendsToken?.in === 'body' ? { [sendsToken.name]: verificationToken } : {}
  }

  private async send(
    url: string,
    kind: RecordedDelivery['kind'],
    method: string,
    { text, event, attempt, fault }: Partial<Outgoing> & { attempt: number },
  ): Promise<boolean> {
    const at = this.clock.now()
    const started = performance.now()
    const { settings } = this
    const { sendsToken: token, verificationToken } = settings
    const headers = token?.in === 'header' ? { [token.name]: verificationToken } : {}
    const target = new URL(url)
    if (token?.in === 'query') target.searchParams.set(token.name, verificationToken)
    this.underWay++
    try {
      const { webhookTimeoutMs: timeoutMs } = settings
      const { status, error } = await post({
        method,
        url: target.href,
        body: text,
        headers,
        timeoutMs,
        judge: (result) => ({ ...result, error: whyNotGood(settings, method, result) }),
        signal: this.stopped.signal,
        wire: this.wire,
        fault,
      })
      const ok = error === undefined
      const durationMs = Math.round(performance.now() - started)
      this.delivered.add({ at, kind, method, url, text, event, attempt, status, ok, error, durationMs })
      return ok
    } finally {
      this.underWay--
    }
  }
}

/** A probe that is no POST has nothing to acknowledge: it is to be answered 200. */
function whyNotGood(settings: ImiconnectSettings, method: string, result: PostResult): string | undefined {
  if (method === 'POST' || result.error !== undefined) return whyNotAcknowledged(settings, result)
  return result.status === 200 ? undefined : `status ${result.status}`
}

function objectIn(text: string | undefined): ImiconnectEvent | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as ImiconnectEvent) : undefined
  } catch {
    return undefined
  }
}

function usable(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
}

import type { SimulatorClock } from '../gladly/clock.ts'
import { seeded, shuffled } from '../gladly/random.ts'
import type { ImiconnectSettings } from './options.ts'
import type { RecordedCall } from './types.ts'

/** A fault of the inbound webhook. The first matching rule that is not used up decides; `slow` only adds its delay. */
export interface ApiFault {
  match?: {
    method?: string
    path?: RegExp
    /** The body's `eventid`: 1001 is a reply, 1002 a hand-over. */
    eventid?: string
    conversationId?: string
  }
  /**
   * `status`: answered with it, not applied. `code`: HTTP 200 with this code in the envelope, not applied. `reset-`,
   * `hang-`: the connection is reset, or never answered; `-before` without the call being applied, `-after` once it was
   * applied, so that only the answer is lost. `slow`: applied late.
   */
  kind: 'status' | 'code' | 'reset-before' | 'reset-after' | 'hang-before' | 'hang-after' | 'slow'
  /** For `status`. Default 503. */
  status?: number
  /** For `code`. Default 7005. */
  code?: string
  headers?: Record<string, string>
  /** For `status`. */
  body?: string
  /** Real milliseconds before it happens. Default 0; for `slow` 1000. */
  delayMs?: number
  /** How often it hits. Default: always. */
  times?: number
  /** How long it stays, on the simulator's clock. Default: until removed. */
  forMs?: number
  /** Chance to hit, 0 to 1, from the simulator's seed. Default 1. */
  probability?: number
  onHit?: (call: RecordedCall) => void
}

/** A fault on the way to the bot. It meets first attempts, never retries and never Verify. All matching rules add up. */
export interface WebhookFault {
  /** `type` is matched against `Event`. */
  match?: { type?: RegExp }
  /** `duplicate`: sent again. `delay`: sent late. `drop`: never sent, never retried. `hold`: kept until `releaseHeld`. */
  kind: 'duplicate' | 'delay' | 'drop' | 'hold'
  /** For `duplicate`: how many more than the one. Default 1. */
  copies?: number
  /** For `delay`: milliseconds on the simulator's clock. Default 1000. */
  delayMs?: number
  /** How many events it hits. Default: all. */
  times?: number
}

/** The faults one can put on the simulator. */
export interface ImiconnectFaults {
  /** Adds a fault to the inbound webhook. Returns what removes it. */
  api(rule: ApiFault): () => void
  /** Adds a fault to deliveries to the bot. Returns what removes it. */
  webhooks(rule: WebhookFault): () => void
  /** Sends what `hold` rules kept, one after another in the order asked for. Resolves when each has been tried once. */
  releaseHeld(order?: 'order' | 'reverse' | 'shuffle', seed?: number): Promise<void>
  /** How many deliveries are held. */
  held(): number
  /** Removes all faults. What is held stays held until released. */
  clear(): void
}

/** What is to happen with one delivery. */
export interface DeliveryPlan {
  copies: number
  delayMs: number
  drop: boolean
  hold: boolean
}

interface Active<R> {
  rule: R
  left: number
  until: number
}

/** Keeps the fault rules and says which applies. */
export class FaultBook implements ImiconnectFaults {
  private apiRules: Active<ApiFault>[] = []
  private webhookRules: Active<WebhookFault>[] = []
  private kept: (() => Promise<void>)[] = []
  private readonly clock: SimulatorClock
  private readonly random: () => number

  constructor(clock: SimulatorClock, settings: ImiconnectSettings) {
    this.clock = clock
    this.random = seeded(settings.seed)
  }

  api(rule: ApiFault): () => void {
    const until = rule.forMs === undefined ? Number.POSITIVE_INFINITY : this.clock.ms() + rule.forMs
    const active = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, until }
    this.apiRules.push(active)
    return () => {
      this.apiRules = this.apiRules.filter((one) => one !== active)
    }
  }

  webhooks(rule: WebhookFault): () => void {
    const active = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }
    this.webhookRules.push(active)
    return () => {
      this.webhookRules = this.webhookRules.filter((one) => one !== active)
    }
  }

  async releaseHeld(order: 'order' | 'reverse' | 'shuffle' = 'order', seed = 1): Promise<void> {
    const kept = this.kept
    this.kept = []
    if (order === 'reverse') kept.reverse()
    for (const send of order === 'shuffle' ? shuffled(kept, seed) : kept) await send()
  }

  held(): number {
    return this.kept.length
  }

  clear(): void {
    this.apiRules = []
    this.webhookRules = []
  }

  /** Keeps a delivery until `releaseHeld`. */
  hold(send: () => Promise<void>): void {
    this.kept.push(send)
  }

  /** The faults that meet a call before it is applied: any number of `slow`, then at most one that ends it. */
  beforeCall(call: RecordedCall): ApiFault[] {
    const hit: ApiFault[] = []
    for (const active of this.apiRules) {
      if (active.rule.kind.endsWith('-after') || !this.hits(active, call)) continue
      hit.push(active.rule)
      if (active.rule.kind !== 'slow') break
    }
    return hit
  }

  /** The fault that loses the answer of a call that was applied. */
  afterCall(call: RecordedCall): ApiFault | undefined {
    return this.apiRules.find((active) => active.rule.kind.endsWith('-after') && this.hits(active, call))?.rule
  }

  /** What is to happen with the delivery of an event of this name. */
  delivery(type: string): DeliveryPlan {
    const plan: DeliveryPlan = { copies: 1, delayMs: 0, drop: false, hold: false }
    for (const active of this.webhookRules) {
      const { rule } = active
      if (active.left <= 0 || (rule.match?.type && !matches(rule.match.type, type))) continue
      active.left--
      if (rule.kind === 'duplicate') plan.copies += rule.copies ?? 1
      if (rule.kind === 'delay') plan.delayMs += rule.delayMs ?? 1000
      if (rule.kind === 'drop') plan.drop = true
      if (rule.kind === 'hold') plan.hold = true
    }
    return plan
  }

  private hits(active: Active<ApiFault>, call: RecordedCall): boolean {
    const { rule } = active
    if (active.left <= 0 || this.clock.ms() >= active.until || !concerns(rule, call)) return false
    if (rule.probability !== undefined && this.random() >= rule.probability) return false
    active.left--
    call.fault = rule.kind
    rule.onHit?.(call)
    return true
  }
}

function concerns({ match = {} }: ApiFault, call: RecordedCall): boolean {
  const { method, path, eventid, conversationId } = match
  if (method && method.toUpperCase() !== call.method) return false
  if (path && !matches(path, call.path)) return false
  const body = (call.body ?? {}) as Record<string, unknown>
  if (eventid !== undefined && body.eventid !== eventid) return false
  return conversationId === undefined || body.conversation_id === conversationId
}

function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0
  return pattern.test(text)
}

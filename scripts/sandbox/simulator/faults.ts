import type { SimulatorClock } from './clock.ts'
import { seeded, shuffled } from './random.ts'

/** What a fault on the API's side can look for in a request. */
export interface CallMatch {
  method?: string
  path?: RegExp
}

/**
 * `status`: answered with it, not applied. `reset-`, `hang-`: the connection is reset, or never answered; `-before`
 * without the request being applied, `-after` once it was applied, so that only the answer is lost. `slow`: applied late.
 */
export type CallFaultKind = 'status' | 'reset-before' | 'reset-after' | 'hang-before' | 'hang-after' | 'slow'

/** A fault on the API's side. The first matching rule that is not used up decides; `slow` only adds its delay. */
export interface CallFault<Call, Kind extends string = CallFaultKind, Match extends CallMatch = CallMatch> {
  match?: Match
  kind: Kind
  /** For `status`. Default 503. */
  status?: number
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
  onHit?: (call: Call) => void
}

/** What a fault on the way to the bot can look for in a delivery. */
export interface DeliveryMatch {
  type?: RegExp
}

/** `duplicate`: sent again. `delay`: sent late. `drop`: never sent, never retried. `hold`: kept until `releaseHeld`. */
export type DeliveryFaultKind = 'duplicate' | 'delay' | 'drop' | 'hold'

/** A fault on the way to the bot. All matching rules add up. */
export interface DeliveryFault<Kind extends string = DeliveryFaultKind, Match extends DeliveryMatch = DeliveryMatch> {
  match?: Match
  kind: Kind
  /** For `duplicate`: how many more than the one. Default 1. */
  copies?: number
  /** For `delay`: milliseconds on the simulator's clock. Default 1000. */
  delayMs?: number
  /** How many deliveries it hits. Default: all. */
  times?: number
}

/** The faults one can put on a simulator. */
export interface Faults<Api, Webhook> {
  /** Adds a fault to what the platform is asked. Returns what removes it. */
  api(rule: Api): () => void
  /** Adds a fault to what the platform delivers. Returns what removes it. */
  webhooks(rule: Webhook): () => void
  /** Sends what `hold` rules kept, one after another in the order asked for. Resolves when each has been tried once. */
  releaseHeld(order?: 'order' | 'reverse' | 'shuffle', seed?: number): Promise<void>
  /** How many deliveries are held. */
  held(): number
  /** Removes all faults. What is held stays held until released. */
  clear(): void
  /** Aborted when the simulator stops. */
  readonly stopped: AbortSignal
}

/** A request as faults see it. */
export interface FaultyCall {
  method: string
  path: string
  /** The fault that hit it, if any. */
  fault?: string
}

/** What is to happen with one delivery. */
export interface DeliveryPlan {
  copies: number
  delayMs: number
  drop: boolean
  hold: boolean
  /** The kinds of all faults that hit it. */
  hit: string[]
}

/** The kinds of the faults that hit, as records show them. */
export function kindsOf({ hit }: { hit: string[] }): string | undefined {
  return hit.length > 0 ? hit.join(', ') : undefined
}

interface Active<Rule> {
  rule: Rule
  left: number
  until: number
}

/** Keeps the fault rules and says which applies. */
export class FaultBook<
  Call extends FaultyCall,
  Api extends CallFault<Call, string>,
  Webhook extends DeliveryFault<string>,
> implements Faults<Api, Webhook>
{
  private apiRules: Active<Api>[] = []
  private webhookRules: Active<Webhook>[] = []
  private kept: (() => Promise<void>)[] = []
  private readonly ending = new AbortController()
  private readonly clock: SimulatorClock
  private readonly random: () => number
  private readonly concerns: (rule: Api, call: Call) => boolean

  /** `concerns`: what else a rule can look for in a request, beside method and path. */
  constructor(
    clock: SimulatorClock,
    settings: { seed: number },
    concerns: (rule: Api, call: Call) => boolean = () => true,
  ) {
    this.clock = clock
    this.random = seeded(settings.seed)
    this.concerns = concerns
  }

  api(rule: Api): () => void {
    const until = rule.forMs === undefined ? Number.POSITIVE_INFINITY : this.clock.ms() + rule.forMs
    const active = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, until }
    this.apiRules.push(active)
    return () => {
      this.apiRules = this.apiRules.filter((one) => one !== active)
    }
  }

  webhooks(rule: Webhook): () => void {
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

  get stopped(): AbortSignal {
    return this.ending.signal
  }

  /** The simulator stops: what is held is never sent. */
  stop(): void {
    this.ending.abort()
    this.kept = []
  }

  /** Keeps a delivery until `releaseHeld`. */
  hold(send: () => Promise<void>): void {
    this.kept.push(send)
  }

  /** The faults that meet a request before it is applied: any number of `slow`, then at most one that ends it. */
  beforeCall(call: Call): Api[] {
    const hit: Api[] = []
    for (const active of this.apiRules) {
      if (active.rule.kind.endsWith('-after') || !this.hits(active, call)) continue
      hit.push(active.rule)
      if (active.rule.kind !== 'slow') break
    }
    return hit
  }

  /** The fault that loses the answer of a request that was applied. */
  afterCall(call: Call): Api | undefined {
    return this.apiRules.find((active) => active.rule.kind.endsWith('-after') && this.hits(active, call))?.rule
  }

  /** What is to happen with the delivery of an event of this type. */
  delivery(type: string): DeliveryPlan {
    return planOf(this.hitting(type))
  }

  /** The rules that hit a delivery of this type, each counted. `also`: what else a rule can look for. */
  protected hitting(type: string, also: (rule: Webhook) => boolean = () => true): Webhook[] {
    const hit = this.webhookRules.filter(({ rule, left }) => {
      return left > 0 && also(rule) && (!rule.match?.type || matches(rule.match.type, type))
    })
    for (const active of hit) active.left--
    return hit.map(({ rule }) => rule)
  }

  private hits(active: Active<Api>, call: Call): boolean {
    const { rule } = active
    if (active.left <= 0 || this.clock.ms() >= active.until) return false
    if (rule.match?.method && rule.match.method.toUpperCase() !== call.method) return false
    if (rule.match?.path && !matches(rule.match.path, call.path)) return false
    if (!this.concerns(rule, call)) return false
    if (rule.probability !== undefined && this.random() >= rule.probability) return false
    active.left--
    call.fault = rule.kind
    rule.onHit?.(call)
    return true
  }
}

/** What rules come to together. */
export function planOf(rules: DeliveryFault<string>[]): DeliveryPlan {
  const plan: DeliveryPlan = { copies: 1, delayMs: 0, drop: false, hold: false, hit: rules.map(({ kind }) => kind) }
  for (const rule of rules) {
    if (rule.kind === 'duplicate') plan.copies += rule.copies ?? 1
    if (rule.kind === 'delay') plan.delayMs += rule.delayMs ?? 1000
    if (rule.kind === 'drop' || rule.kind === 'hold') plan[rule.kind] = true
  }
  return plan
}

function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0
  return pattern.test(text)
}

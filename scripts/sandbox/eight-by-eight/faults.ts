import type { SimulatorClock } from '../simulator/clock.ts'
import {
  type CallFault,
  type DeliveryFault,
  type DeliveryFaultKind,
  type DeliveryPlan,
  FaultBook,
  type Faults,
  planOf,
} from '../simulator/faults.ts'
import { seeded } from '../simulator/random.ts'
import type { RecordedCall } from './types.ts'

/** A fault on the API's side. The first matching rule that is not used up decides; `slow` only adds its delay. */
export type ApiFault = CallFault<RecordedCall>

/**
 * A fault on the way to the webhooks; `type` is matched against `eventType`. It meets first attempts, never retries and
 * never a verification. All matching rules add up. `shuffle`: each is late by a random part of `delayMs`, so that they
 * overtake each other.
 */
export type WebhookFault = DeliveryFault<DeliveryFaultKind | 'shuffle'>

/** The faults one can put on the simulator. */
export type EightByEightFaults = Faults<ApiFault, WebhookFault>

/** What is to happen with one delivery, and whether it may overtake others. */
export interface EventPlan extends DeliveryPlan {
  overtakes: boolean
}

/** Keeps the fault rules and says which applies. */
export class EightByEightFaultBook extends FaultBook<RecordedCall, ApiFault, WebhookFault> {
  private readonly chance: () => number

  constructor(clock: SimulatorClock, settings: { seed: number }) {
    super(clock, settings)
    this.chance = seeded(settings.seed)
  }

  override delivery(type: string): EventPlan {
    const rules = this.hitting(type)
    const plan = planOf(rules)
    const shuffles = rules.filter(({ kind }) => kind === 'shuffle')
    for (const { delayMs = 1000 } of shuffles) plan.delayMs += Math.floor(this.chance() * delayMs)
    return { ...plan, overtakes: plan.delayMs > 0 || shuffles.length > 0 }
  }
}

import type { SimulatorClock } from '../simulator/clock.ts'
import {
  type CallFault,
  type DeliveryFault,
  type DeliveryFaultKind,
  type DeliveryMatch,
  type DeliveryPlan,
  FaultBook,
  type Faults,
  planOf,
} from '../simulator/faults.ts'
import { seeded } from '../simulator/random.ts'
import type { RecordedCall } from './types.ts'

/** A fault of the API, the token endpoint included. The first matching rule that is not used up decides. */
export type ApiFault = CallFault<RecordedCall>

/** What a fault on the way to the webhook can look for in an attempt; `type` is `Text`, `Structured`, `Event`, `Receipt`. */
export interface AttemptMatch extends DeliveryMatch {
  /** 1, the default, is the first one, 2 to 6 are the retries. */
  attempt?: number
}

/** How an attempt fails. `lost-before`: without having arrived. `lost-after`: it arrives, and its answer is lost. Both count as time-outs. */
export type AttemptLoss = 'lost-before' | 'lost-after'

/**
 * A fault on the way to the webhook. All matching rules add up. `reorder` delays each by a random time up to `delayMs`,
 * so that they overtake each other.
 */
export interface WebhookFault extends DeliveryFault<DeliveryFaultKind | AttemptLoss | 'reorder', AttemptMatch> {
  /** Chance to hit, 0 to 1, from the simulator's seed. Default 1. */
  probability?: number
}

/** The faults one can put on the simulator. */
export type GenesysFaults = Faults<ApiFault, WebhookFault>

/** What is to happen with one attempt. */
export interface AttemptPlan extends DeliveryPlan {
  /** How it is to fail. */
  lose?: AttemptLoss
}

/** Keeps the fault rules and says which applies, to retries too. */
export class GenesysFaultBook extends FaultBook<RecordedCall, ApiFault, WebhookFault> {
  private readonly chance: () => number

  constructor(clock: SimulatorClock, settings: { seed: number }) {
    super(clock, settings)
    this.chance = seeded(settings.seed + 1)
  }

  /** What is to happen with an attempt to deliver a message of this type. */
  attempt(type: string, number: number): AttemptPlan {
    const rules = this.hitting(type, ({ match, probability }) => {
      return (match?.attempt ?? 1) === number && (probability === undefined || this.chance() < probability)
    })
    const plan: AttemptPlan = planOf(rules)
    for (const { kind, delayMs = 1000 } of rules) {
      if (kind === 'lost-before' || kind === 'lost-after') plan.lose = kind
      if (kind === 'reorder') plan.delayMs += Math.floor(this.chance() * delayMs)
    }
    return plan
  }
}

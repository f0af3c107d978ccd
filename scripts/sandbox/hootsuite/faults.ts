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
import type { RecordedCall } from './types.ts'

/**
 * A fault of the REST API, the token endpoint included. The first matching rule that is not used up decides; `slow` only
 * adds its delay.
 */
export type ApiFault = CallFault<RecordedCall>

/** What a fault on the way to the webhook can look for in an attempt. */
export interface AttemptMatch extends DeliveryMatch {
  /** 1, the default, is the first one, 2 to 4 are the retries. */
  attempt?: number
}

/** How an attempt fails. `reset-before`: without having arrived. `reset-after`: it arrives, and its answer is lost. */
export type AttemptLoss = 'reset-before' | 'reset-after'

/**
 * A fault on the way to the webhook. All matching rules add up. A `duplicate` is sent at the same time; an attempt that
 * is reset counts as failed.
 */
export type WebhookFault = DeliveryFault<DeliveryFaultKind | AttemptLoss, AttemptMatch>

/** The faults one can put on the simulator. */
export type HootsuiteFaults = Faults<ApiFault, WebhookFault>

/** What is to happen with one attempt. */
export interface AttemptPlan extends DeliveryPlan {
  /** How it is to fail. */
  lose?: AttemptLoss
}

/** Keeps the fault rules and says which applies, to retries too. */
export class HootsuiteFaultBook extends FaultBook<RecordedCall, ApiFault, WebhookFault> {
  /** What is to happen with an attempt to deliver an event of this type. */
  attempt(type: string, number: number): AttemptPlan {
    const rules = this.hitting(type, ({ match }) => (match?.attempt ?? 1) === number)
    const plan: AttemptPlan = planOf(rules)
    for (const { kind } of rules) if (kind === 'reset-before' || kind === 'reset-after') plan.lose = kind
    return plan
  }
}

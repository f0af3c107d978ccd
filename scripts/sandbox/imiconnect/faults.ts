import type { SimulatorClock } from '../simulator/clock.ts'
import {
  type CallFault,
  type CallFaultKind,
  type CallMatch,
  type DeliveryFault,
  FaultBook,
  type Faults,
} from '../simulator/faults.ts'
import type { ImiconnectSettings } from './options.ts'
import type { RecordedCall } from './types.ts'

/** What a fault of the inbound webhook can look for in a call. */
export interface InboundMatch extends CallMatch {
  /** The body's `eventid`: 1001 is a reply, 1002 a hand-over. */
  eventid?: string
  conversationId?: string
}

/**
 * A fault of the inbound webhook. The first matching rule that is not used up decides; `slow` only adds its delay.
 * `code`: HTTP 200 with this code in the envelope, not applied.
 */
export interface ApiFault extends CallFault<RecordedCall, CallFaultKind | 'code', InboundMatch> {
  /** For `code`. Default 7005. */
  code?: string
}

/**
 * A fault on the way to the bot; `type` is matched against `Event`. It meets first attempts, never retries and never
 * Verify. All matching rules add up.
 */
export type WebhookFault = DeliveryFault

/** The faults one can put on the simulator. */
export type ImiconnectFaults = Faults<ApiFault, WebhookFault>

/** Keeps the fault rules and says which applies. */
export type ImiconnectFaultBook = FaultBook<RecordedCall, ApiFault, WebhookFault>

/** An empty fault book whose rules can look into a call's body. */
export function faultBook(clock: SimulatorClock, settings: ImiconnectSettings): ImiconnectFaultBook {
  return new FaultBook(clock, settings, concerns)
}

function concerns({ match = {} }: ApiFault, call: RecordedCall): boolean {
  const { eventid, conversationId } = match
  const body = (call.body ?? {}) as Record<string, unknown>
  if (eventid !== undefined && body.eventid !== eventid) return false
  return conversationId === undefined || body.conversation_id === conversationId
}

import type { CallFault, DeliveryFault, FaultBook, Faults } from '../simulator/faults.ts'
import type { RecordedCall } from './types.ts'

/** A fault on the API's side. The first matching rule that is not used up decides; `slow` only adds its delay. */
export type ApiFault = CallFault<RecordedCall>

/** A fault on the way to the webhooks. It meets first attempts, never retries and never a PING. All matching rules add up. */
export type WebhookFault = DeliveryFault

/** The faults one can put on the simulator. */
export type GladlyFaults = Faults<ApiFault, WebhookFault>

/** Keeps the fault rules and says which applies. */
export type GladlyFaultBook = FaultBook<RecordedCall, ApiFault, WebhookFault>

import type { OwnerSeen } from './stage.ts'

/** A limit, an outage, and answers that come too late. */
export const DESK_FAULTS = ['429', '503', 'slow'] as const

type ApiFault = { kind: 'slow'; delayMs: number } | { kind: 'status'; status: number }

/** Make a desk's API ill in one of these ways, or well again. */
export function setDeskFault(
  faults: { clear(): void; api(fault: ApiFault): unknown },
  fault: string | undefined,
): void {
  faults.clear()
  if (fault === undefined) return
  faults.api(fault === 'slow' ? { kind: 'slow', delayMs: 3_000 } : { kind: 'status', status: Number(fault) })
}

/** What an agent sees of a customer who was handed over. */
export interface Handed {
  /** Undefined while nothing is open for the customer on the desk. */
  owner: OwnerSeen | undefined
  /** What came along, one line each: the history, the reason. By ids that stay. */
  notes: { id: string; text: string }[]
  topics: string[]
  attributes: Record<string, string>
  /** What agents said to the customer, in order. */
  agentTexts: string[]
}

/** The agents' side of a simulated desk, for whoever plays an agent. Rejects where the desk has no way for it. */
export interface DeskPeople {
  /** The platform's name. */
  readonly platform: string
  readonly faults: readonly string[]
  readonly remarks: readonly string[]
  /** Each of them is about the customer of this name. */
  look(customer: string): Handed
  take(customer: string): Promise<void>
  says(customer: string, text: string): Promise<void>
  leaves(customer: string): Promise<void>
  setFault(fault: string | undefined): void
}

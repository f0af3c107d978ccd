import type { OwnerSeen } from './stage.ts'

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

import type { FaultBoard } from './faults.ts'
import type { HistoryLine, OwnerSeen, Tick } from './stage.ts'

/** Something an agent, or what answers in the agents' place, said to the customer. */
export interface DeskWords {
  /** The desk's id of it. */
  id: string
  text: string
  at: Date
  /** Whose words they are, where the desk shows a name. */
  author?: string
  tick?: Tick
}

/** A customer as the desk knows them. */
export interface Handed {
  /** Undefined while nobody on the desk has the customer, or is to. */
  owner: OwnerSeen | undefined
  /** All ids the desk knows the customer, and the customer's conversations, by. */
  ids: string[]
  /** What came along with the last hand-off; undefined before the first. */
  history: HistoryLine[] | undefined
  topics: string[]
  attributes: Record<string, string>
  facts: { name: string; value: string }[]
  /** What was said to the customer, in order, over all conversations. */
  words: DeskWords[]
}

/** Whom a desk is asked about. */
export interface DeskCustomer {
  /** The customer's id on Web Chat. */
  customerId: string
  /** The conversation on Web Chat. */
  conversationId: string
  channelId: string
}

/** The agents' side of a simulated desk, for whoever plays an agent. Rejects where the desk has no way for it. */
export interface DeskPeople {
  /** The platform's name. */
  readonly platform: string
  /** Where the desk takes its faults. */
  readonly board: FaultBoard
  readonly queues: readonly string[]
  readonly remarks: readonly string[]
  look(customer: DeskCustomer): Handed
  take(customer: DeskCustomer): Promise<void>
  says(customer: DeskCustomer, text: string): Promise<void>
  types(customer: DeskCustomer): Promise<void>
  transfer(customer: DeskCustomer, queue: string): Promise<void>
  leaves(customer: DeskCustomer): Promise<void>
}

/** A desk that has not heard of the customer. */
export const UNKNOWN: Handed = {
  owner: undefined,
  ids: [],
  history: undefined,
  topics: [],
  attributes: {},
  facts: [],
  words: [],
}

/** The topics in a text that lists them. */
export const topicsIn = (text: string): string[] =>
  text
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '')

/** Somebody who can have the customer. */
export interface OwnerSeen {
  who: 'bot' | 'queue' | 'agent' | 'closed'
  /** The queue's or the agent's name. */
  name?: string
}

/** A file somebody sent. */
export interface FileSeen {
  name: string
  contentType: string
  /** Where it lies, on loopback; absent where the platform does not say. */
  url?: string
}

/** How far a message of the bot's or an agent's came, as far as the platform shows it. */
export type Tick = 'sent' | 'delivered' | 'read' | 'failed'

/** Something that was said, or written about the customer. */
export interface EntrySeen {
  id: string
  kind: 'customer' | 'bot' | 'agent' | 'note'
  text: string
  /** When, on the platform's clock. */
  at?: Date
  /** The agent's name, where the platform shows it. */
  author?: string
  /** Buttons, in order. */
  options?: { id: string; label: string }[]
  /** Bot Framework cards (hero, adaptive, …), where the customer's channel shows them. */
  cards?: { contentType: string; content: unknown }[]
  files?: FileSeen[]
  tick?: Tick
}

/** One line of what was said before a hand-off, as the agent is shown it. */
export interface HistoryLine {
  from: string
  text: string
}

/** One conversation as the platform's own people see it. */
export interface Scene {
  conversationId: string
  /** All ids that the platform knows this conversation and its customer by, the one above included. */
  ids: string[]
  owner: OwnerSeen
  /** Oldest first, the customer's own words included. */
  entries: EntrySeen[]
  topics: string[]
  customerAttributes: Record<string, string>
  conversationAttributes: Record<string, string>
  /** What came along with the hand-off for the agent to read; absent where nothing did yet. */
  history?: HistoryLine[]
  /** The platform's own words for the state of this conversation: an inbox, a status, a participant's data. */
  facts: { name: string; value: string }[]
  /** Who is typing just now, as far as the platform shows it. */
  typing?: ('customer' | 'bot' | 'agent')[]
}

/** A file a customer sends. */
export interface FileSent {
  name: string
  contentType: string
  bytes: Uint8Array
}

/**
 * One customer on one simulated platform, for whoever plays customer and agent: all that the terminal and the console know
 * of a platform. What the platform has no way for rejects, saying so; where a method is absent, there is no way ever.
 *
 * Several stages share a simulator: each is a customer of its own.
 */
export interface Stage {
  /** The platform's name. */
  readonly platform: string
  /** The customer's ways to write; the first is where the customer starts. */
  readonly channels: readonly string[]
  /** Names of the faults the platform can be given. */
  readonly faults: readonly string[]
  /** Names of the queues an agent can transfer to. */
  readonly queues: readonly string[]
  /** What whoever plays should know of this platform: how it differs from what one expects. One line each. */
  readonly remarks: readonly string[]
  /** The name of the customer, as agents see it. */
  readonly customer: string
  /** The customer writes, or takes an option of the bot's last message. */
  customerSays(text: string, optionId?: string): Promise<void>
  customerSends?(file: FileSent): Promise<void>
  /** The customer submits a card of the bot's: what its fields hold, and the button's data. */
  customerSubmits?(data: unknown): Promise<void>
  customerTypes?(): Promise<void>
  /** The customer's next messages come this way. */
  useChannel(channel: string): void
  /** From now on the customer is somebody else. */
  newCustomer(): void
  /** A person writes, taking the conversation first where nobody has it. */
  agentSays(text: string): Promise<void>
  agentTypes?(): Promise<void>
  agentNotes?(text: string): Promise<void>
  /** A person takes the conversation. */
  take(): Promise<void>
  /** The person puts it into another queue. */
  transfer?(queue: string): Promise<void>
  /** The person gives it back to the bot. */
  giveBack(): Promise<void>
  /** The person closes it. */
  close(): Promise<void>
  addTopic?(topic: string): Promise<void>
  removeTopic?(topic: string): Promise<void>
  setAttribute?(scope: 'customer' | 'conversation', name: string, value: string): Promise<void>
  /** Make the whole platform ill in these ways, and in no others; well again where there are none. */
  setFaults(faults: readonly string[]): void
  /** Undefined before the customer's first message. */
  look(): Scene | undefined
}

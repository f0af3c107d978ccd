/** Somebody who can have the customer. */
export interface OwnerSeen {
  who: 'bot' | 'queue' | 'agent' | 'closed'
  /** The queue's or the agent's name. */
  name?: string
}

/** Something that was said to the customer, or written about the customer. */
export interface EntrySeen {
  id: string
  kind: 'bot' | 'agent' | 'note'
  text: string
  /** Buttons, in order. */
  options?: { id: string; label: string }[]
}

/** One conversation as the platform's own people see it. */
export interface Scene {
  conversationId: string
  owner: OwnerSeen
  /** Oldest first. */
  entries: EntrySeen[]
  topics: string[]
  customerAttributes: Record<string, string>
  conversationAttributes: Record<string, string>
}

/**
 * One simulated platform, for a person who plays customer and agent: all that the terminal knows of it. What the platform
 * has no way for rejects, saying so.
 */
export interface Stage {
  /** The platform's name. */
  readonly platform: string
  /** The customer's ways to write; the first is where the customer starts. */
  readonly channels: readonly string[]
  /** Names of the faults the platform can be given. */
  readonly faults: readonly string[]
  /** What whoever plays should know of this platform: how it differs from what one expects. One line each. */
  readonly remarks: readonly string[]
  /** The customer writes, or takes an option of the bot's last message. */
  customerSays(text: string, optionId?: string): Promise<void>
  /** The customer's next messages come this way. */
  useChannel(channel: string): void
  /** From now on the customer is somebody else. */
  newCustomer(): void
  /** A person writes, taking the conversation first where nobody has it. */
  agentSays(text: string): Promise<void>
  /** A person takes the conversation. */
  take(): Promise<void>
  /** The person gives it back to the bot. */
  giveBack(): Promise<void>
  /** The person closes it. */
  close(): Promise<void>
  /** Make the platform ill, or well again. */
  setFault(fault: string | undefined): void
  /** Undefined before the customer's first message. */
  look(): Scene | undefined
}

/** What this process knows of a customer at Genesys beside what is stored: lost with it, and never missed. */
export interface Thread {
  /** The newest conversation, as told by an answer, a webhook or a registration. */
  conversationId?: string
  /** Where a message of the customer's went last: agentless messages may open others. */
  entered?: string
  /** The customer's participant in the newest one. */
  participantId?: string
  /** How often in a row a message of the customer's was answered with this conversation: twice means that it goes on. */
  confirmed: number
  /** What was mirrored into it, as `lineKey`s. */
  mirrored: string[]
  /** `type` was set back to the bot's since the last hand-off. */
  reset: boolean
  /** When the customer's typing was shown last, milliseconds. */
  typedAt: number
  /** Parts of a relayed message that Genesys has already, by the message's id. */
  relayed: Map<string, number>
}

export interface Threads {
  of(address: string): Thread
  /** A conversation was named for a customer. True where it is another than before. */
  learn(address: string, conversationId: string, by: 'customer' | 'other'): boolean
  /** Something was mirrored into the newest conversation. */
  mirrored(address: string, line: string): void
}

const MOST_THREADS = 5_000
const MOST_LINES = 200

export function createThreads(): Threads {
  const all = new Map<string, Thread>()

  const of = (address: string): Thread => {
    const found = all.get(address) ?? {
      confirmed: 0,
      mirrored: [],
      reset: false,
      typedAt: Number.NEGATIVE_INFINITY,
      relayed: new Map(),
    }
    // The one used last is the one forgotten last.
    all.delete(address)
    all.set(address, found)
    if (all.size > MOST_THREADS) all.delete(all.keys().next().value!)
    return found
  }

  return {
    of,
    learn(address, conversationId, by) {
      const thread = of(address)
      if (by === 'customer') thread.entered = conversationId
      if (thread.conversationId === conversationId) {
        if (by === 'customer') thread.confirmed += 1
        return false
      }
      thread.conversationId = conversationId
      delete thread.participantId
      thread.confirmed = by === 'customer' ? 1 : 0
      // What stands in another conversation the agents of this one do not see.
      thread.mirrored = []
      return true
    },
    mirrored(address, line) {
      const { mirrored } = of(address)
      mirrored.push(line)
      if (mirrored.length > MOST_LINES) mirrored.shift()
    },
  }
}

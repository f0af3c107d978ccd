import { unknown } from './problem.ts'
import type { AgentStatus } from './types.ts'

/** An agent as the platform keeps them. */
export interface Agent {
  id: string
  name: string
  status: AgentStatus
  /** Queue ids, and whether the agent takes chats of each. */
  queues: Map<string, boolean>
  /** Ids of the conversations the agent is in. */
  conversations: Set<string>
}

/** The tenant's agents. */
export class Agents {
  private readonly agents = new Map<string, Agent>()

  add(id: string, name: string, queueIds: readonly string[]): void {
    const queues = new Map(queueIds.map((queueId) => [queueId, true]))
    this.agents.set(id, { id, name, status: 'available', queues, conversations: new Set() })
  }

  list(): Agent[] {
    return [...this.agents.values()]
  }

  /** Throws for an id that is not known. */
  get(id: string): Agent {
    const found = this.agents.get(id)
    if (!found) throw unknown('Agent', id)
    return found
  }

  nameOf(id: string): string {
    return this.agents.get(id)?.name ?? id
  }

  /** Members of a queue. */
  of(queueId: string): Agent[] {
    return this.list().filter(({ queues }) => queues.has(queueId))
  }

  /** The agent who would be offered a chat of this queue: the one with the fewest. Undefined if nobody takes it. */
  freest(queueId: string): Agent | undefined {
    const ready = this.of(queueId).filter((one) => one.status === 'available' && one.queues.get(queueId))
    return ready.sort((one, other) => one.conversations.size - other.conversations.size)[0]
  }
}

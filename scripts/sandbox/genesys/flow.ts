import { type Conversation, customerOf } from './conversations.ts'
import type { DataAction } from './data-action.ts'
import type { Integrations } from './integrations.ts'
import { isLive, type Lifecycle, liveOnes } from './lifecycle.ts'
import type { GenesysSettings, Queue } from './settings.ts'

/** What the flow needs. */
export interface FlowParts {
  settings: GenesysSettings
  lifecycle: Lifecycle
  integrations: Integrations
  dataAction: DataAction
}

/**
 * The inbound message flow: Get Participant Data `type` and `igRegistered`; if the latter is empty, the data action that
 * registers the conversation; then Transfer to ACD for `type` "human", else Disconnect.
 */
export class Flow {
  private readonly parts: FlowParts
  private running = 0

  constructor(parts: FlowParts) {
    this.parts = parts
  }

  /** The customer did something: runs the flow where neither it nor a queue nor an agent has the conversation. */
  enter(conversation: Conversation, messageId?: string): void {
    if (liveOnes(conversation, 'workflow', 'acd', 'agent').length > 0) return
    if (this.parts.integrations.find(conversation.integrationId)?.flowId === undefined) return
    this.running++
    void this.run(conversation, messageId).finally(() => this.running--)
  }

  /** Whether a flow runs. */
  busy(): boolean {
    return this.running > 0
  }

  private async run(conversation: Conversation, messageId: string | undefined): Promise<void> {
    const { lifecycle, dataAction, settings } = this.parts
    conversation.flowRuns++
    const flow = lifecycle.start(conversation, 'workflow', { name: 'Inbound Message Flow' })
    // Read once, at the beginning: what is set while the data action runs is not seen by this run.
    const { type, igRegistered = '', queue } = customerOf(conversation).attributes
    if (igRegistered === '' && (await dataAction.register(conversation, messageId))) {
      lifecycle.attribute(conversation, customerOf(conversation), { igRegistered: 'true' })
    }
    if (!isLive(flow)) return
    if (type === 'human') {
      lifecycle.end(conversation, flow, 'transfer')
      const { id, name } = queueOf(settings, queue)
      lifecycle.start(conversation, 'acd', { queueId: id, name })
      return
    }
    if (settings.flowDisconnects === 'conversation') return lifecycle.endAll(conversation, 'client', flow)
    lifecycle.end(conversation, flow, 'client')
  }
}

/** The queue that a name or an id names; the default one where there is none. */
export function queueOf({ queues, defaultQueue }: GenesysSettings, wanted: string | undefined): Queue {
  return findQueue(queues, wanted) ?? findQueue(queues, defaultQueue) ?? queues[0]!
}

/** The queue of this name or id. */
export function findQueue(queues: Queue[], wanted: string | undefined): Queue | undefined {
  return queues.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted?.toLowerCase())
}

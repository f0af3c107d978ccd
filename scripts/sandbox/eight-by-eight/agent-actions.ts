import { conversationsByUser } from './by-user.ts'
import { agentDone, goIdle } from './conversations.ts'
import { addFile, addMessage } from './messages.ts'
import { agentJoins } from './queueing.ts'
import type { AgentActions, AgentSaysOptions } from './simulator.ts'
import { transfer } from './transfers.ts'
import type { Card } from './types.ts'
import { type Conversation, conversationById, snapshot, type World } from './world.ts'

/** What agents do. */
export function agentActionsOf(world: World): AgentActions {
  const one = (id: string) => conversationById(world, id)
  const { agents, events, settings } = world
  return {
    agentAccepts: (id, agentId) => agentJoins(world, one(id), agentId),
    agentSays(id, text, options = {}) {
      const conversation = one(id)
      const author = { id: agentIn(conversation), type: 'agent' } as const
      const attachments = (options.attachments ?? []).map((file) => addFile(world, conversation, file))
      const message = addMessage(world, conversation, { author, text, attachments, cards: cardsFrom(options) })
      events.message(conversation, message, false)
      return message.id
    },
    agentTypes(id, typing = true) {
      const conversation = one(id)
      const agent = { id: agentIn(conversation), type: 'agent' }
      events.activity(conversation, 'typing', { users: typing ? [agent] : [] })
    },
    agentReads(id) {
      const conversation = one(id)
      const users = [{ id: agentIn(conversation), type: 'agent' }]
      events.activity(conversation, 'read-receipts', [{ timestamp: world.clock.ms(), users }])
    },
    agentTransfers: (id, queueId) => transfer(world, one(id), queueId),
    agentLeaves(id, { idleDelayMs = settings.idleDelayMs } = {}) {
      const conversation = one(id)
      agentIn(conversation)
      agentDone(world, conversation, idleDelayMs)
    },
    goIdle: (id) => goIdle(world, one(id)),
    agentOnline(agentId, queueId) {
      const agent = agents.get(agentId)
      if (queueId === undefined) agent.status = 'available'
      else agent.queues.set(queueId, true)
    },
    agentOffline(agentId, queueId) {
      const agent = agents.get(agentId)
      if (queueId === undefined) agent.status = 'loggedOut'
      else if (agent.queues.has(queueId)) agent.queues.set(queueId, false)
    },
    agentStatus(agentId, status) {
      agents.get(agentId).status = status
    },
    queues: () => [...world.queues.values()].map(({ id, name }) => ({ id, name })),
    conversationsOf: (userId) => conversationsByUser(world.conversations, userId).map(snapshot),
    agents: () =>
      agents.list().map(({ id, name, status, queues, conversations }) => ({
        id,
        name,
        status,
        queues: [...queues].map(([queueId, enabled]) => ({ id: queueId, enabled })),
        conversations: [...conversations],
      })),
  }
}

function agentIn({ id, agentId }: Conversation): string {
  if (agentId === undefined) throw new Error(`conversation ${id} has no agent`)
  return agentId
}

function cardsFrom({ cards = [], quickReplies = [] }: AgentSaysOptions): Card[] {
  if (quickReplies.length === 0) return cards
  const options = quickReplies.map(({ title, postback }) => ({ title, data: { postback } }))
  return [...cards, { contentType: 'application/8x8.quick.replies', content: { options } }]
}

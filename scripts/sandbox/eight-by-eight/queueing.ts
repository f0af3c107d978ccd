import type { Conversation, World } from './world.ts'

/** Waits in a queue. One that does not exist is entered by nobody, and nobody is told. */
export function enterQueue(world: World, conversation: Conversation, queueId: string): void {
  const queue = world.queues.get(queueId)
  if (!queue) return
  conversation.lastQueueId = queueId
  world.queueRecords.queued(queueId, conversation.id)
  world.events.queued(conversation, queue)
}

/** An agent takes it out of its queue: by default the freest. Throws if there is nobody, or it waits in no queue. */
export function agentJoins(world: World, conversation: Conversation, agentId?: string): string {
  const { state, over, assignment, lastQueueId } = conversation
  const queueId = assignment.id
  if (state !== 'active' || over || assignment.type !== 'queue' || lastQueueId !== queueId) {
    throw new Error(`conversation ${conversation.id} waits in no queue`)
  }
  const agent = agentId === undefined ? world.agents.freest(queueId) : world.agents.get(agentId)
  if (!agent) throw new Error(`nobody takes chats of queue ${queueId}`)
  conversation.turn++
  agent.conversations.add(conversation.id)
  conversation.agentId = agent.id
  conversation.assignment = { type: 'agent', id: agent.id }
  takesPart(conversation, { id: agent.id, type: 'agent' })
  world.queueRecords.accepted(conversation.id)
  world.events.member(conversation, 'agent', 'joined', agent.id)
  world.events.update(conversation)
  return agent.id
}

/** The agent, if there is one, is out of it. */
export function agentOut(world: World, conversation: Conversation): void {
  const { agentId } = conversation
  if (agentId === undefined) return
  conversation.agentId = undefined
  world.agents.get(agentId).conversations.delete(conversation.id)
  for (const one of conversation.participants) if (one.id === agentId) one.removed = true
  world.events.member(conversation, 'agent', 'left', agentId)
}

/** Lists somebody among those who are or were in it. */
export function takesPart(
  { participants }: Conversation,
  { id, type }: { id: string; type: 'user' | 'bot' | 'agent' },
): void {
  const known = participants.find((one) => one.id === id)
  if (known) known.removed = false
  else participants.push({ id, type, removed: false })
}

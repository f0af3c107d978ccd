import { later, reassign } from './conversations.ts'
import { agentOut } from './queueing.ts'
import type { Conversation, World } from './world.ts'

/** Its agent moves it to another queue: TRANSFER and the agent's leaving in the order that is set, then QUEUED. */
export function transfer(world: World, conversation: Conversation, queueId: string): void {
  const { settings, events, queues } = world
  if (conversation.agentId === undefined) throw new Error(`conversation ${conversation.id} has no agent`)
  if (!queues.has(queueId)) throw new Error(`there is no queue ${queueId}`)
  conversation.turn++
  const leave = () => agentOut(world, conversation)
  const tell = () => events.transfer(conversation)
  const leftFirst = settings.transferOrder === 'left-first'
  const steps = leftFirst ? [leave, tell] : [tell, leave]
  const rest = () => {
    steps[1]!()
    reassign(world, conversation, { type: 'queue', id: queueId })
  }
  steps[0]!()
  if (settings.transferGapMs === 0) rest()
  else later(world, conversation, settings.transferGapMs, rest)
}

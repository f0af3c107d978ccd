import { interactionId, newId } from './ids.ts'
import { agentOut, enterQueue } from './queueing.ts'
import type { Assignment, PostAgentAssignment, PostedMessage, UserData } from './types.ts'
import { type Channel, type Conversation, keepConversation, startOf, trim, type World } from './world.ts'

/** A new conversation as it is asked for. */
export interface NewConversation {
  channel: Channel
  assignment?: Assignment
  user: UserData
  history?: PostedMessage[]
}

function newConversation(world: World, { channel, assignment, user, history = [] }: NewConversation): Conversation {
  const conversation: Conversation = {
    id: newId(),
    channelId: channel.id,
    channelType: channel.type,
    state: 'created',
    assignment: { ...(assignment ?? startOf(channel)) },
    user: structuredClone(user),
    history: structuredClone(history),
    messages: [],
    files: new Map(),
    participants: [{ id: 'user', type: 'user', removed: false }],
    interactions: [],
    indicators: [],
    readAt: {},
    createdAt: world.clock.now(),
    over: false,
    turn: 0,
  }
  keepConversation(world, conversation)
  return conversation
}

/** A client opens a conversation: `created` now, `active` after a while. */
export function createConversation(world: World, asked: NewConversation): Conversation {
  const conversation = newConversation(world, asked)
  world.events.update(conversation)
  if (world.settings.activates)
    later(world, conversation, world.settings.activationDelayMs, () => activate(world, conversation))
  return conversation
}

/** A customer arrives in one of 8x8's own channels: `active` at once. */
export function customerArrives(world: World, asked: NewConversation): Conversation {
  const conversation = newConversation(world, asked)
  activate(world, conversation)
  if (world.settings.tellsUserJoined) world.events.member(conversation, 'user', 'joined', 'user')
  return conversation
}

/** Makes it active, in a new interaction, with whom it is assigned to. */
export function activate(world: World, conversation: Conversation): void {
  conversation.state = 'active'
  conversation.over = false
  beginInteraction(world, conversation)
  world.events.update(conversation)
  if (conversation.assignment.type === 'queue') enterQueue(world, conversation, conversation.assignment.id)
}

/** Ends the interaction under way and begins another. */
export function beginInteraction(world: World, conversation: Conversation): void {
  endInteraction(world, conversation)
  const startTime = world.clock.now()
  conversation.interactions.push({ id: interactionId(world.settings.tenantId, startTime.getTime()), startTime })
  trim(conversation.interactions, world.settings.recordLimit)
}

function endInteraction(world: World, { interactions }: Conversation): void {
  const current = interactions.at(-1)
  if (current && !current.endTime) current.endTime = world.clock.now()
}

/** Does something later, unless by then somebody else has got the conversation. */
export function later(world: World, conversation: Conversation, ms: number, work: () => void): () => void {
  const { turn } = conversation
  return world.agenda.after(ms, () => {
    if (conversation.turn === turn) work()
  })
}

/** Gives it to a queue or a script, out of the hands of whoever has it. One that had ended begins anew. */
export function reassign(world: World, conversation: Conversation, assignment: Assignment): void {
  if (conversation.state === 'created') {
    conversation.assignment = { ...assignment }
    world.events.update(conversation)
    return
  }
  takeOver(conversation)
  agentOut(world, conversation)
  conversation.assignment = { ...assignment }
  world.queueRecords.left(conversation.id)
  comeBack(conversation)
  activate(world, conversation)
}

/** One that had ended goes on: in its last queue, else where its channel begins. */
export function requeue(world: World, conversation: Conversation): void {
  const { lastQueueId, channelId } = conversation
  const channel = world.channels.get(channelId)
  const start = channel ? startOf(channel) : conversation.assignment
  reassign(world, conversation, lastQueueId === undefined ? start : { type: 'queue', id: lastQueueId })
}

/** The agent is done: the webhook named for then gets it, or it becomes idle after `idleDelayMs` (-1: never). */
export function agentDone(world: World, conversation: Conversation, idleDelayMs: number): void {
  takeOver(conversation)
  agentOut(world, conversation)
  world.queueRecords.left(conversation.id)
  if (conversation.postAgent) backToBot(world, conversation, conversation.postAgent)
  else end(world, conversation, idleDelayMs)
}

/** The customer goes, or is taken out by the client: whoever has it is done with it. */
export function customerGone(world: World, conversation: Conversation): void {
  if (conversation.over || conversation.state === 'idle') return
  takeOver(conversation)
  agentOut(world, conversation)
  world.queueRecords.left(conversation.id)
  for (const one of conversation.participants) if (one.type === 'user') one.removed = true
  world.events.member(conversation, 'user', 'left', 'user')
  conversation.postAgent = undefined
  end(world, conversation, world.settings.idleDelayMs)
}

/** Makes it idle now. */
export function goIdle(world: World, conversation: Conversation): void {
  takeOver(conversation)
  agentOut(world, conversation)
  world.queueRecords.left(conversation.id)
  endInteraction(world, conversation)
  conversation.state = 'idle'
  conversation.over = true
  world.events.update(conversation)
  conversation.afterAgent = undefined
}

/** What a bot that has it after the agent waits for: `userTimeoutInMinutes` begin anew with each of its messages. */
export function waitForUser(world: World, conversation: Conversation): void {
  conversation.keepForUser?.()
  const minutes = conversation.afterAgent?.userTimeoutInMinutes
  if (minutes === undefined) return
  conversation.keepForUser = later(world, conversation, minutes * 60_000, () => goIdle(world, conversation))
}

function backToBot(world: World, conversation: Conversation, postAgent: PostAgentAssignment): void {
  conversation.afterAgent = postAgent
  conversation.postAgent = undefined
  conversation.assignment = { type: 'script', id: postAgent.webhookId }
  activate(world, conversation)
  const { maxTotalMinutes } = postAgent
  if (maxTotalMinutes === undefined) return
  later(world, conversation, maxTotalMinutes * 60_000, () => goIdle(world, conversation))
}

function end(world: World, conversation: Conversation, idleDelayMs: number): void {
  conversation.over = true
  endInteraction(world, conversation)
  if (idleDelayMs >= 0) later(world, conversation, idleDelayMs, () => goIdle(world, conversation))
}

function takeOver(conversation: Conversation): void {
  conversation.turn++
  conversation.keepForUser?.()
  conversation.keepForUser = undefined
}

function comeBack(conversation: Conversation): void {
  conversation.afterAgent = undefined
  for (const one of conversation.participants) if (one.type === 'user') one.removed = false
}

import { notFound, type Refusal } from '../simulator/answers.ts'
import { badRequest } from './answers.ts'
import { contactIds, endContact } from './contacts.ts'
import { forgetOldestConversations, trimConversation } from './forgetting.ts'
import { newId } from './ids.ts'
import { timestamp } from './timestamps.ts'
import type { Assignee, Channel, ConversationStatus, Initiator, ItemContent } from './types.ts'
import { assigneeOf, type Conversation, type Customer, type Item, type StoredFile, type World } from './world.ts'

/** The conversation with this id. Throws a 404 refusal without a body where there is none. */
export function conversationById(world: World, id: string): Conversation {
  const found = world.conversations.get(id)
  if (!found) throw notFound(`conversation ${id}`)
  return found
}

/** The customer's one conversation that is not closed, if there is one. */
export function activeConversation(world: World, customer: Customer): Conversation | undefined {
  for (const id of customer.conversationIds) {
    const conversation = world.conversations.get(id)
    if (conversation && conversation.status !== 'CLOSED') return conversation
  }
  return undefined
}

/** The conversation a customer's new message belongs to: the active one, the last one reopened, or a new one. */
export function conversationForMessage(
  world: World,
  customer: Customer,
  by: Initiator,
  inboxId?: string,
): Conversation {
  const active = activeConversation(world, customer)
  if (active) return active
  const last = world.conversations.get(customer.conversationIds.at(-1) ?? '')
  if (last?.closedAt && world.clock.ms() - last.closedAt.getTime() < world.settings.reopenWindowMs) {
    reopen(world, last, by)
    return last
  }
  return startConversation(world, customer, inboxId ?? world.entryInboxId, by)
}

function startConversation(world: World, customer: Customer, inboxId: string, by: Initiator): Conversation {
  if (!world.inboxes.has(inboxId)) throw notFound(`inbox ${inboxId}`)
  const conversation: Conversation = {
    id: newId(),
    customerId: customer.profile.id,
    inboxId,
    topicIds: [],
    attributes: [],
    status: 'OPEN',
    createdAt: world.clock.now(),
    items: [],
    contacts: new Map(),
    replies: [],
  }
  world.conversations.set(conversation.id, conversation)
  customer.conversationIds.push(conversation.id)
  forgetOldestConversations(world, conversation)
  tellConversation(world, 'CONVERSATION/CREATED', conversation, by)
  tellStatus(world, conversation)
  return conversation
}

/** Opens a closed conversation again: same id, inbox and agent (Gladly help, Reopen a closed conversation). */
export function reopen(world: World, conversation: Conversation, by: Initiator): void {
  const customer = world.customers.get(conversation.customerId)
  if (customer && activeConversation(world, customer)) {
    throw badRequest({ code: 'invalid_state', detail: 'customer already has an active conversation' })
  }
  conversation.status = 'OPEN'
  delete conversation.closedAt
  addItem(world, conversation, { by, content: { type: 'CONVERSATION_STATUS_CHANGE', status: 'OPEN' } })
  tellConversation(world, 'CONVERSATION/REOPENED', conversation, by)
  tellStatus(world, conversation)
}

/** Moves between `OPEN` and `WAITING`; `CONVERSATION_STATUS/UPDATED` if that is a change. */
export function setStatus(world: World, conversation: Conversation, status: ConversationStatus): void {
  if (conversation.status === status) return
  conversation.status = status
  tellStatus(world, conversation)
}

/** Whether somebody owes the customer an answer: the last message is the customer's. */
export function customerWaits(conversation: Conversation): boolean {
  return conversation.items.findLast((item) => item.channel !== undefined)?.shown.initiator?.type === 'CUSTOMER'
}

/** Closes, whatever is open in it. A closed one stays as it is. */
export function closeConversation(world: World, conversation: Conversation, by: Initiator): void {
  if (conversation.status === 'CLOSED') return
  conversation.status = 'CLOSED'
  conversation.closedAt = world.clock.now()
  addItem(world, conversation, { by, content: { type: 'CONVERSATION_STATUS_CHANGE', status: 'CLOSED' } })
  tellConversation(world, 'CONVERSATION/CLOSED', conversation, by)
  tellStatus(world, conversation)
  for (const contact of [...conversation.contacts.values()]) {
    endContact(world, conversation, contact, 'CONVERSATION_CLOSED', by)
  }
}

/** Why this assignee cannot have this conversation, if so (Gladly API reference, Update conversation). */
export function assigneeRefused(world: World, conversation: Conversation, wanted: Assignee): Refusal | undefined {
  const inbox = world.inboxes.get(wanted.inboxId)
  if (!inbox) return badRequest({ attr: 'assignee.inboxId', code: 'not_exist', detail: 'inbox does not exist' })
  if (wanted.agentId && !inbox.members.has(wanted.agentId)) {
    return badRequest({ attr: 'assignee.agentId', code: 'invalid_state', detail: 'agent does not belong to inbox' })
  }
  if (conversation.status === 'CLOSED') {
    return badRequest({ code: 'invalid_state', detail: 'closed conversation cannot be reassigned' })
  }
  return undefined
}

/** Gives the conversation to somebody (`CONVERSATION_ASSIGNEE/UPDATED`, and `CONTACT/TRANSFERRED` when the inbox changes). */
export function assign(
  world: World,
  conversation: Conversation,
  wanted: Assignee,
  why: { reason: string; by: Initiator },
): void {
  const before = assigneeOf(conversation)
  if (before.inboxId === wanted.inboxId && before.agentId === wanted.agentId) return
  conversation.inboxId = wanted.inboxId
  conversation.agentId = wanted.agentId
  const assignee = assigneeOf(conversation)
  const { id: conversationId, customerId } = conversation
  const context = { assignee: before }
  const { reason, by } = why
  world.events.emit('CONVERSATION_ASSIGNEE/UPDATED', by, { customerId, conversationId, reason, assignee, context })
  if (before.inboxId === wanted.inboxId) return
  for (const contact of conversation.contacts.values()) {
    const ids = contactIds(conversation, contact)
    const how = { transferType: 'COLD', reason: 'MANUAL' }
    world.events.emit('CONTACT/TRANSFERRED', by, { ...ids, ...how, assignee, context })
  }
}

/** Puts an item on the timeline. */
export function addItem(
  world: World,
  conversation: Conversation,
  entry: {
    by: Initiator
    content: ItemContent
    id?: string
    channel?: Channel
    contactId?: string
    files?: StoredFile[]
  },
): Item {
  const at = world.clock.now()
  const { id = newId(), by, content, channel, contactId, files = [] } = entry
  const { id: conversationId, customerId } = conversation
  const shown = { id, customerId, conversationId, timestamp: timestamp(at), initiator: { ...by }, content }
  const item: Item = { shown, at, channel, contactId, files: files.map(({ data: _, ...file }) => file) }
  conversation.items.push(item)
  world.items.set(id, item)
  for (const file of files) world.files.put(file.id, file, file.data.length)
  trimConversation(world, conversation)
  return item
}

function tellConversation(world: World, type: string, conversation: Conversation, by: Initiator): void {
  const { id: conversationId, customerId } = conversation
  world.events.emit(type, by, { customerId, conversationId, context: { assignee: assigneeOf(conversation) } })
}

function tellStatus(world: World, conversation: Conversation): void {
  const { id: conversationId, customerId } = conversation
  world.events.emit('CONVERSATION_STATUS/UPDATED', undefined, { conversationId, customerId })
}

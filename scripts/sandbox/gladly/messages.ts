import { notFound } from '../simulator/answers.ts'
import { contactIds, contactOn, expectCustomer } from './contacts.ts'
import { inbound, outbound } from './content.ts'
import { addItem, assign, conversationById, conversationForMessage, setStatus } from './conversations.ts'
import { newId } from './ids.ts'
import type { Channel, Initiator, ItemContent } from './types.ts'
import { assigneeOf, type Conversation, type Customer, type Item, type World } from './world.ts'

/** What a customer's message may have besides its text. */
export interface CustomerMessage {
  customer: Customer
  text: string
  channel: Channel
  subject?: string
  inboxId?: string
  attachments?: { contentType: string; filename: string; body: Buffer | string }[]
  /** Answers the newest quick reply request with this option: the text is then the option's label. */
  quickReplyOptionId?: string
  /** Somebody else in the thread, e.g. `EXTERNAL`. Default `CUSTOMER`. */
  initiatorType?: string
}

/** A message comes in: starts, continues or reopens a conversation and tells of it. */
export function receive(world: World, message: CustomerMessage): Item {
  const { customer, channel, initiatorType = 'CUSTOMER' } = message
  const by: Initiator = { id: initiatorType === 'CUSTOMER' ? customer.profile.id : newId(), type: initiatorType }
  const conversation = conversationForMessage(world, customer, by, message.inboxId)
  const picked = message.quickReplyOptionId === undefined ? undefined : pick(conversation, message.quickReplyOptionId)
  const contact = contactOn(world, conversation, channel, by)
  const files = (message.attachments ?? []).map(({ contentType, filename, body }) => {
    return { id: newId(), contentType, filename, data: Buffer.from(body as string) }
  })
  const shownFiles = world.settings.exposeAttachments ? files : []
  const id = newId()
  const words = {
    channel,
    sessionId: contact.sessionId,
    itemId: id,
    customer: customer.profile,
    subject: message.subject,
  }
  const text = picked?.text ?? message.text
  const content = inbound({ ...words, text, files: shownFiles, chat: picked?.chat }, world.clock.now())
  const item = addItem(world, conversation, { id, by, content, channel, contactId: contact.id, files: shownFiles })
  tellMessage(world, 'CONTACT/MESSAGE_RECEIVED', conversation, item, by)
  const { conversationId, id: conversationItemId } = item.shown
  world.events.emit('MESSAGE/RECEIVED', undefined, { conversationId, conversationItemId })
  setStatus(world, conversation, 'OPEN')
  expectCustomer(world, conversation, contact)
  return item
}

function pick(conversation: Conversation, optionId: string) {
  const asked = conversation.items.findLast((item) => item.shown.content.messageType === 'QUICK_REPLY_REQUEST')
  if (!asked) throw new Error(`conversation ${conversation.id} has no quick reply request to answer`)
  const { options } = asked.shown.content.messageData as { options: { id: string; label: string }[] }
  const chosen = options.find((option) => option.id === optionId)
  if (!chosen) throw new Error(`no option ${optionId}; there are ${options.map((option) => option.id).join(', ')}`)
  const messageData = { selectedOptionId: optionId, requestMessageId: asked.shown.id, quickReplyRequest: { options } }
  return { text: chosen.label, chat: { messageType: 'QUICK_REPLY_RESPONSE', messageData } }
}

/** What the brand sends: by an agent, or by API. */
export interface BrandMessage {
  conversation: Conversation
  /** The item it goes to; its channel and contact are used. */
  to: Item
  by: Initiator
  text: string
  chat?: { messageType: string; messageData?: unknown }
  /** Who gets the conversation if nobody has it (Gladly API reference, Reply to message). */
  agentId: string
}

/** A message goes out: assigns an unassigned conversation, then it waits for the customer. */
export function send(world: World, message: BrandMessage): Item {
  const { conversation, to, by, text, agentId } = message
  const customer = world.customers.get(conversation.customerId)
  const channel = to.channel
  if (!customer || !channel) throw notFound(`item ${to.shown.id}`)
  if (!conversation.agentId) {
    assign(world, conversation, { inboxId: conversation.inboxId, agentId }, { reason: 'MESSAGE_OUTBOUND', by })
  }
  const contact = conversation.contacts.get(channel)
  const contactId = contact?.id ?? to.contactId
  const sessionId = String(to.shown.content.sessionId ?? contact?.sessionId)
  const subject = to.shown.content.subject === undefined ? undefined : `Re: ${to.shown.content.subject}`
  const id = newId()
  const words = { channel, text, sessionId, itemId: id, customer: customer.profile, subject, chat: message.chat }
  const content = outbound(words, world.clock.now())
  const item = addItem(world, conversation, { id, by, content, channel, contactId })
  if (contact) contact.answered = true
  tellMessage(world, 'CONTACT/MESSAGE_SENT', conversation, item, by)
  setStatus(world, conversation, 'WAITING')
  return item
}

/** The newest message of the customer that can be answered. */
export function lastCustomerMessage(conversation: Conversation): Item | undefined {
  return conversation.items.findLast((item) => {
    return item.channel && item.channel !== 'VOICEMAIL' && item.shown.initiator?.type === 'CUSTOMER'
  })
}

/** A person of the brand writes to the customer. Returns the item. */
export function agentWrites(world: World, conversationId: string, text: string, agentId: string): Item {
  const conversation = conversationById(world, conversationId)
  const to = lastCustomerMessage(conversation)
  if (!to) throw new Error(`conversation ${conversationId} has no message an agent could answer`)
  if (conversation.status === 'CLOSED') throw new Error(`conversation ${conversationId} is closed`)
  return send(world, { conversation, to, by: { id: agentId, type: 'AGENT' }, text, agentId })
}

/** Puts any item on the timeline, as things other than messages do: calls, activities, types the API does not show. */
export function addOther(world: World, conversationId: string, content: ItemContent, by: Initiator): Item {
  return addItem(world, conversationById(world, conversationId), { by, content })
}

function tellMessage(world: World, type: string, conversation: Conversation, item: Item, by: Initiator): void {
  const contact = { id: item.contactId!, channel: item.channel! }
  const ids = contactIds(conversation, contact)
  const context = { assignee: assigneeOf(conversation) }
  world.events.emit(type, by, { ...ids, messageId: item.shown.id, context })
}

import { entryPoint } from './content.ts'
import { newId } from './ids.ts'
import { timestamp } from './timestamps.ts'
import type { Channel, Initiator } from './types.ts'
import { assigneeOf, type Contact, type Conversation, type World } from './world.ts'

const MESSAGING: ReadonlySet<Channel> = new Set(['CHAT', 'SMS', 'WHATSAPP', 'FB_MESSENGER', 'INSTAGRAM_DIRECT'])
const SERVICE_LEVEL = 86_400_000

/** The contact that is under way on this channel, or a new one (`CONTACT/STARTED`). */
export function contactOn(world: World, conversation: Conversation, channel: Channel, by: Initiator): Contact {
  const known = conversation.contacts.get(channel)
  if (known) return known
  const contact: Contact = { id: newId(), channel, sessionId: newId(), answered: false }
  conversation.contacts.set(channel, contact)
  const dueAt = timestamp(new Date(world.clock.ms() + SERVICE_LEVEL))
  world.events.emit('CONTACT/STARTED', by, {
    ...contactIds(conversation, contact),
    dueAt,
    entryPoint: entryPoint(channel),
    context: { assignee: assigneeOf(conversation) },
  })
  return contact
}

/** What all `CONTACT/*` events name (Gladly API reference, Webhooks, Payloads). */
export function contactIds(conversation: Conversation, contact: { id: string; channel: Channel }) {
  const { id: conversationId, customerId } = conversation
  return { channel: contact.channel, contactId: contact.id, conversationId, customerId }
}

/** A messaging session ends when the customer is silent for a while (Gladly help, Messaging session auto-end threshold). */
export function expectCustomer(world: World, conversation: Conversation, contact: Contact): void {
  contact.cancelIdle?.()
  if (!MESSAGING.has(contact.channel) || !(world.settings.sessionIdleMs > 0)) return
  contact.cancelIdle = world.clock.after(world.settings.sessionIdleMs, () => {
    endContact(world, conversation, contact, 'CUSTOMER_NO_REPLY', { id: 'SESSION_TIMEOUT', type: 'SYSTEM' })
  })
}

/** Ends a contact (`CONTACT/ENDED`). The conversation's status stays as it is. */
export function endContact(
  world: World,
  conversation: Conversation,
  contact: Contact,
  reason: string,
  by: Initiator,
): void {
  contact.cancelIdle?.()
  if (conversation.contacts.get(contact.channel) !== contact) return
  conversation.contacts.delete(contact.channel)
  world.events.emit('CONTACT/ENDED', by, {
    ...contactIds(conversation, contact),
    reason,
    status: contact.answered ? 'ANSWERED' : 'UNANSWERED',
    context: { assignee: assigneeOf(conversation) },
  })
}

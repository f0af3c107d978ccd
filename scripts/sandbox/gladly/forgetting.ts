import { dropOldest } from '../simulator/recorder.ts'
import type { Conversation, Customer, Item, World } from './world.ts'

/** Beyond the limit forgets the oldest conversations with all that is theirs, first those that are closed. */
export function forgetOldestConversations(world: World, newest: Conversation): void {
  const { conversations, settings } = world
  while (conversations.size > settings.recordLimit) {
    const oldest = oldestOf(conversations.values(), newest)
    if (!oldest) return
    forgetConversation(world, oldest)
  }
}

/** Beyond the limit forgets the oldest customers who have no conversation. */
export function forgetIdleCustomers(world: World, newest: Customer): void {
  const { customers, settings } = world
  for (const customer of customers.values()) {
    if (customers.size <= settings.recordLimit) return
    if (customer !== newest && customer.conversationIds.length === 0) forgetCustomer(world, customer)
  }
}

/** Beyond the limit forgets the oldest of what was said and done in a conversation. */
export function trimConversation(world: World, conversation: Conversation): void {
  const { recordLimit } = world.settings
  for (const item of dropOldest(conversation.items, recordLimit)) forgetItem(world, item)
  dropOldest(conversation.replies, recordLimit)
  dropOldest(conversation.attributes, recordLimit)
}

function oldestOf(all: Iterable<Conversation>, newest: Conversation): Conversation | undefined {
  let oldest: Conversation | undefined
  for (const one of all) {
    if (one === newest) continue
    if (one.status === 'CLOSED') return one
    oldest ??= one
  }
  return oldest
}

function forgetConversation(world: World, conversation: Conversation): void {
  const { id, customerId, contacts, items } = conversation
  for (const contact of contacts.values()) contact.cancelIdle?.()
  for (const item of items) forgetItem(world, item)
  world.conversations.delete(id)
  const customer = world.customers.get(customerId)
  if (!customer) return
  customer.conversationIds = customer.conversationIds.filter((one) => one !== id)
  if (customer.conversationIds.length === 0) forgetCustomer(world, customer)
}

/** Those who were merged into a customer go along: they would lead nowhere. */
function forgetCustomer(world: World, { profile, absorbed }: Customer): void {
  world.customers.delete(profile.id)
  world.customers.get(profile.mergedInto ?? '')?.absorbed.delete(profile.id)
  for (const id of absorbed) forgetCustomer(world, world.customers.get(id)!)
}

function forgetItem(world: World, { shown, files }: Item): void {
  world.items.delete(shown.id)
  for (const { id } of files) world.files.delete(id)
}

import { newId } from './ids.ts'
import { timestamp } from './timestamps.ts'
import type { Inbox } from './types.ts'
import type { World } from './world.ts'

/** Ids that are the same in every run, so that settings written against one sandbox fit the next. */
export const seededIds = {
  organization: 'oBrandSandboxQ2wLz9YxK',
  botAgent: 'aB0tAgentK3wZx9LqRt1YA',
  humanAgent: 'aHuM4nAgentT7qLz2XyVbQ',
  billingOnlyAgent: '_aBillingZ5kQx8WtR2vYg',
  aiInbox: 'iAi4InboxQ2mKz7Rt0YbXw',
  handoffInbox: 'iHand0ffInboxZ8kQw3TyA',
  billingInbox: '-iBillingInboxW4mQz7Rt',
  disabledInbox: 'iDisabledInboxQ1wLz4Yx',
  billingTopic: 't0picBillingQ7wLz3YxKg',
  ordersTopic: 't0picOrdersW2mKz8RtYbQ',
  returnsTopic: 't0picReturnsQ8wLz2YxKg',
  damagedTopic: '_t0picDamagedL5kQw9TyA',
  disabledTopic: 't0picHolidayZ1wLz6YxKg',
  orderNumber: 'aTtrOrderNumQ0zLw6YxKg',
  purchaseRef: 'aTtrPurch4seQ0zLw6YxKg',
  carrier: '-aTtrCarrierW3mKz9RtYb',
  retired: 'aTtrRetiredQ2wLz5YxKgA',
} as const

/** Fills the organization: agents, inboxes and who works in them, topics, configured attribute keys. */
export function seed(world: World): void {
  const ids = seededIds
  const agents = [
    { id: ids.botAgent, name: 'Ai Agent', emailAddress: world.settings.apiUserEmail },
    { id: ids.humanAgent, name: 'Amy Agent', emailAddress: 'amy.agent@brand.example' },
    { id: ids.billingOnlyAgent, name: 'Ben Billing', emailAddress: 'ben.billing@brand.example' },
  ]
  for (const agent of agents) world.agents.set(agent.id, agent)

  const inbox = (id: string, name: string, members: string[], disabled = false): Inbox => {
    return { id, name, disabled, members: new Set(members) }
  }
  const inboxes = [
    inbox(ids.aiInbox, 'AI Inbox', [ids.botAgent, ids.humanAgent]),
    inbox(ids.handoffInbox, 'Handoff Inbox', [ids.humanAgent]),
    inbox(ids.billingInbox, 'Billing Inbox', [ids.humanAgent, ids.billingOnlyAgent]),
    inbox(ids.disabledInbox, 'Closed Shop', [], true),
  ]
  for (const one of inboxes) world.inboxes.set(one.id, one)

  const topics = [
    { id: ids.billingTopic, name: 'Billing', disabled: false },
    { id: ids.ordersTopic, name: 'Orders', disabled: false },
    { id: ids.returnsTopic, name: 'Returns', disabled: false },
    { id: ids.damagedTopic, name: 'Damaged item', disabled: false, parentId: ids.returnsTopic },
    { id: ids.disabledTopic, name: 'Holiday 2019', disabled: true },
  ]
  for (const topic of topics) world.topics.set(topic.id, topic)

  const createdAt = timestamp(new Date('2024-05-20T15:00:00.000Z'))
  const attribute = (id: string, key: string, label: string, deactivated = false) => {
    world.attributes.set(id, { id, key, label, deactivated, createdAt, createdBy: ids.humanAgent })
  }
  attribute(ids.orderNumber, 'ORDER_NUMBER', 'Order number')
  attribute(ids.purchaseRef, 'PURCHASE_REF', 'Purchase reference')
  attribute(ids.carrier, 'CARRIER', 'Carrier')
  attribute(ids.retired, 'RETIRED_KEY', 'No longer used', true)
}

/** An attribute key configured later on, as Gladly does it on request. Returns its id. */
export function configureAttribute(world: World, key: string): string {
  const id = newId()
  const createdAt = timestamp(world.clock.now())
  world.attributes.set(id, { id, key, label: key, deactivated: false, createdAt, createdBy: seededIds.humanAgent })
  return id
}

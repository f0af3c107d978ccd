import { Agents } from './agents.ts'
import type { Channel, Queue, Schedule } from './world.ts'

/** Ids that are the same in every run. */
export const seededIds = {
  tenant: 'sandboxtenant01',
  customer: 'sandboxCustomer01',
  chatApiChannel: 'wY3kq0SandboxChat',
  webChatChannel: 'aWeb7SandboxChat0',
  whatsAppChannel: 'kWa55SandboxChat2',
  webhook: 'wh-5501',
  script: '9001',
  queue: '214',
  billingQueue: '215',
  schedule: '71',
  agent: 'agMara01',
  billingAgent: 'agTomas02',
} as const

/** The channels: one that a client opens conversations on, two in which customers meet the bot's script first. */
export function seededChannels(): Channel[] {
  const of = (id: string, name: string, type: Channel['type'], more?: Partial<Channel>): Channel => {
    return { id, name, type, webhookId: seededIds.webhook, routing: { type: 'queue', id: seededIds.queue }, ...more }
  }
  const scripted = { scriptId: seededIds.script }
  return [
    of(seededIds.chatApiChannel, 'Bot handoff', 'ChatAPI'),
    of(seededIds.webChatChannel, 'Shop chat', 'WebChat', scripted),
    of(seededIds.whatsAppChannel, 'Shop WhatsApp', 'WhatsApp', scripted),
  ]
}

/** The chat queues. */
export function seededQueues(): Queue[] {
  return [
    { id: seededIds.queue, name: 'Parcel desk' },
    { id: seededIds.billingQueue, name: 'Billing' },
  ]
}

/** Opening hours, open at the start. */
export function seededSchedule(): Schedule {
  return { id: seededIds.schedule, name: 'Opening hours', status: 'open' }
}

/** Mara takes chats of both queues, Tomas of billing only. */
export function seededAgents(): Agents {
  const agents = new Agents()
  agents.add(seededIds.agent, 'Mara Lindqvist', [seededIds.queue, seededIds.billingQueue])
  agents.add(seededIds.billingAgent, 'Tomas Okafor', [seededIds.billingQueue])
  return agents
}

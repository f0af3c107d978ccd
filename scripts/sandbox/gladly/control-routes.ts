import { z } from 'zod'
import { ok } from '../simulator/answers.ts'
import { callFault, deliveryFault, faultRoutes } from '../simulator/control-faults.ts'
import { machineRoutes, since } from '../simulator/control-routes.ts'
import { routeOf as on, type Route } from '../simulator/router.ts'
import type { GladlySimulator } from './simulator.ts'

const id = z.string().min(1)
const file = z.strictObject({
  contentType: z.string(),
  filename: z.string(),
  body: z.string(),
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
})
const customerSays = z.strictObject({
  text: z.string().default(''),
  customerId: id.optional(),
  channel: z.enum(['CHAT', 'EMAIL', 'SMS', 'WHATSAPP', 'FB_MESSENGER', 'INSTAGRAM_DIRECT', 'VOICEMAIL']).optional(),
  attachments: z.array(file).optional(),
  subject: z.string().optional(),
  inboxId: id.optional(),
  quickReplyOptionId: id.optional(),
  initiatorType: id.optional(),
})
const agentSays = z.strictObject({ conversationId: id, text: id, agentId: id.optional() })
const agentLabels = z.strictObject({ conversationId: id, topic: id, agentId: id.optional() })
const agentSets = z.strictObject({ conversationId: id, key: id, value: z.string(), agentId: id.optional() })
const assign = z.strictObject({
  conversationId: id,
  inboxId: id,
  agentId: id.nullish(),
  reason: id.optional(),
  /** The agent who does it. */
  by: id.optional(),
})
const ofConversation = z.strictObject({ conversationId: id, agentId: id.optional() })
const merge = z.strictObject({ sourceCustomerId: id, destinationCustomerId: id })
const item = z.strictObject({
  conversationId: id,
  content: z.looseObject({ type: id }),
  initiator: z.strictObject({ id: z.string(), type: id }).optional(),
})
const webhook = z.strictObject({
  url: z.url(),
  events: z.array(id).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  credentials: z.strictObject({ username: z.string(), password: z.string(), realm: z.string().optional() }).optional(),
  enabled: z.boolean().optional(),
  ping: z.boolean().optional(),
})

/** `/control/*`: people, what is there, records, webhooks, clock and settings. */
export function controlRoutes(simulator: GladlySimulator): Route[] {
  return [...actions(simulator), ...views(simulator), ...machinery(simulator)]
}

function actions(simulator: GladlySimulator): Route[] {
  return [
    on('POST', '/control/customer/says', async ({ json }) => {
      const { text, attachments, ...rest } = customerSays.parse(json())
      const files = attachments?.map(({ encoding, body, ...one }) => ({ ...one, body: Buffer.from(body, encoding) }))
      return ok(await simulator.customerSays(text, { ...rest, attachments: files }))
    }),
    on('POST', '/control/agent/says', async ({ json }) => {
      const { conversationId, text, agentId } = agentSays.parse(json())
      return ok({ itemId: await simulator.agentSays(conversationId, text, agentId) })
    }),
    on('POST', '/control/agent/notes', async ({ json }) => {
      const { conversationId, text, agentId } = agentSays.parse(json())
      return ok({ itemId: await simulator.agentNotes(conversationId, text, agentId) })
    }),
    on('POST', '/control/agent/adds-topic', async ({ json }) => {
      const { conversationId, topic, agentId } = agentLabels.parse(json())
      await simulator.agentAddsTopic(conversationId, topic, agentId)
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/agent/removes-topic', async ({ json }) => {
      const { conversationId, topic, agentId } = agentLabels.parse(json())
      await simulator.agentRemovesTopic(conversationId, topic, agentId)
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/agent/sets-attribute', async ({ json }) => {
      const { conversationId, key, value, agentId } = agentSets.parse(json())
      await simulator.agentSetsAttribute(conversationId, key, value, agentId)
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/assign', async ({ json }) => {
      const { conversationId, inboxId, agentId, reason, by } = assign.parse(json())
      await simulator.assign(conversationId, { inboxId, agentId }, { reason, agentId: by })
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/close', async ({ json }) => {
      const { conversationId, agentId } = ofConversation.parse(json())
      await simulator.close(conversationId, agentId)
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/reopen', async ({ json }) => {
      const { conversationId, agentId } = ofConversation.parse(json())
      await simulator.reopen(conversationId, agentId)
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/merge', async ({ json }) => {
      const { sourceCustomerId, destinationCustomerId } = merge.parse(json())
      await simulator.merge(sourceCustomerId, destinationCustomerId)
      return ok(simulator.customer(destinationCustomerId))
    }),
    on('POST', '/control/customers', ({ json }) => ok({ customerId: simulator.createCustomer(json()) })),
    on('POST', '/control/items', ({ json }) => {
      const { conversationId, content, initiator } = item.parse(json())
      return ok({ itemId: simulator.addItem(conversationId, content, initiator) })
    }),
    on('POST', '/control/attributes', ({ json }) => {
      return ok({ id: simulator.configureAttribute(z.strictObject({ key: id }).parse(json()).key) })
    }),
  ]
}

function views(simulator: GladlySimulator): Route[] {
  return [
    on('GET', '/control', () => {
      const { url, apiUserEmail, apiToken, botAgentId, humanAgentId, billingAgentId } = simulator
      const { aiInboxId, handoffInboxId, billingInboxId, settings } = simulator
      const ids = { botAgentId, humanAgentId, billingAgentId, aiInboxId, handoffInboxId, billingInboxId }
      return ok({ url, apiUserEmail, apiToken, ...ids, settings, now: simulator.clock.now() })
    }),
    on('GET', '/control/conversations', () => ok(simulator.conversations())),
    on('GET', '/control/conversations/:id', ({ params }) => {
      const conversation = simulator.conversation(params.id!)
      const notes = simulator.notes(params.id!)
      return ok({ ...conversation, notes, botReplies: simulator.botReplies(params.id!) })
    }),
    on('GET', '/control/conversations/:id/items', ({ params }) => ok(simulator.items(params.id!))),
    on('GET', '/control/customers/:id', ({ params }) => ok(simulator.customer(params.id!))),
    on('GET', '/control/calls', ({ query }) => ok(since(simulator.calls, query))),
    on('GET', '/control/deliveries', ({ query }) => ok(since(simulator.deliveries, query))),
    on('GET', '/control/events', ({ query }) => ok(since(simulator.events(), query))),
    on('GET', '/control/attachment-requests', () => ok(simulator.attachmentHostRequests)),
  ]
}

function machinery(simulator: GladlySimulator): Route[] {
  return [
    on('POST', '/control/webhooks', async ({ json }) => {
      return ok({ webhookId: await simulator.registerWebhook(webhook.parse(json())) })
    }),
    on('GET', '/control/webhooks/:id/log', ({ params }) => ok(simulator.webhookLog(params.id!))),
    ...machineRoutes(simulator),
    ...faultRoutes(simulator.faults, { api: callFault, webhook: deliveryFault }),
  ]
}

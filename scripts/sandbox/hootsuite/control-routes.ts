import { z } from 'zod'
import { noContent, ok } from '../simulator/answers.ts'
import { callFault, deliveryFault, deliveryMatch, faultRoutes } from '../simulator/control-faults.ts'
import { machineRoutes, since, withoutNulls } from '../simulator/control-routes.ts'
import { routeOf as on, type Route } from '../simulator/router.ts'
import type { HootsuiteSimulator } from './simulator.ts'

const id = z.string().min(1)
const file = z.strictObject({
  contentType: z.string(),
  filename: z.string(),
  body: z.string(),
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
})
const attribute = z.strictObject({
  attribute: id,
  value: z.string(),
  source: z.enum(['AGENT', 'MEDIUM', 'CRM_CONFIRMED']),
})
const trigger = z.strictObject({
  type: z.enum(['REEL', 'STORY', 'POST']).nullable(),
  action: z.enum(['SHARE', 'MENTION', 'REPLY']).nullable(),
})
const customerSays = z.strictObject({
  text: z.string().default(''),
  customerId: id.optional(),
  medium: id.optional(),
  payload: z.string().optional(),
  attachments: z.array(file).optional(),
  trigger: trigger.optional(),
  language: id.optional(),
  name: id.optional(),
  contactAttributes: z.array(attribute).optional(),
})
const ofConversation = z.strictObject({ conversationId: id })
const agentTakes = z.strictObject({ conversationId: id, agentId: id.optional() })
const agentSays = z.strictObject({ conversationId: id, text: id, agentId: id.optional() })

const agentLabels = z.strictObject({ conversationId: id, topic: id })
const agentSets = z.strictObject({ customerId: id, attribute: id, value: z.string() })

const webhookFault = deliveryFault.extend({
  match: deliveryMatch.extend({ attempt: z.int().min(1).optional() }).optional(),
  kind: z.enum(['duplicate', 'delay', 'drop', 'hold', 'reset-before', 'reset-after']),
})

/** `/control/*`: people, what is there, records, webhook, clock, settings and faults. */
export function controlRoutes(simulator: HootsuiteSimulator): Route[] {
  return [
    ...actions(simulator),
    ...views(simulator),
    ...machinery(simulator),
    ...faultRoutes(simulator.faults, { api: callFault, webhook: webhookFault }),
  ]
}

function actions(simulator: HootsuiteSimulator): Route[] {
  const after = (conversationId: string) => ok(simulator.conversation(conversationId))
  return [
    on('POST', '/control/customer/says', async ({ json }) => {
      const { text, attachments, ...rest } = customerSays.parse(json())
      const files = attachments?.map(({ encoding, body, ...one }) => ({ ...one, body: Buffer.from(body, encoding) }))
      return ok(await simulator.customerSays(text, { ...rest, attachments: files }))
    }),
    on('POST', '/control/delegate', async ({ json }) => {
      const { conversationId } = ofConversation.parse(json())
      await simulator.delegate(conversationId)
      return after(conversationId)
    }),
    on('POST', '/control/agent/takes', async ({ json }) => {
      const { conversationId, agentId } = agentTakes.parse(json())
      await simulator.agentTakes(conversationId, agentId)
      return after(conversationId)
    }),
    on('POST', '/control/agent/says', async ({ json }) => {
      const { conversationId, text, agentId } = agentSays.parse(json())
      return ok({ messageId: await simulator.agentSays(conversationId, text, agentId) })
    }),
    on('POST', '/control/agent/returns', async ({ json }) => {
      const { conversationId } = ofConversation.parse(json())
      await simulator.agentReturns(conversationId)
      return after(conversationId)
    }),
    on('POST', '/control/agent/notes', async ({ json }) => {
      const { conversationId, text, agentId } = agentSays.parse(json())
      await simulator.agentNotes(conversationId, text, agentId)
      return after(conversationId)
    }),
    on('POST', '/control/agent/adds-topic', async ({ json }) => {
      const { conversationId, topic } = agentLabels.parse(json())
      await simulator.agentAddsTopic(conversationId, topic)
      return after(conversationId)
    }),
    on('POST', '/control/agent/removes-topic', async ({ json }) => {
      const { conversationId, topic } = agentLabels.parse(json())
      await simulator.agentRemovesTopic(conversationId, topic)
      return after(conversationId)
    }),
    on('POST', '/control/agent/sets-attribute', async ({ json }) => {
      const { customerId, attribute, value } = agentSets.parse(json())
      await simulator.agentSetsAttribute(customerId, attribute, value)
      return ok(simulator.contactAttributes(customerId))
    }),
    on('POST', '/control/agent/resolves', async ({ json }) => {
      const { conversationId } = ofConversation.parse(json())
      await simulator.agentResolves(conversationId)
      return after(conversationId)
    }),
  ]
}

function views(simulator: HootsuiteSimulator): Route[] {
  return [
    on('GET', '/control', () => {
      const { url, clientId, clientSecret, organizationId, webhookSecret, humanAgentId, settings } = simulator
      const ids = { clientId, clientSecret, organizationId, webhookSecret, humanAgentId }
      return ok({ url, ...ids, settings, now: simulator.clock.now() })
    }),
    on('GET', '/control/conversations', () => ok(simulator.conversations())),
    on('GET', '/control/conversations/:id', ({ params }) => ok(simulator.conversation(params.id!))),
    on('GET', '/control/conversations/:id/messages', ({ params }) => ok(simulator.messages(params.id!))),
    on('GET', '/control/conversations/:id/uploads', ({ params }) => {
      const uploads = simulator.uploads(params.id!)
      return ok(uploads.map(({ body, ...one }) => ({ ...one, bytes: body.length })))
    }),
    on('GET', '/control/customers/:id/attributes', ({ params }) => ok(simulator.contactAttributes(params.id!))),
    on('GET', '/control/calls', ({ query }) => ok(since(simulator.calls, query))),
    on('GET', '/control/deliveries', ({ query }) => ok(since(simulator.deliveries, query))),
  ]
}

function machinery(simulator: HootsuiteSimulator): Route[] {
  return [
    on('POST', '/control/webhook', ({ json }) => {
      simulator.setWebhook(z.strictObject({ url: z.url().nullable() }).parse(json()).url ?? undefined)
      return noContent()
    }),
    on('POST', '/control/tokens/revoke', () => {
      simulator.revokeTokens()
      return noContent()
    }),
    ...machineRoutes(simulator, withoutNulls, ['webhookUrl', 'errorTopic', 'contactAttributes']),
  ]
}

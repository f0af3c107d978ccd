import { z } from 'zod'
import { noContent, ok } from '../simulator/answers.ts'
import { callFault, deliveryFault, faultRoutes } from '../simulator/control-faults.ts'
import { machineRoutes, since, withoutNulls } from '../simulator/control-routes.ts'
import { routeOf as on, type Route } from '../simulator/router.ts'
import type { EightByEightSimulator } from './simulator.ts'

const id = z.string().min(1)
const sentFile = z
  .strictObject({
    fileName: z.string(),
    contentType: z.string(),
    body: z.string(),
    encoding: z.enum(['utf8', 'base64']).default('utf8'),
  })
  .transform(({ encoding, body, ...file }) => ({ ...file, body: Buffer.from(body, encoding) }))
const customer = z.strictObject({
  channel: z.enum(['WebChat', 'WhatsApp']).optional(),
  user: z.record(z.string(), z.unknown()).optional(),
})
const customerSays = customer.extend({
  conversationId: id.optional(),
  text: z.string().default(''),
  attachments: z.array(sentFile).optional(),
})
const submits = z.strictObject({
  conversationId: id,
  data: z.record(z.string(), z.unknown()),
  type: z.enum(['Action.Submit', 'Action.Execute']).optional(),
  cardId: id.optional(),
})
const agentSays = z.strictObject({
  conversationId: id,
  text: z.string().default(''),
  attachments: z.array(sentFile).optional(),
  cards: z.array(z.strictObject({ contentType: id, content: z.record(z.string(), z.unknown()) })).optional(),
  quickReplies: z.array(z.strictObject({ title: id, postback: z.string() })).optional(),
})
const of = z.strictObject({ conversationId: id })
const webhook = z.strictObject({ url: z.url(), verify: z.boolean().optional(), id: id.optional() })
const inQueue = z.strictObject({ agentId: id, queueId: id.optional() })
const agentStatus = z.enum(['available', 'onBreak', 'workOffline', 'postProcess', 'loggedOut'])
const schedule = z.union([z.enum(['open', 'closed']), z.templateLiteral(['Choice #', z.literal([1, 2, 3, 4, 5, 6])])])
const webhookFault = deliveryFault.extend({ kind: z.enum(['duplicate', 'delay', 'drop', 'hold', 'shuffle']) })

/** `/control/*`: people, what is there, records, webhooks, keys, opening hours, clock and settings. */
export function controlRoutes(simulator: EightByEightSimulator): Route[] {
  return [...customers(simulator), ...agents(simulator), ...views(simulator), ...machinery(simulator)]
}

function customers(simulator: EightByEightSimulator): Route[] {
  return [
    on('POST', '/control/customer/arrives', ({ json }) => ok(simulator.customerArrives(customer.parse(json())))),
    on('POST', '/control/customer/says', ({ json }) => {
      const { text, ...rest } = customerSays.parse(json())
      return ok(simulator.customerSays(text, rest))
    }),
    on('POST', '/control/customer/presses', ({ json }) => {
      const { conversationId, button } = of.extend({ button: id }).parse(json())
      simulator.customerPresses(conversationId, button)
      return noContent()
    }),
    on('POST', '/control/customer/submits', ({ json }) => {
      const { conversationId, data, ...rest } = submits.parse(json())
      simulator.customerSubmits(conversationId, data, rest)
      return noContent()
    }),
    on('POST', '/control/customer/replies', ({ json }) => {
      const { conversationId, name, value } = of.extend({ name: id, value: z.unknown() }).parse(json())
      simulator.customerReplies(conversationId, name, value)
      return noContent()
    }),
    on('POST', '/control/customer/types', ({ json }) => {
      const { conversationId, typing } = of.extend({ typing: z.boolean().optional() }).parse(json())
      simulator.customerTypes(conversationId, typing)
      return noContent()
    }),
    ofConversation(simulator, '/control/customer/leaves', (one) => simulator.customerLeaves(one)),
  ]
}

function agents(simulator: EightByEightSimulator): Route[] {
  return [
    on('POST', '/control/agent/accepts', ({ json }) => {
      const { conversationId, agentId } = of.extend({ agentId: id.optional() }).parse(json())
      return ok({ agentId: simulator.agentAccepts(conversationId, agentId) })
    }),
    on('POST', '/control/agent/says', ({ json }) => {
      const { conversationId, text, ...rest } = agentSays.parse(json())
      return ok({ messageId: simulator.agentSays(conversationId, text, rest) })
    }),
    on('POST', '/control/agent/types', ({ json }) => {
      const { conversationId, typing } = of.extend({ typing: z.boolean().optional() }).parse(json())
      simulator.agentTypes(conversationId, typing)
      return noContent()
    }),
    ofConversation(simulator, '/control/agent/reads', (one) => simulator.agentReads(one)),
    on('POST', '/control/agent/transfers', ({ json }) => {
      const { conversationId, queueId } = of.extend({ queueId: id }).parse(json())
      simulator.agentTransfers(conversationId, queueId)
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/agent/leaves', ({ json }) => {
      const { conversationId, idleDelayMs } = of.extend({ idleDelayMs: z.number().min(-1).optional() }).parse(json())
      simulator.agentLeaves(conversationId, { idleDelayMs })
      return ok(simulator.conversation(conversationId))
    }),
    on('POST', '/control/agent/online', ({ json }) => {
      const { agentId, queueId } = inQueue.parse(json())
      simulator.agentOnline(agentId, queueId)
      return ok(simulator.agents())
    }),
    on('POST', '/control/agent/offline', ({ json }) => {
      const { agentId, queueId } = inQueue.parse(json())
      simulator.agentOffline(agentId, queueId)
      return ok(simulator.agents())
    }),
    on('POST', '/control/agent/status', ({ json }) => {
      const { agentId, status } = z.strictObject({ agentId: id, status: agentStatus }).parse(json())
      simulator.agentStatus(agentId, status)
      return ok(simulator.agents())
    }),
    ofConversation(simulator, '/control/idle-conversation', (one) => simulator.goIdle(one)),
  ]
}

function ofConversation(simulator: EightByEightSimulator, path: string, act: (id: string) => void): Route {
  return on('POST', path, ({ json }) => {
    const { conversationId } = of.parse(json())
    act(conversationId)
    return ok(simulator.conversation(conversationId))
  })
}

function views(simulator: EightByEightSimulator): Route[] {
  return [
    on('GET', '/control', () => {
      const { url, filesUrl, apiKey, tenantId, customerId, channelId, webChatChannelId, whatsAppChannelId } = simulator
      const { webhookId, queueId, billingQueueId, scheduleId, scriptId, agentId, billingAgentId, settings } = simulator
      const channels = { channelId, webChatChannelId, whatsAppChannelId, webhookId, scriptId }
      const desk = { queueId, billingQueueId, scheduleId, agentId, billingAgentId }
      return ok({
        url,
        filesUrl,
        apiKey,
        tenantId,
        customerId,
        ...channels,
        ...desk,
        settings,
        now: simulator.clock.now(),
      })
    }),
    on('GET', '/control/conversations', () => ok(simulator.conversations())),
    on('GET', '/control/conversations/:id', ({ params }) => ok(simulator.conversation(params.id!))),
    on('GET', '/control/agents', () => ok(simulator.agents())),
    on('GET', '/control/calls', ({ query }) => ok(since(simulator.calls, query))),
    on('GET', '/control/deliveries', ({ query }) => ok(since(simulator.deliveries, query))),
    on('GET', '/control/file-requests', ({ query }) => ok(since(simulator.fileRequests, query))),
  ]
}

function machinery(simulator: EightByEightSimulator): Route[] {
  return [
    on('POST', '/control/webhook', async ({ json }) => {
      const { url, verify } = webhook.parse(json())
      return ok({ webhookId: await simulator.setWebhook(url, { verify }) })
    }),
    on('POST', '/control/webhooks', async ({ json }) => {
      const { url, ...rest } = webhook.parse(json())
      return ok({ webhookId: await simulator.addWebhook(url, rest) })
    }),
    on('POST', '/control/rotate-key', async ({ json }) => {
      return ok({ kid: await simulator.rotateKey(z.strictObject({ keepOld: z.boolean().optional() }).parse(json())) })
    }),
    on('POST', '/control/schedule', ({ json }) => {
      simulator.setSchedule(z.strictObject({ status: schedule }).parse(json()).status)
      return noContent()
    }),
    on('POST', '/control/events', ({ json }) => {
      const event = of.extend({ eventType: id, data: z.record(z.string(), z.unknown()).optional() }).parse(json())
      simulator.sendEvent(event.conversationId, event.eventType, event.data)
      return noContent()
    }),
    ...machineRoutes(simulator, withoutNulls, ['retryAfterSeconds']),
    ...faultRoutes(simulator.faults, { api: callFault, webhook: webhookFault }),
  ]
}

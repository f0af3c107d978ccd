import { z } from 'zod'
import { noContent, ok } from '../simulator/answers.ts'
import { callFault, deliveryFault, deliveryMatch, faultRoutes } from '../simulator/control-faults.ts'
import { machineRoutes, since, withoutNulls } from '../simulator/control-routes.ts'
import { type ApiRequest, routeOf as on, type Route } from '../simulator/router.ts'
import type { GenesysSimulator } from './simulator.ts'

const id = z.string().min(1)
const ofConversation = z.strictObject({ conversationId: id, agent: id.optional() })
const presence = z.strictObject({ agent: id, queues: z.array(id).optional() })
const file = z.strictObject({
  mime: id,
  filename: id,
  body: z.string().optional(),
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
  url: z.url().optional(),
  mediaType: z.enum(['Image', 'Video', 'Audio', 'File', 'Link']).optional(),
})
const says = z.strictObject({
  conversationId: id,
  text: z.string().default(''),
  attachments: z.array(file).default([]),
  structured: z.array(z.looseObject({ contentType: id })).default([]),
})
const types = z.strictObject({ conversationId: id, durationMs: z.int().min(0).optional() })
const transfers = z.union([
  z.strictObject({ conversationId: id, queue: id }),
  z.strictObject({ conversationId: id, agent: id }),
])
const wrapsUp = z.strictObject({ conversationId: id, code: id.optional() })
const address = z.strictObject({ url: z.url().nullable() })

const webhookFault = deliveryFault.extend({
  match: deliveryMatch.extend({ attempt: z.int().min(1).optional() }).optional(),
  kind: z.enum(['duplicate', 'delay', 'drop', 'hold', 'lost-before', 'lost-after', 'reorder']),
  probability: z.number().min(0).max(1).optional(),
})

/** `/control/*`: people, what is there, records, addresses, sockets, clock, settings and faults. */
export function controlRoutes(simulator: GenesysSimulator): Route[] {
  return [
    ...agents(simulator),
    ...speech(simulator),
    ...views(simulator),
    ...machinery(simulator),
    ...faultRoutes(simulator.faults, { api: callFault, webhook: webhookFault }),
  ]
}

function agents(simulator: GenesysSimulator): Route[] {
  const after = (conversationId: string) => ok(simulator.conversation(conversationId))
  const act = (path: string, how: (conversationId: string, agent?: string) => Promise<unknown>) => {
    return on('POST', `/control/agent/${path}`, async ({ json }) => {
      const { conversationId, agent } = ofConversation.parse(json())
      await how(conversationId, agent)
      return after(conversationId)
    })
  }
  return [
    act('is-alerted', (conversation, agent) => simulator.agentIsAlerted(conversation, agent)),
    act('accepts', (conversation, agent) => simulator.agentAccepts(conversation, agent)),
    act('declines', (conversation, agent) => simulator.agentDeclines(conversation, agent)),
    act('disconnects', (conversation) => simulator.agentDisconnects(conversation)),
    on('POST', '/control/agent/online', ({ json }) => {
      const { agent, queues } = presence.parse(json())
      simulator.agentOnline(agent, queues)
      return ok(simulator.agents)
    }),
    on('POST', '/control/agent/offline', ({ json }) => {
      const { agent, queues } = presence.parse(json())
      simulator.agentOffline(agent, queues)
      return ok(simulator.agents)
    }),
    on('POST', '/control/agent/transfers', async ({ json }) => {
      const { conversationId, ...to } = transfers.parse(json())
      await simulator.agentTransfers(conversationId, to)
      return after(conversationId)
    }),
    on('POST', '/control/agent/wraps-up', async ({ json }) => {
      const { conversationId, code } = wrapsUp.parse(json())
      await simulator.agentWrapsUp(conversationId, code)
      return after(conversationId)
    }),
  ]
}

function speech(simulator: GenesysSimulator): Route[] {
  const say = (how: 'agentSays' | 'flowSays') => {
    return async ({ json }: ApiRequest) => {
      const { conversationId, text, attachments, structured } = says.parse(json())
      const files = attachments.map(({ encoding, body, ...one }) => {
        return { ...one, body: body === undefined ? undefined : Buffer.from(body, encoding) }
      })
      return ok({ messageIds: await simulator[how](conversationId, text, { attachments: files, structured }) })
    }
  }
  return [
    on('POST', '/control/agent/says', say('agentSays')),
    on('POST', '/control/flow/says', say('flowSays')),
    on('POST', '/control/agent/types', async ({ json }) => {
      const { conversationId, durationMs } = types.parse(json())
      await simulator.agentTypes(conversationId, durationMs)
      return noContent()
    }),
  ]
}

function views(simulator: GenesysSimulator): Route[] {
  return [
    on('GET', '/control', () => {
      const { url, apiUrl, loginUrl, clientId, clientSecret, integrationId, webhookSecret, settings } = simulator
      const how = { url, apiUrl, loginUrl, clientId, clientSecret, integrationId, webhookSecret }
      return ok({ ...how, settings, now: simulator.clock.now() })
    }),
    on('GET', '/control/conversations', () => ok(simulator.conversations())),
    on('GET', '/control/conversations/:id', ({ params }) => ok(simulator.conversation(params.id!))),
    on('GET', '/control/agents', () => ok(simulator.agents)),
    on('GET', '/control/channels', () => ok(simulator.channels())),
    on('GET', '/control/calls', ({ query }) => ok(since(simulator.calls, query))),
    on('GET', '/control/deliveries', ({ query }) => ok(since(simulator.deliveries, query))),
    on('GET', '/control/registrations', ({ query }) => ok(since(simulator.registrations, query))),
  ]
}

function machinery(simulator: GenesysSimulator): Route[] {
  return [
    on('POST', '/control/webhook', ({ json }) => {
      simulator.setWebhook(address.parse(json()).url ?? undefined)
      return noContent()
    }),
    on('POST', '/control/registration', ({ json }) => {
      simulator.setRegistrationUrl(address.parse(json()).url ?? undefined)
      return noContent()
    }),
    on('POST', '/control/tokens/revoke', () => {
      simulator.revokeTokens()
      return noContent()
    }),
    on('POST', '/control/sockets/drop', ({ json }) => {
      simulator.dropSockets(z.strictObject({ announced: z.boolean().optional() }).parse(json()))
      return noContent()
    }),
    ...machineRoutes(simulator, withoutNulls, ['registrationUrl']),
  ]
}

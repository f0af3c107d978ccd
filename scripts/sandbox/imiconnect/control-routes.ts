import { z } from 'zod'
import { noContent, ok } from '../simulator/answers.ts'
import { callFault, callMatch, deliveryFault, faultRoutes } from '../simulator/control-faults.ts'
import { machineRoutes, since, withoutNulls } from '../simulator/control-routes.ts'
import { routeOf as on, type Route } from '../simulator/router.ts'
import { oddEvents } from './odd-events.ts'
import type { ImiconnectSimulator } from './simulator.ts'

const id = z.string().min(1)
const media = z.union([id, z.strictObject({ url: id, type: id.optional() })])
const from = { customerId: id.optional(), channel: id.optional() }
const file = z.strictObject({ name: id, contentType: id, body: z.string() })
const customerSays = z.strictObject({
  text: z.string().default(''),
  ...from,
  media: media.optional(),
  /** `body` in base64. */
  file: file.optional(),
})
const customerPresses = z.strictObject({ payload: z.string(), ...from })
const agentSays = z.strictObject({ conversationId: id, text: id })
const agentTransfers = z.strictObject({ conversationId: id, queue: id })
const ofConversation = z.strictObject({ conversationId: id })
const receipt = z.strictObject({
  messageId: id,
  status: z.enum(['Delivered', 'Failed', 'Read']),
  description: z.string().optional(),
})
const receive = z
  .strictObject({
    kind: z.enum(oddEvents).optional(),
    /** An event as it stands. */
    event: z.looseObject({}).optional(),
    /** Any bytes. */
    text: z.string().optional(),
    conversationId: id.optional(),
  })
  .refine(({ kind, event, text }) => [kind, event, text].filter((one) => one !== undefined).length === 1, {
    error: 'one of kind, event and text is needed',
  })

const apiFault = callFault.extend({
  match: callMatch.extend({ eventid: id.optional(), conversationId: id.optional() }).optional(),
  kind: z.enum(['status', 'code', 'reset-before', 'reset-after', 'hang-before', 'hang-after', 'slow']),
  code: id.optional(),
})

/** `/control/*`: people, what is there, records, the webhook, clock and settings. */
export function controlRoutes(simulator: ImiconnectSimulator): Route[] {
  return [
    ...actions(simulator),
    ...views(simulator),
    ...machinery(simulator),
    ...faultRoutes(simulator.faults, { api: apiFault, webhook: deliveryFault }),
  ]
}

function actions(simulator: ImiconnectSimulator): Route[] {
  const seen = (conversationId: string) => ok(simulator.conversation(conversationId))
  return [
    on('POST', '/control/customer/says', async ({ json }) => {
      const { text, file: sent, ...rest } = customerSays.parse(json())
      const kept = sent && { ...sent, bytes: Buffer.from(sent.body, 'base64') }
      return ok(await simulator.customerSays(text, { ...rest, file: kept }))
    }),
    on('POST', '/control/customer/presses', async ({ json }) => {
      const { payload, ...rest } = customerPresses.parse(json())
      return ok(await simulator.customerPresses(payload, rest))
    }),
    on('POST', '/control/agent/says', async ({ json }) => {
      const { conversationId, text } = agentSays.parse(json())
      return ok({ messageId: await simulator.agentSays(conversationId, text) })
    }),
    on('POST', '/control/agent/takes', async ({ json }) => {
      const { conversationId } = ofConversation.parse(json())
      await simulator.agentTakes(conversationId)
      return seen(conversationId)
    }),
    on('POST', '/control/agent/transfers', async ({ json }) => {
      const { conversationId, queue } = agentTransfers.parse(json())
      await simulator.agentTransfers(conversationId, queue)
      return seen(conversationId)
    }),
    on('POST', '/control/agent/closes', async ({ json }) => {
      const { conversationId } = ofConversation.parse(json())
      await simulator.agentCloses(conversationId)
      return seen(conversationId)
    }),
    on('POST', '/control/receipt', async ({ json }) => {
      const { messageId, status, description } = receipt.parse(json())
      await simulator.receipt(messageId, status, description)
      return noContent()
    }),
    on('POST', '/control/receive', async ({ json }) => {
      const { kind, event, text, conversationId } = receive.parse(json())
      return ok(await simulator.receive(kind ?? event ?? { text: text! }, { conversationId }))
    }),
  ]
}

function views(simulator: ImiconnectSimulator): Route[] {
  return [
    on('GET', '/control', () => {
      const { url, inboundUrl, serviceKey, verificationToken, webhookActive, settings } = simulator
      const now = simulator.clock.now()
      return ok({ url, inboundUrl, serviceKey, verificationToken, webhookActive, oddEvents, settings, now })
    }),
    on('GET', '/control/conversations', () => ok(simulator.conversations())),
    on('GET', '/control/conversations/:id', ({ params }) => {
      const conversation = simulator.conversation(params.id!)
      const { botMessages, transcript } = simulator
      return ok({ ...conversation, botMessages: botMessages(params.id!), transcript: transcript(params.id!) })
    }),
    on('GET', '/control/calls', ({ query }) => ok(since(simulator.calls, query))),
    on('GET', '/control/deliveries', ({ query }) => ok(since(simulator.deliveries, query))),
    on('GET', '/control/lost', ({ query }) => ok(since(simulator.lost, query))),
  ]
}

function machinery(simulator: ImiconnectSimulator): Route[] {
  return [
    on('POST', '/control/webhook', async ({ json }) => {
      const { url, verify } = z.strictObject({ url: z.url(), verify: z.boolean().default(true) }).parse(json())
      simulator.setWebhook(url)
      if (verify) await simulator.verify()
      return ok({ webhookActive: simulator.webhookActive })
    }),
    on('POST', '/control/verify', async () => ok({ verified: await simulator.verify() })),
    ...machineRoutes(simulator, withoutNulls),
  ]
}

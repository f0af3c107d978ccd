import { z } from 'zod'
import { noContent, notFound, ok } from '../gladly/answers.ts'
import { type ApiRequest, routeOf as on, type Route } from '../gladly/router.ts'
import { oddEvents } from './odd-events.ts'
import type { ImiconnectSimulator } from './simulator.ts'

const id = z.string().min(1)
const media = z.union([id, z.strictObject({ url: id, type: id.optional() })])
const from = { customerId: id.optional(), channel: id.optional() }
const customerSays = z.strictObject({ text: z.string().default(''), ...from, media: media.optional() })
const customerPresses = z.strictObject({ payload: z.string(), ...from })
const agentSays = z.strictObject({ conversationId: id, text: id })
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

/** `/control/*`: people, what is there, records, the webhook, clock and settings. */
export function controlRoutes(simulator: ImiconnectSimulator): Route[] {
  return [...actions(simulator), ...views(simulator), ...machinery(simulator), ...faultRoutes(simulator)]
}

function actions(simulator: ImiconnectSimulator): Route[] {
  const seen = (conversationId: string) => ok(simulator.conversation(conversationId))
  return [
    on('POST', '/control/customer/says', async ({ json }) => {
      const { text, ...rest } = customerSays.parse(json())
      return ok(await simulator.customerSays(text, rest))
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

/** A list from `?since=` on, with what to ask for next. */
function since(list: readonly unknown[], query: ApiRequest['query']) {
  const first = z.coerce
    .number()
    .int()
    .min(0)
    .parse(query.get('since') ?? 0)
  return { next: list.length, list: list.slice(first) }
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
    on('GET', '/control/clock', () => ok({ now: simulator.clock.now() })),
    on('POST', '/control/clock/advance', ({ json }) => {
      simulator.clock.advance(z.strictObject({ ms: z.number().min(0) }).parse(json()).ms)
      return ok({ now: simulator.clock.now() })
    }),
    on('POST', '/control/idle', async ({ json }) => {
      await simulator.idle(z.strictObject({ timeoutMs: z.number().optional() }).parse(json()).timeoutMs)
      return noContent()
    }),
    on('PATCH', '/control/settings', ({ json }) => {
      const changes = json()
      const unknown = Object.keys(changes).filter((name) => !(name in simulator.settings))
      if (unknown.length > 0) throw notFound(`setting ${unknown.join(', ')}`)
      for (const [name, value] of Object.entries(changes)) if (value === null) changes[name] = undefined
      return ok(Object.assign(simulator.settings, changes))
    }),
  ]
}

const pattern = z.string().transform((source) => new RegExp(source))
const apiFault = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: pattern.optional(),
      eventid: id.optional(),
      conversationId: id.optional(),
    })
    .optional(),
  kind: z.enum(['status', 'code', 'reset-before', 'reset-after', 'hang-before', 'hang-after', 'slow']),
  status: z.int().min(200).max(599).optional(),
  code: id.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  delayMs: z.number().min(0).optional(),
  times: z.int().min(1).optional(),
  forMs: z.number().min(0).optional(),
  probability: z.number().min(0).max(1).optional(),
})
const webhookFault = z.strictObject({
  match: z.strictObject({ type: pattern.optional() }).optional(),
  kind: z.enum(['duplicate', 'delay', 'drop', 'hold']),
  copies: z.int().min(1).optional(),
  delayMs: z.number().min(0).optional(),
  times: z.int().min(1).optional(),
})
const release = z.strictObject({ order: z.enum(['order', 'reverse', 'shuffle']).optional(), seed: z.int().optional() })

function faultRoutes({ faults }: ImiconnectSimulator): Route[] {
  const removers = new Map<string, () => void>()
  let count = 0
  const keep = (remove: () => void) => {
    const faultId = String(++count)
    removers.set(faultId, remove)
    return ok({ faultId })
  }
  return [
    on('POST', '/control/faults/api', ({ json }) => keep(faults.api(apiFault.parse(json())))),
    on('POST', '/control/faults/webhooks', ({ json }) => keep(faults.webhooks(webhookFault.parse(json())))),
    on('GET', '/control/faults/held', () => ok({ held: faults.held() })),
    on('POST', '/control/faults/release', async ({ json }) => {
      const { order, seed } = release.parse(json())
      await faults.releaseHeld(order, seed)
      return noContent()
    }),
    on('DELETE', '/control/faults', () => {
      faults.clear()
      removers.clear()
      return noContent()
    }),
    on('DELETE', '/control/faults/:id', ({ params }) => {
      const remove = removers.get(params.id!)
      if (!remove) throw notFound(`fault ${params.id}`)
      remove()
      removers.delete(params.id!)
      return noContent()
    }),
  ]
}

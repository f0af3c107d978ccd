import { z } from 'zod'
import { type Answer, noContent, notFound, ok } from './answers.ts'
import { faultRoutes } from './control-faults.ts'
import type { Route } from './router.ts'
import type { HootsuiteSimulator } from './simulator.ts'

/** A request to the control API. */
export interface ControlRequest {
  params: Record<string, string>
  query: URLSearchParams
  /** The JSON object that was sent; empty if nothing was. */
  json(): Record<string, unknown>
}

/** Answers a request to the control API. */
export type ControlHandler = (request: ControlRequest) => Answer | Promise<Answer>

/** A route in one line. */
export function on(method: string, path: string, handle: ControlHandler): Route<ControlHandler> {
  return { method, path, handle }
}

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

/** `/control/*`: people, what is there, records, webhook, clock, settings and faults. */
export function controlRoutes(simulator: HootsuiteSimulator): Route<ControlHandler>[] {
  return [...actions(simulator), ...views(simulator), ...machinery(simulator), ...faultRoutes(simulator.faults)]
}

function actions(simulator: HootsuiteSimulator): Route<ControlHandler>[] {
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
    on('POST', '/control/agent/resolves', async ({ json }) => {
      const { conversationId } = ofConversation.parse(json())
      await simulator.agentResolves(conversationId)
      return after(conversationId)
    }),
  ]
}

function views(simulator: HootsuiteSimulator): Route<ControlHandler>[] {
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

/** A list from `?since=` on, with what to ask for next. */
function since(list: readonly unknown[], query: URLSearchParams) {
  const from = z.coerce
    .number()
    .int()
    .min(0)
    .parse(query.get('since') ?? 0)
  return { next: list.length, list: list.slice(from) }
}

function machinery(simulator: HootsuiteSimulator): Route<ControlHandler>[] {
  return [
    on('POST', '/control/webhook', ({ json }) => {
      simulator.setWebhook(z.strictObject({ url: z.url().nullable() }).parse(json()).url ?? undefined)
      return noContent()
    }),
    on('POST', '/control/tokens/revoke', () => {
      simulator.revokeTokens()
      return noContent()
    }),
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
      const optional = ['webhookUrl', 'errorTopic', 'contactAttributes']
      const unknown = Object.keys(changes).filter((name) => !(name in simulator.settings) && !optional.includes(name))
      if (unknown.length > 0) throw notFound(`setting ${unknown.join(', ')}`)
      // `null` takes an optional setting away.
      const entries = Object.entries(changes).map(([name, value]) => [name, value ?? undefined])
      return ok(Object.assign(simulator.settings, Object.fromEntries(entries)))
    }),
  ]
}

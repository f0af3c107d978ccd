import { z } from 'zod'
import { noContent, ok } from '../simulator/answers.ts'
import {
  callFault,
  callMatch,
  deliveryFault,
  deliveryMatch,
  faultRoutes,
  pattern,
} from '../simulator/control-faults.ts'
import { machineRoutes, since, withoutNulls } from '../simulator/control-routes.ts'
import { routeOf as on, type Route } from '../simulator/router.ts'
import type { WebChatSimulator } from './simulator.ts'
import type { WireActivity, WireAttachment } from './types.ts'

const id = z.string().min(1)
const conversationId = id
const joins = z.strictObject({
  customerId: id.optional(),
  name: id.optional(),
  channelId: id.optional(),
  locale: id.optional(),
})
const attachment = z.looseObject({ contentType: id }).transform((one) => one as WireAttachment)
const partial = z.looseObject({}).transform((one) => one as Partial<WireActivity>)
const says = z.strictObject({
  conversationId,
  text: z.string().default(''),
  attachments: z.array(attachment).optional(),
  value: z.unknown().optional(),
  activity: partial.optional(),
})
const presses = z.strictObject({ conversationId, button: z.union([id, z.int().min(0)]) })
const submits = z.strictObject({ conversationId, data: z.unknown() })
const types = z.strictObject({ conversationId })
const sendsFile = z.strictObject({
  conversationId,
  name: id,
  contentType: id,
  /** In base64. */
  bytes: z.base64(),
  text: z.string().optional(),
})
const leaves = z.strictObject({ conversationId, as: z.enum(['endOfConversation', 'membersRemoved']).optional() })
const sends = z.strictObject({
  conversationId,
  activity: z.looseObject({ type: id }).transform((one) => one as WireActivity),
})
const invokes = z.strictObject({ conversationId, name: id, value: z.unknown().optional() })

const apiFault = callFault.extend({
  match: callMatch.extend({ type: pattern.optional(), conversationId: id.optional() }).optional(),
})
const webhookFault = deliveryFault.extend({
  match: deliveryMatch.extend({ text: pattern.optional(), conversationId: id.optional() }).optional(),
  kind: z.enum(['duplicate', 'delay', 'drop', 'hold', 'lose-answer', 'cut']),
  atOnce: z.boolean().optional(),
})

const OPTIONAL = ['auth', 'botCredentials', 'requestsPerSecond']

/** `/control/*`: customers, what is there, records, the bot's URL, clock and settings. */
export function controlRoutes(simulator: WebChatSimulator): Route[] {
  return [
    ...actions(simulator),
    ...awaited(simulator),
    ...views(simulator),
    on('POST', '/control/bot', ({ json }) => {
      simulator.setBot(z.strictObject({ url: z.url() }).parse(json()).url)
      return noContent()
    }),
    ...machineRoutes(simulator, withoutNulls, OPTIONAL),
    ...faultRoutes(simulator.faults, { api: apiFault, webhook: webhookFault }),
  ]
}

function actions(simulator: WebChatSimulator): Route[] {
  const taken = async (activityId: Promise<string>) => ok({ activityId: await activityId })
  return [
    on('POST', '/control/customer/joins', async ({ json }) =>
      ok({ conversationId: await simulator.join(joins.parse(json())) }),
    ),
    on('POST', '/control/customer/says', ({ json }) => {
      const { conversationId, text, ...rest } = says.parse(json())
      return taken(simulator.says(conversationId, text, rest))
    }),
    on('POST', '/control/customer/presses', ({ json }) => {
      const { conversationId, button } = presses.parse(json())
      return taken(simulator.presses(conversationId, button))
    }),
    on('POST', '/control/customer/submits', ({ json }) => {
      const { conversationId, data } = submits.parse(json())
      return taken(simulator.submits(conversationId, data))
    }),
    on('POST', '/control/customer/types', ({ json }) => taken(simulator.types(types.parse(json()).conversationId))),
    on('POST', '/control/customer/sends-file', ({ json }) => {
      const { conversationId, bytes, ...file } = sendsFile.parse(json())
      return taken(simulator.sendsFile(conversationId, { ...file, bytes: Buffer.from(bytes, 'base64') }))
    }),
    on('POST', '/control/customer/leaves', ({ json }) => {
      const { conversationId, as } = leaves.parse(json())
      return taken(simulator.leaves(conversationId, as))
    }),
    on('POST', '/control/activities', ({ json }) => {
      const { conversationId, activity } = sends.parse(json())
      return taken(simulator.sendActivity(conversationId, activity))
    }),
  ]
}

function awaited(simulator: WebChatSimulator): Route[] {
  return [
    on('POST', '/control/invoke', async ({ json }) => {
      const { conversationId, ...activity } = invokes.parse(json())
      return ok(await simulator.invoke(conversationId, activity))
    }),
    on('POST', '/control/expect-replies', async ({ json }) => {
      const { conversationId, text, activity } = says.parse(json())
      return ok(await simulator.expectReplies(conversationId, { text, ...activity }))
    }),
  ]
}

function views(simulator: WebChatSimulator): Route[] {
  return [
    on('GET', '/control', () => {
      const { url, openIdMetadataUrl, settings } = simulator
      return ok({ url, openIdMetadataUrl, settings, now: simulator.clock.now() })
    }),
    on('GET', '/control/conversations', () => ok(simulator.conversations())),
    on('GET', '/control/conversations/:id', ({ params }) => {
      const { conversation, transcript, heard } = simulator
      return ok({ ...conversation(params.id!), transcript: transcript(params.id!), heard: heard(params.id!) })
    }),
    on('GET', '/control/posts', ({ query }) => ok(since(simulator.posts, query))),
    on('GET', '/control/calls', ({ query }) => ok(since(simulator.calls, query))),
  ]
}

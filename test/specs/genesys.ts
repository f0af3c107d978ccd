import { z } from 'zod'

/**
 * Requests to Genesys Cloud as the platform's documents describe them (Open Messaging, conversations, participant data,
 * notifications): written from those, not from our client, and strict where an unknown field would be a mistake of ours.
 */

const id = z.string().min(1)
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'is no ISO 8601 time with milliseconds and Z')
const texts = z.record(z.string(), z.string())
const party = z.strictObject({
  id,
  idType: z.enum(['Email', 'Phone', 'Opaque']),
  nickname: id.optional(),
  firstName: id.optional(),
  lastName: id.optional(),
  image: z.url().optional(),
  email: z.email().optional(),
})
const customAttributes = texts.refine(
  (all) => Object.entries(all).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0) < 2_048,
  'customAttributes are larger than about 2 kB',
)
const attachment = z.strictObject({
  contentType: z.literal('Attachment'),
  attachment: z.strictObject({
    mediaType: z.enum(['Image', 'Video', 'Audio', 'File', 'Link']),
    url: z.url({ protocol: /^https?$/ }),
    mime: id,
    filename: id.optional(),
    text: id.optional(),
    sha256: id.optional(),
    id: id.optional(),
  }),
})

const message = z
  .strictObject({
    channel: z.strictObject({
      messageId: id,
      time,
      from: party,
      metadata: z.strictObject({ customAttributes }).optional(),
    }),
    text: z.string().min(1).max(5_000).optional(),
    content: z.array(attachment).length(1).optional(),
    metadata: texts.optional(),
    direction: z.literal('Inbound').optional(),
  })
  .refine(({ text, content }) => text !== undefined || content !== undefined, 'neither text nor content')

const typing = z.strictObject({
  channel: z.strictObject({ from: party, time, messageId: id.optional() }),
  events: z.array(z.strictObject({ eventType: z.literal('Typing') })).length(1),
})

const receipt = z
  .strictObject({
    id,
    channel: z.strictObject({ to: party, time }),
    status: z.enum(['Delivered', 'Failed']),
    reasons: z
      .array(z.strictObject({ code: id, message: id }))
      .min(1)
      .optional(),
    direction: z.literal('Outbound'),
    isFinalReceipt: z.boolean(),
  })
  .refine(
    ({ status, reasons }) => (status === 'Failed') === (reasons !== undefined),
    'reasons go with Failed, and only with it',
  )

const structuredResponse = z.strictObject({
  channel: z.strictObject({ from: party, time, messageId: id }),
  buttonResponse: z.strictObject({ type: z.enum(['Button', 'QuickReply', 'DatePicker']), text: id, payload: id }),
  originatingMessageId: id,
})

const agentless = z.strictObject({
  fromAddress: id,
  toAddress: id,
  toAddressMessengerType: z.literal('open'),
  textBody: z.string().min(1).max(2_000),
  useExistingActiveConversation: z.literal(true),
})

const disconnected = z.strictObject({ state: z.literal('disconnected') })
const nothing = z.undefined()
const predicate = z.looseObject({ dimension: id, value: id })

const M = '/api/v2/conversations/messages'
const PREFETCH = new Set(['prefetchConversationId'])

/** Method, path and body of every call there is; `query` names what may stand in the query. */
const CALLS: { method: string; path: RegExp; body: z.ZodType; query?: ReadonlySet<string> }[] = [
  { method: 'POST', path: /^\/oauth\/token$/, body: z.looseObject({ grant_type: z.literal('client_credentials') }) },
  { method: 'POST', path: rest('{id}/inbound/open/message'), body: message, query: PREFETCH },
  { method: 'POST', path: rest('{id}/inbound/open/event'), body: typing },
  { method: 'POST', path: rest('{id}/inbound/open/receipt'), body: receipt },
  { method: 'POST', path: rest('{id}/inbound/open/structured/response'), body: structuredResponse },
  { method: 'POST', path: rest('agentless'), body: agentless },
  { method: 'GET', path: rest('{id}/details'), body: nothing },
  { method: 'GET', path: rest('{id}'), body: nothing },
  { method: 'PATCH', path: rest('{id}/participants/{id}/attributes'), body: z.strictObject({ attributes: texts }) },
  { method: 'PATCH', path: rest('{id}/participants/{id}'), body: disconnected },
  { method: 'PATCH', path: rest('{id}'), body: disconnected },
  {
    method: 'POST',
    path: /^\/api\/v2\/conversations\/[^/]+\/participants\/[^/]+\/replace\/queue$/,
    body: z.strictObject({ queueId: z.uuid(), transferType: z.literal('Unattended') }),
  },
  // Agents' files: on the download host, which is the API's own in a simulator.
  { method: 'GET', path: /^\/api\/v2\/downloads\/[^/]+$/, body: nothing },
  { method: 'POST', path: /^\/api\/v2\/notifications\/channels$/, body: nothing },
  {
    method: 'POST',
    path: /^\/api\/v2\/notifications\/channels\/[^/]+\/subscriptions$/,
    body: z
      .array(z.strictObject({ id: z.string().regex(/^v2\.detail\.events\.conversation\.[^.]+\.\w+(\.\w+)?$/) }))
      .min(1),
  },
  {
    method: 'POST',
    path: /^\/api\/v2\/analytics\/queues\/observations\/query$/,
    body: z.strictObject({
      filter: z.looseObject({ type: z.enum(['and', 'or']), predicates: z.array(predicate).min(1) }),
      metrics: z.array(id).min(1),
    }),
  },
]

function rest(template: string): RegExp {
  return new RegExp(`^${M}/${template.replaceAll('{id}', '[^/]+')}$`)
}

/** A request as a simulator recorded it. */
export interface GenesysCall {
  method: string
  path: string
  query: Record<string, string | string[]>
  body: unknown
}

/** What is wrong with a request, in words; empty where it fits. */
export function genesysDeviations({ method, path, query, body }: GenesysCall): string[] {
  const call = CALLS.find((one) => one.method === method && one.path.test(path))
  const where = `${method} ${path}`
  if (call === undefined) return [`${where} is not documented`]
  const strange = Object.keys(query).filter((name) => !call.query?.has(name))
  const parsed = call.body.safeParse(body)
  return [
    ...strange.map((name) => `${where}: ?${name} is not documented`),
    ...(parsed.error?.issues ?? []).map((issue) => `${where}: ${issue.path.join('.') || 'body'}: ${issue.message}`),
  ]
}

import { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import {
  type Connection,
  type ConnectionRequest,
  type ConnectionResponse,
  createConnection,
} from '../core/delivery/connection.ts'
import { unlessMissing } from '../core/delivery/refusals.ts'
import { isRefusal, PlatformUnreachableError } from '../core/errors.ts'
import { explained } from './refusals.ts'
import type { ReplyContent } from './reply-content.ts'
import {
  type Agent,
  agentSchema,
  attributeSchema,
  type Conversation,
  type Customer,
  conversationSchema,
  customerSchema,
  type Item,
  itemSchema,
  problemsOf,
  type Topic,
  topicSchema,
} from './schemas.ts'
import type { CompleteGladlySettings } from './settings.ts'
import { GLADLY } from './webhook.ts'

/** The body of `PATCH /conversations/{id}`. */
export interface ConversationPatch {
  assignee?: { inboxId: string; agentId?: string | null }
  status?: { value: 'OPEN' | 'CLOSED'; force?: boolean }
}

/** A conversation's timeline, oldest first; `limited` where Gladly did not show all of it. */
export interface ItemList {
  items: Item[]
  limited: boolean
}

/** A freeform topic's value. */
export interface KeyValue {
  key: string
  value: string
}

/**
 * The calls of Gladly's REST API that a bot needs, each named after its entry in the reference. What does not exist is
 * `undefined`; everything else that is no success rejects with the errors of core.
 */
export interface GladlyClient {
  /** Conversations: Get conversation. */
  conversation(id: string, signal?: AbortSignal): Promise<Conversation | undefined>
  /** Conversations: Update conversation. */
  updateConversation(id: string, patch: ConversationPatch, signal?: AbortSignal): Promise<void>
  /** Conversations: List items in conversation. At most 1000. */
  items(conversationId: string, signal?: AbortSignal): Promise<ItemList>
  /** Conversation Items: Get item. `unsupported`: it exists, and the API does not show its type. */
  item(id: string, signal?: AbortSignal): Promise<Item | 'unknown' | 'unsupported'>
  /** Conversation Items: Get attachment: where it can be fetched, without our credentials. */
  attachmentUrl(itemId: string, attachmentId: string, signal?: AbortSignal): Promise<string | undefined>
  /** Conversation Items: Reply to message. Resolves to the new item's id. */
  reply(itemId: string, content: ReplyContent, signal?: AbortSignal): Promise<string | undefined>
  /** Topics: List topics. */
  topics(signal?: AbortSignal): Promise<Topic[]>
  /** Conversations: Add topics. Those already there are no error. */
  addTopics(conversationId: string, topicIds: string[], signal?: AbortSignal): Promise<void>
  /** Conversations: Remove topic. One that is not there is no error. */
  removeTopic(conversationId: string, topicId: string, signal?: AbortSignal): Promise<void>
  /** Conversations: Add note. Resolves to its id. */
  addNote(conversationId: string, body: unknown, signal?: AbortSignal): Promise<string | undefined>
  /** Freeform Topics: Add/remove custom attributes. */
  changeConversationAttributes(
    at: { customerId: string; conversationId: string },
    change: { add: KeyValue[]; remove: KeyValue[] },
    signal?: AbortSignal,
  ): Promise<void>
  /** Freeform Topics: Get custom attribute: the key of a definition. */
  attributeKey(id: string, signal?: AbortSignal): Promise<string | undefined>
  /** Customers: Get customer. One that was merged is found under its new id. */
  customer(id: string, signal?: AbortSignal): Promise<Customer | undefined>
  /** Customers: Update customer. */
  updateCustomer(
    id: string,
    changes: { customAttributes: Record<string, unknown> },
    signal?: AbortSignal,
  ): Promise<void>
  /** Agents: List agents. */
  agents(signal?: AbortSignal): Promise<Agent[]>
  /** Events: lines of JSON, oldest first. */
  events(from: Date, to: Date, signal?: AbortSignal): Promise<string[]>
  /** See `Connection.together`. */
  together: Connection['together']
  close(): void
}

const EVENTS_TIMEOUT_MS = 60_000
const MOST_MOVES = 5

export function createGladlyClient(settings: CompleteGladlySettings, clock: Clock): GladlyClient {
  const credentials = Buffer.from(`${settings.userEmail}:${settings.apiToken}`).toString('base64')
  const connection = createConnection({
    channelId: GLADLY,
    baseUrl: `${settings.baseUrl}/api/v1`,
    headers: () => ({ Authorization: `Basic ${credentials}` }),
    requestsPerSecond: settings.requestsPerSecond,
    timeoutMs: settings.requestTimeoutMs,
    clock,
  })
  return clientOver(connection, settings.baseUrl)
}

/** The calls over a connection to `{host}/api/v1`. */
export function clientOver(connection: Connection, host: string): GladlyClient {
  const call = (request: ConnectionRequest) =>
    connection.request(request).catch((error) => Promise.reject(explained(error, request)))

  const get = async <S extends z.ZodType>(schema: S, path: string, signal?: AbortSignal): Promise<z.output<S>> =>
    understood(schema, path, await call({ method: 'GET', path, ...withSignal(signal) }))

  return {
    conversation: (id, signal) => unlessMissing(get(conversationSchema, `/conversations/${encode(id)}`, signal)),

    async updateConversation(id, patch, signal) {
      await call({ method: 'PATCH', path: `/conversations/${encode(id)}`, body: patch, ...withSignal(signal) })
    },

    async items(conversationId, signal) {
      const path = `/conversations/${encode(conversationId)}/items`
      const response = await call({ method: 'GET', path, ...withSignal(signal) })
      // One item of a shape nobody foresaw must not hide the others.
      const entries = understood(z.array(z.unknown()), path, response).map((entry) => itemSchema.safeParse(entry))
      const items = entries.flatMap((entry) => (entry.success ? [entry.data] : []))
      const flag = response.headers['gladly-limited-data']
      return { items, limited: flag !== undefined && !/^\s*(false|0|)\s*$/i.test(flag) }
    },

    async item(id, signal) {
      try {
        return await get(itemSchema, `/conversation-items/${encode(id)}`, signal)
      } catch (error) {
        if (isRefusal(error, 404)) return 'unknown'
        // "… exists but is not supported by the API"
        if (isRefusal(error, 400)) return 'unsupported'
        throw error
      }
    },

    async attachmentUrl(itemId, attachmentId, signal) {
      const path = `/conversation-items/${encode(itemId)}/attachments/${encode(attachmentId)}`
      // The redirect is not followed: our credentials are not for the host it names.
      const { headers } = await call({ method: 'GET', path, accept: [301, 302, 303, 307, 308], ...withSignal(signal) })
      const { location } = headers
      return location !== undefined && URL.canParse(location, host) ? new URL(location, host).href : undefined
    },

    async reply(itemId, content, signal) {
      const path = `/conversation-items/${encode(itemId)}/reply`
      return idIn(await call({ method: 'POST', path, body: { content }, ...withSignal(signal) }))
    },

    topics: (signal) => get(z.array(topicSchema), '/topics', signal),

    async addTopics(conversationId, topicIds, signal) {
      const path = `/conversations/${encode(conversationId)}/topics`
      await call({ method: 'POST', path, body: { topicIds }, ...withSignal(signal) })
    },

    async removeTopic(conversationId, topicId, signal) {
      const path = `/conversations/${encode(conversationId)}/topics/${encode(topicId)}`
      await unlessMissing(call({ method: 'DELETE', path, ...withSignal(signal) }))
    },

    async addNote(conversationId, body, signal) {
      const path = `/conversations/${encode(conversationId)}/notes`
      return idIn(await call({ method: 'POST', path, body, ...withSignal(signal) }))
    },

    async changeConversationAttributes({ customerId, conversationId }, change, signal) {
      const path = `/customer-history/${encode(customerId)}/conversations/${encode(conversationId)}/custom-attributes`
      await call({ method: 'POST', path, body: change, ...withSignal(signal) })
    },

    async attributeKey(id, signal) {
      return (await unlessMissing(get(attributeSchema, `/custom-attributes/${encode(id)}`, signal)))?.key
    },

    async customer(id, signal) {
      let current = id
      for (let moves = 0; moves <= MOST_MOVES; moves++) {
        const path = `/customer-profiles/${encode(current)}`
        const response = await unlessMissing(call({ method: 'GET', path, accept: [301], ...withSignal(signal) }))
        if (response === undefined) return undefined
        if (response.status !== 301) return understood(customerSchema, path, response)
        const next = problemsOf(response.data).find(({ code }) => code === 'moved')?.meta?.new
        if (typeof next !== 'string' || next === '') return undefined
        current = next
      }
      return undefined
    },

    async updateCustomer(id, changes, signal) {
      await call({ method: 'PATCH', path: `/customer-profiles/${encode(id)}`, body: changes, ...withSignal(signal) })
    },

    agents: (signal) => get(z.array(agentSchema), '/agents', signal),

    async events(from, to, signal) {
      const query = { startAt: from.toISOString(), endAt: to.toISOString(), entities: ['CONTACT', 'CONVERSATION'] }
      const { data } = await call({
        method: 'GET',
        path: '/events',
        query,
        answer: 'text',
        timeoutMs: EVENTS_TIMEOUT_MS,
        ...withSignal(signal),
      })
      return String(data ?? '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    },

    together: (work, signal) => connection.together(work, signal),
    close: () => connection.close(),
  }
}

const encode = encodeURIComponent

const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })

/** The id at the end of a relative `Location`. */
function idIn({ headers }: ConnectionResponse): string | undefined {
  const last = headers.location?.split(/[?#]/)[0]?.split('/').at(-1)
  try {
    return last ? decodeURIComponent(last) : undefined
  } catch {
    return last
  }
}

/** A 2xx with something else in it is a proxy's or a maintenance page: like not having reached Gladly. */
function understood<S extends z.ZodType>(schema: S, path: string, { data }: ConnectionResponse): z.output<S> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') || 'the whole body'
  throw new PlatformUnreachableError(
    `GET ${path} was answered with something else than documented (${where})`,
    'not-sent',
    {
      channelId: GLADLY,
      hint: 'Does GLADLY_BASE_URL name the Gladly organization itself, with no proxy in between?',
    },
  )
}

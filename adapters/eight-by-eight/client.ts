import { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import { type Connection, type ConnectionRequest, createConnection } from '../core/delivery/connection.ts'
import { unlessMissing } from '../core/delivery/refusals.ts'
import { type BytesAnswer, type BytesSender, createBytesSender, jsonOf } from '../core/delivery/send-bytes.ts'
import { PlatformUnreachableError } from '../core/errors.ts'
import type {
  AuthorType,
  ConversationBody,
  ConversationPatch,
  ListQuery,
  MessageBody,
  PostAgentAssignment,
  Upload,
} from './bodies.ts'
import { explained } from './refusals.ts'
import {
  type Conversation,
  conversationSchema,
  createdSchema,
  type FileInformation,
  fileSchema,
  type Message,
  messageSchema,
  type Page,
  pageOf,
  type QueueStatistics,
  scheduleSchema,
  statisticsSchema,
} from './schemas.ts'
import type { CompleteEightByEightSettings } from './settings.ts'
import { EIGHT_BY_EIGHT } from './webhook.ts'

export type * from './bodies.ts'

/**
 * The calls of 8x8's REST API that both roles need (Contact Center Chat Gateway 1.0.0), each named after its operation.
 * What does not exist is `undefined`; everything else that is no success rejects with the errors of core. Writes are
 * asynchronous: 8x8 has accepted them, and their outcome comes as an event.
 */
export interface EightByEightClient {
  /** Create conversation. Resolves to its id. */
  createConversation(body: ConversationBody, signal?: AbortSignal): Promise<string>
  /** Get conversation. */
  conversation(id: string, signal?: AbortSignal): Promise<Conversation | undefined>
  /** List conversations. */
  conversations(query: ListQuery, signal?: AbortSignal): Promise<Page<Conversation>>
  /** Patch conversation. */
  patchConversation(id: string, patch: ConversationPatch, signal?: AbortSignal): Promise<void>
  /** Patch user participant: the customer leaves, and the conversation ends. */
  removeUser(id: string, signal?: AbortSignal): Promise<void>
  /** Post agent assignment: after the agent the conversation goes to this webhook. */
  assignAfterAgent(id: string, assignment: PostAgentAssignment, signal?: AbortSignal): Promise<void>
  /** Send typing. It has no "stop". */
  typing(id: string, authorType: AuthorType, signal?: AbortSignal): Promise<void>
  /** Send thinking indicator: the bot's, for up to 600 s. */
  thinking(id: string, seconds: number, signal?: AbortSignal): Promise<void>
  /** Send message. 8x8 answers without an id. */
  sendMessage(id: string, message: MessageBody, signal?: AbortSignal): Promise<void>
  /** List messages; newest first where `sort` does not say otherwise. Of a conversation that does not exist: none. */
  messages(id: string, query: ListQuery, signal?: AbortSignal): Promise<Page<Message>>
  /** Upload attachment. Resolves to the id for `MessageBody.attachments`. */
  upload(id: string, file: Upload, signal?: AbortSignal): Promise<string>
  /** Get attachment: its name and size. */
  attachment(id: string, attachmentId: string, signal?: AbortSignal): Promise<FileInformation | undefined>
  /** Get attachment content; refused where it has more than `maxBytes`. */
  attachmentContent(
    id: string,
    attachmentId: string,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<BytesAnswer | undefined>
  /** Schedule status: 0 is open, -1 closed, `Choice #n` what the tenant made of it. */
  scheduleStatus(scheduleId: string, signal?: AbortSignal): Promise<number | string>
  /** Real-time statistics of one queue. */
  queueStatistics(queueId: string, signal?: AbortSignal): Promise<QueueStatistics>
  /** See `Connection.together`. */
  together: Connection['together']
  close(): void
}

/** A client with connections of its own: `x-api-key` with every call, and `X-8x8-Tenant` where configured. */
export function createEightByEightClient(settings: CompleteEightByEightSettings, clock: Clock): EightByEightClient {
  const headers = () => ({
    'x-api-key': settings.apiKey,
    ...(settings.tenant === undefined ? {} : { 'X-8x8-Tenant': settings.tenant }),
  })
  const { baseUrl, requestsPerSecond, requestTimeoutMs: timeoutMs } = settings
  const reach = { channelId: EIGHT_BY_EIGHT, baseUrl, headers, requestsPerSecond, timeoutMs, clock }
  const ways: Ways = {
    gateway: createConnection(reach),
    // Apart: statistics that are ill must not keep customers from agents.
    status: createConnection({ ...reach, timeoutMs: settings.profile.statusTimeoutMs }),
    files: createBytesSender(reach),
  }
  return clientOver(ways, headers, settings)
}

/** The ways to 8x8: the Chat Gateway, schedules and statistics, files. */
interface Ways {
  gateway: Connection
  status: Connection
  files: BytesSender
}

const LARGEST_UPLOAD_ANSWER = 1024 * 1024

function clientOver(
  ways: Ways,
  headers: () => Record<string, string>,
  { profile }: CompleteEightByEightSettings,
): EightByEightClient {
  const at = (...parts: string[]) => [profile.apiPath, ...parts.map((part) => encodeURIComponent(part))].join('/')
  const conversationAt = (id: string, ...parts: string[]) => at('conversations', id, ...parts)
  const call = (request: ConnectionRequest, signal?: AbortSignal, connection = ways.gateway) =>
    connection
      .request({ ...request, ...(signal === undefined ? {} : { signal }) })
      .catch((error) => Promise.reject(explained(error, request)))
  const get = async <S extends z.ZodType>(schema: S, path: string, signal?: AbortSignal, query?: ListQuery) => {
    const { data } = await call(
      { method: 'GET', path, ...(query === undefined ? {} : { query: fieldsOf(query) }) },
      signal,
    )
    return understood(schema, path, data)
  }
  const tell = async (method: 'POST' | 'PATCH', path: string, body: unknown, signal?: AbortSignal): Promise<void> => {
    await call({ method, path, body }, signal)
  }
  const status = async <S extends z.ZodType>(schema: S, path: string, signal?: AbortSignal): Promise<z.output<S>> => {
    const { data } = await call({ method: 'GET', path }, signal, ways.status)
    return understood(schema, path, data)
  }

  return {
    async createConversation(body, signal) {
      const path = at('conversations')
      const { data } = await call({ method: 'POST', path, body }, signal)
      return understood(createdSchema, path, data, 'unknown')
    },
    conversation: (id, signal) => unlessMissing(get(conversationSchema, conversationAt(id), signal)),
    conversations: (query, signal) =>
      get(pageOf('conversations', conversationSchema), at('conversations'), signal, query),
    patchConversation: (id, patch, signal) => tell('PATCH', conversationAt(id), patch, signal),
    removeUser: (id, signal) => tell('PATCH', conversationAt(id, 'participants', 'user'), { removed: true }, signal),
    assignAfterAgent: (id, assignment, signal) =>
      tell('POST', conversationAt(id, 'post-agent-assignment'), assignment, signal),
    typing: (id, authorType, signal) => tell('POST', conversationAt(id, 'typing'), { authorType }, signal),
    thinking: (id, maxThinkingTimeSeconds, signal) =>
      tell('POST', conversationAt(id, 'thinking'), { authorType: 'bot', maxThinkingTimeSeconds }, signal),
    sendMessage: (id, message, signal) => tell('POST', conversationAt(id, 'messages'), message, signal),
    async messages(id, query, signal) {
      const page = get(pageOf('messages', messageSchema), conversationAt(id, 'messages'), signal, query)
      return (await unlessMissing(page)) ?? { items: [], number: 0, totalPages: 0 }
    },
    async upload(id, { name, type, bytes, authorType }, signal) {
      const path = conversationAt(id, 'attachments')
      const form = new FormData()
      form.append('attachment', new Blob([new Uint8Array(bytes)], { type }), name)
      form.append('authorType', authorType)
      const encoded = new Response(form)
      const request = {
        method: 'POST',
        path,
        headers: {
          ...headers(),
          Accept: 'application/json',
          'Content-Type': encoded.headers.get('content-type') ?? 'multipart/form-data',
        },
        body: Buffer.from(await encoded.arrayBuffer()),
        maxBytes: LARGEST_UPLOAD_ANSWER,
        ...(signal === undefined ? {} : { signal }),
      } as const
      const answer = await ways.files.send(request).catch((error) => Promise.reject(explained(error, request)))
      const file = understood(fileSchema, path, jsonOf(answer.bytes))
      if (file.id === undefined) throw notUnderstood(path, 'id is missing', 'not-sent')
      return file.id
    },
    attachment: (id, attachmentId, signal) =>
      unlessMissing(get(fileSchema, conversationAt(id, 'attachments', attachmentId), signal)),
    attachmentContent(id, attachmentId, maxBytes, signal) {
      const path = conversationAt(id, 'attachments', attachmentId, 'content')
      const request = { method: 'GET', path, headers: { ...headers(), Accept: '*/*' }, maxBytes } as const
      return unlessMissing(
        ways.files
          .send({ ...request, ...(signal === undefined ? {} : { signal }) })
          .catch((error) => Promise.reject(explained(error, request))),
      )
    },
    scheduleStatus: (id, signal) =>
      status(
        scheduleSchema,
        profile.schedulePath.replaceAll('{scheduleId}', () => encodeURIComponent(id)),
        signal,
      ),
    queueStatistics: (id, signal) =>
      status(
        statisticsSchema,
        profile.statisticsPath.replaceAll('{queueId}', () => encodeURIComponent(id)),
        signal,
      ),
    together: (work, signal) => ways.gateway.together(work, signal),
    close() {
      for (const way of Object.values(ways)) way.close()
    },
  }
}

function fieldsOf({ page, size, sort, filter }: ListQuery): Record<string, string> {
  return {
    ...(page === undefined ? {} : { page: String(page) }),
    ...(size === undefined ? {} : { size: String(size) }),
    ...(sort === undefined || sort === '' ? {} : { sort }),
    ...(filter === undefined || filter === '' ? {} : { filter }),
  }
}

/** An answer that is not what the reference says is a platform that is ill: the same request may succeed later. */
function understood<S extends z.ZodType>(
  schema: S,
  path: string,
  data: unknown,
  outcome: 'not-sent' | 'unknown' = 'not-sent',
): z.output<S> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw notUnderstood(path, z.prettifyError(parsed.error).slice(0, 300), outcome)
}

const notUnderstood = (path: string, why: string, outcome: 'not-sent' | 'unknown') =>
  new PlatformUnreachableError(`8x8's answer to ${path} was not understood: ${why}`, outcome, {
    channelId: EIGHT_BY_EIGHT,
  })

import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { filled, isFilled } from '../core/filled.ts'
import { isoMoment, readJson } from '../core/intake/body.ts'
import { inPresentForm } from './legacy-events.ts'
import {
  assignmentSchema,
  attachments,
  type Card,
  cards,
  type FileReference,
  stateSchema,
  text,
  type User,
  userSchema,
} from './schemas.ts'

/**
 * 8x8's webhook events, for both roles (Webhooks events reference, Chat Gateway v1.0). Unknown fields are welcome, and
 * only what an event is useless without is required of it. The flat events of Chat API v2 are read as the present ones.
 */

interface Common {
  /** As it came. */
  type: string
  conversationId: string
  /** When it happened, ISO 8601, where it could be read. */
  at?: string
  /** The whole event, as it came (a flat one in its present form). */
  raw: Record<string, unknown>
}

/** `CONVERSATION_UPDATE`: state, assignment or user data changed; by our own calls as well. */
export interface ConversationEvent extends Common {
  kind: 'conversation'
  state?: 'created' | 'active' | 'idle'
  assignment?: { type?: string; id?: string }
  user?: User
  /** `WebChat`, `WhatsApp`, `ChatAPI`, …: absent in the older revision of the event. */
  channel?: string
}

/** `QUEUED`: the customer waits in a queue. */
export interface QueuedEvent extends Common {
  kind: 'queued'
  queue: { id?: string; name?: string }
}

/** `MEMBERS_CHANGED`: never the bot. A name only in the flat events. */
export interface MembersEvent extends Common {
  kind: 'members'
  member: 'agent' | 'user'
  change: 'joined' | 'left'
  id?: string
  name?: string
}

/** `TRANSFER`: an agent moved the conversation to another queue. */
export interface TransferEvent extends Common {
  kind: 'transfer'
}

/** `MESSAGE` by anybody, ourselves included. */
export interface MessageEvent extends Common {
  kind: 'message'
  /** Ours, come back. */
  isEcho: boolean
  /** `type`: `agent`, `user`, `bot`, `system`, lower case; empty where 8x8 does not say. */
  sender: { id?: string; type: string; name?: string }
  text: string
  attachments: FileReference[]
  cards: Card[]
}

/** `ACTIVITY` `typing`: nobody left in `users` means that typing stopped. */
export interface TypingEvent extends Common {
  kind: 'typing'
  users: { id?: string; type?: string }[]
}

/** Any other `ACTIVITY`: `quickReply/action`, `adaptiveCard/action`, `read-receipts` (an array) and what providers invent. */
export interface ActivityEvent extends Common {
  kind: 'activity'
  name: string
  value: unknown
}

export type EightByEightEvent =
  | ConversationEvent
  | QueuedEvent
  | MembersEvent
  | TransferEvent
  | MessageEvent
  | TypingEvent
  | ActivityEvent

/** What a body turned out to be. */
export type ReadEvent =
  | { kind: 'event'; event: EightByEightEvent }
  /** `WEB_HOOK_VERIFY`: is somebody there? */
  | { kind: 'handshake' }
  /** A type we do not know: new ones may come. */
  | { kind: 'nothing'; why: string }
  | { kind: 'malformed'; why: string; type?: string }

const conversationId = z.union([z.string().trim().refine(isFilled(512)), z.number().transform(String)])
const envelope = z.looseObject({ eventType: filled(), conversationId, timestamp: z.unknown().optional() })

const typed = z.looseObject({ eventType: filled() })
const user = z.looseObject({ id: text, type: text.transform((type) => type?.toLowerCase()) })
const lowerCase = z.string().transform((value) => value.toLowerCase())

const conversation = z.looseObject({
  state: stateSchema,
  assignment: assignmentSchema,
  user: userSchema.optional().catch(undefined),
  channel: text,
})
const queued = z.looseObject({ queueId: text, queueName: text })
const members = z.looseObject({
  memberType: lowerCase.pipe(z.enum(['agent', 'user'])),
  change: lowerCase.pipe(z.enum(['joined', 'left'])),
  id: text,
  name: text,
})
const message = z.looseObject({
  isEcho: z.boolean().nullish().catch(undefined),
  sender: z.looseObject({ id: text, type: text, name: text }).nullish().catch(undefined),
  text,
  attachments,
  cards,
})
const activity = z.looseObject({ name: filled(), value: z.unknown().optional() })
const typing = z.looseObject({ users: z.array(user) })

/** Read one event from the text of a webhook. Never throws. */
export function readEvent(body: string): ReadEvent {
  const read = readJson(body)
  if (!read.ok) return { kind: 'malformed', why: read.why }
  const named = typed.safeParse(read.json)
  if (!named.success) return { kind: 'malformed', why: `the body is no event: ${reasons(named.error)}` }
  const type = named.data.eventType
  if (type === 'WEB_HOOK_VERIFY') return { kind: 'handshake' }
  const present = inPresentForm(named.data)
  if (!KNOWN.has(String(present.eventType))) return { kind: 'nothing', why: `its type is ${type.slice(0, 100)}` }
  const parsed = envelope.safeParse(present)
  if (!parsed.success) return { kind: 'malformed', type, why: `the ${type} is incomplete: ${reasons(parsed.error)}` }
  const at = isoOf(parsed.data.timestamp)
  const common: Common = {
    type,
    conversationId: parsed.data.conversationId,
    ...(at === undefined ? {} : { at }),
    raw: parsed.data,
  }
  const fields = readData(parsed.data.eventType, parsed.data.data)
  return 'why' in fields
    ? { kind: 'malformed', type, why: `the data of the ${type} are not what they should be: ${fields.why}` }
    : { kind: 'event', event: { ...common, ...fields } }
}

const KNOWN = new Set(['CONVERSATION_UPDATE', 'QUEUED', 'MEMBERS_CHANGED', 'TRANSFER', 'MESSAGE', 'ACTIVITY'])

type Fields = EightByEightEvent extends infer E ? (E extends Common ? Omit<E, keyof Common> : never) : never

function readData(type: string, data: unknown): Fields | { why: string } {
  switch (type) {
    case 'CONVERSATION_UPDATE':
      return from(conversation, data, ({ state, assignment, user, channel }) => ({
        kind: 'conversation',
        ...defined({ state, assignment, user, channel }),
      }))
    case 'QUEUED':
      return from(queued, data ?? {}, ({ queueId: id, queueName: name }) => ({
        kind: 'queued',
        queue: defined({ id, name }),
      }))
    case 'MEMBERS_CHANGED':
      return from(members, data, ({ memberType: member, change, id, name }) => ({
        kind: 'members',
        member,
        change,
        ...defined({ id, name }),
      }))
    case 'TRANSFER':
      return { kind: 'transfer' }
    case 'MESSAGE':
      return from(message, data, ({ isEcho, sender, text = '', attachments, cards }) => ({
        kind: 'message',
        isEcho: isEcho === true,
        sender: { type: sender?.type?.toLowerCase() ?? '', ...defined({ id: sender?.id, name: sender?.name }) },
        text,
        attachments,
        cards,
      }))
    default:
      return readActivity(data)
  }
}

function readActivity(data: unknown): Fields | { why: string } {
  const named = activity.safeParse(data)
  if (!named.success) return { why: reasons(named.error) }
  const { name, value } = named.data
  if (name !== 'typing') return { kind: 'activity', name, value }
  return from(typing, value, ({ users }) => ({
    kind: 'typing',
    users: users.map(({ id, type }) => defined({ id, type })),
  }))
}

function from<S extends z.ZodType>(schema: S, data: unknown, make: (data: z.output<S>) => Fields) {
  const parsed = schema.safeParse(data)
  return parsed.success ? make(parsed.data) : { why: reasons(parsed.error) }
}

/** Epoch milliseconds by the document; what else can be a time is taken as well. */
function isoOf(timestamp: unknown): string | undefined {
  // An object may have a `toString` that is none.
  if (typeof timestamp !== 'string' && typeof timestamp !== 'number') return undefined
  const ms = typeof timestamp === 'string' && !/^\d+$/.test(timestamp) ? Date.parse(timestamp) : Number(timestamp)
  return ms > 0 ? isoMoment(ms) : undefined
}

const reasons = (error: z.ZodError): string =>
  error.issues
    .map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
    .join('; ')
    .slice(0, 300)

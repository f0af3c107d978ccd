import { createHash, randomUUID } from 'node:crypto'
import type { Activity } from 'botbuilder'
import type { BotFrameworkAuthentication } from 'botframework-connector'
import { z } from 'zod'
import type { ConversationKey, IncomingEvent } from '../engine/engine.ts'
import { filled } from '../filled.ts'
import { isTooDeep, readJson, TOO_DEEP } from '../intake/body.ts'
import type { RawRequest, Reading, Verdict } from '../platform.ts'
import { authenticate } from './authenticate.ts'
import { type CallerIdentity, storedIdentity } from './identity.ts'
import { whyNotLocal } from './loopback.ts'

/** The engine's name for all Bot Framework channels together; activities keep their own `channelId`. */
export const BOT_FRAMEWORK = 'botframework'

/** What a verified request told: the activity, and who sent it. */
export interface Received {
  activity: Activity
  identity: CallerIdentity
}

export interface ReceivePorts {
  authentication: BotFrameworkAuthentication
  /** Whether callers must show credentials. */
  credentials: boolean
  production: boolean
  /** Channels of this package's own adapters: nobody else speaks for them. */
  reserved: readonly string[]
}

/** Ids are parts of names: of lanes, of the bot's state. */
const name = filled().refine((text) => text.isWellFormed(), 'is no well-formed text')

/** The little every activity must have to be answered, and to have a place in the bot's state. */
const activityShape = z.looseObject({
  type: name.refine((text) => !text.startsWith('core/'), 'is no type of activities'),
  channelId: name.refine((text) => !text.includes('/'), 'must not contain a slash'),
  serviceUrl: filled(),
  conversation: z.looseObject({ id: name }),
  id: z.string().nullish(),
  from: z.looseObject({ id: z.string().nullish() }).nullish(),
})

/** Is it a Bot Framework channel that sends, and with what? By the SDK's own means, before anything is stored. */
export async function verifyActivity(ports: ReceivePorts, request: RawRequest): Promise<Verdict> {
  const { headers, body, remoteAddress } = request
  if (request.method !== 'POST') return refusal(404, 'only POST is served')
  // Also keeps web pages out: a browser sends JSON across origins only after asking, and we never answer that question.
  if (!/^application\/json\b/i.test(single(headers['content-type']))) {
    return refusal(415, 'Content-Type must be application/json')
  }
  // Whoever can show who they are is not refused for how deep it is nested: `readActivity` sees to that.
  const { json } = readJson(body.toString('utf8'), { anyDepth: true })
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return refusal(400, 'the body is no activity')
  const { serviceUrl, channelId } = json as { serviceUrl?: unknown; channelId?: unknown }
  if (!ports.credentials) {
    const seen = { remoteAddress, headers, serviceUrl }
    const why = ports.production ? 'NODE_ENV is production' : whyNotLocal(seen)
    const told = 'MicrosoftAppId is not set, so only programs on this machine are served, and'
    if (why !== undefined && hasType(json)) return refusal(403, `${told} ${why}.`)
  }
  const parsed = activityShape.safeParse(json)
  if (!parsed.success) return refusal(400, `the body is no activity: ${z.prettifyError(parsed.error)}`)
  if (ports.reserved.includes(String(channelId)))
    return refusal(400, `the channel '${channelId}' does not come this way`)
  const activity = parsed.data as unknown as Activity
  const found = await authenticate(ports.authentication, activity, single(headers.authorization))
  if (!found.ok) return refusal(found.status, found.message, found.why)
  return { ok: true, proof: { activity, identity: found.identity } satisfies Received }
}

/** The event of a verified activity. Whoever waits for an answer in the response gets it there. */
export function readActivity({ activity, identity }: Received): Reading {
  if (isTooDeep(activity)) return { kind: 'malformed', type: activity.type, why: `the activity is no use: ${TOO_DEEP}` }
  const waits = activity.type === 'invoke' || activity.deliveryMode === 'expectReplies'
  const event: IncomingEvent = {
    conversation: connectorKey(activity.channelId, activity.conversation.id),
    key: keyOf(activity),
    keyLifeMs: KEY_LIFE_MS,
    type: waits ? WAITS : activity.type,
    origin: 'webhook',
    body: JSON.stringify({ activity, identity }),
  }
  return { kind: 'events', events: [event], inResponse: waits }
}

/** The type of events whose sender waits for the bot's answer. */
export const WAITS = 'awaited'

const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/** The engine's key of a conversation on any Bot Framework channel. */
export function connectorKey(channelId: string, conversationId: string): ConversationKey {
  return { channelId: BOT_FRAMEWORK, account: '', conversationId: `${encodeURIComponent(channelId)}/${conversationId}` }
}

const storedEvent = z.object({ activity: activityShape, identity: storedIdentity })

/** What was stored of an activity. */
export function storedActivity(body: string): Received {
  return storedEvent.parse(JSON.parse(body)) as unknown as Received
}

/**
 * A channel that sends an activity again sends the same bytes. Ids are given once in a conversation; where an edit or a
 * reaction keeps that of its message, the content tells them apart. Without an id and a time nothing does: such are
 * taken as new each time.
 */
function keyOf(activity: Activity): string {
  const { channelId, conversation, type, id, timestamp } = activity
  const place = `${encodeURIComponent(channelId)}/${encodeURIComponent(conversation.id)}`
  if (type === 'message' && id) return `${place}/${id}`
  if (!id && !timestamp) return `${place}/${randomUUID()}`
  const content = createHash('sha256').update(JSON.stringify(activity)).digest('hex').slice(0, 32)
  return `${place}/${type}/${id ?? ''}/${content}`
}

const hasType = (json: object): boolean => typeof (json as { type?: unknown }).type === 'string'

const single = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.join(', ') ?? '')

const refusal = (status: 400 | 401 | 403 | 404 | 415 | 503, message: string, why = message): Verdict => ({
  ok: false,
  status,
  why,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ error: { message } }),
})

import type { AttributesPayload, HandOffPayload, NotePayload, TopicsPayload, TranscriptLine } from '../core/commands.ts'
import type { PlatformCommand } from '../core/platform.ts'
import { shorten } from '../core/render/split-text.ts'
import { inOneSpelling } from './fields.ts'
import type { ImiconnectProfile } from './profile.ts'
import { type Facts, factFor } from './profile-params.ts'
import type { ImiconnectReply } from './render.ts'
import { timestampOf } from './timestamps.ts'

/** A body for the generated URL, spelt exactly so. */
export type CallBody = Record<string, unknown>

/** A command and the conversation it belongs to. */
type Asked = Pick<PlatformCommand, 'kind' | 'createdAt'> & { conversationId: string }

/** Event 1001, a reply (Webex Connect help, Generic Bot). */
export function replyCall(profile: ImiconnectProfile, asked: Asked, reply: ImiconnectReply): CallBody {
  const { constants, messageTypes, mediaField } = profile.message
  const body: CallBody = {
    ...constants,
    conversation_id: asked.conversationId,
    message: reply.message,
    Messagetype: messageTypes[reply.type],
    ...(mediaField === undefined || reply.media === undefined ? {} : { [mediaField]: reply.media }),
    Timestamp: timestampOf(asked.createdAt),
  }
  const fixed = new Set([...Object.keys(constants), 'conversation_id'].map(inOneSpelling))
  const extra = Object.entries(reply.extra ?? {}).filter(([name]) => !fixed.has(inOneSpelling(name)))
  return { ...body, ...Object.fromEntries(extra) }
}

/** Event 1002, the hand-over: no message; what agents and rules should know stands in custom parameters. */
export function handOffCall(profile: ImiconnectProfile, asked: Asked, payload: HandOffPayload): CallBody {
  const { queue, reason, context = {}, transcript = [], collected = {} } = payload
  const attribute = {
    ...textsOf(collected.contact),
    ...textsOf(collected.conversation),
    ...textsOf(context.attributes),
  }
  const topics = [...new Set([...(collected.topics ?? []), ...stringsIn(context.topics)])]
  const facts: Facts = {
    queue,
    reason,
    transcript: lastLines(transcript, profile.params.longest),
    topics: topics.join(', '),
    attributes: pairs(attribute),
    notes: collected.notes?.join('\n'),
    attribute,
    context: textsOf(context),
  }
  return eventCall(profile, profile.handover, asked, facts)
}

/** An event that closes the conversation; undefined where nothing is sent for that. */
export function closeCall(profile: ImiconnectProfile, asked: Asked): CallBody | undefined {
  const { mode, constants = {}, customParams } = profile.close
  return mode === 'local' ? undefined : eventCall(profile, { constants, customParams }, asked, {})
}

/** One of the other bot events, as the profile has it; undefined where it has none. */
export function customCall(profile: ImiconnectProfile, asked: Asked, body: unknown): CallBody | undefined {
  const event = profile.customEvents[asked.kind as keyof ImiconnectProfile['customEvents']]
  if (event === undefined) return undefined
  const { topics, attributes, scope, text } = body as Partial<TopicsPayload & AttributesPayload & NotePayload>
  const attribute = textsOf(attributes, '')
  const facts: Facts = { topics: topics?.join(', '), attributes: pairs(attribute), attribute, scope, notes: text }
  return eventCall(profile, event, asked, facts)
}

function eventCall(
  profile: ImiconnectProfile,
  { constants, customParams }: { constants: Record<string, string>; customParams: readonly string[] },
  { kind, conversationId, createdAt }: Asked,
  facts: Facts,
): CallBody {
  return {
    ...constants,
    conversation_id: conversationId,
    Timestamp: timestampOf(createdAt),
    ...customParameters(profile, customParams, { ...facts, conversation: conversationId, command: kind }),
  }
}

/** `customparam1`, `customparam2`, …: each keeps its number, whether or not those before it have a value. */
function customParameters(
  { params }: ImiconnectProfile,
  sources: readonly string[],
  facts: Facts,
): Record<string, string> {
  const entries = sources.map((source, index): [string, string] => [
    `customparam${index + 1}`,
    shorten(factFor(source, facts) ?? '', params.longest),
  ])
  return Object.fromEntries(entries.filter(([, value]) => params.empty === 'empty' || value !== ''))
}

/** The newest lines that fit, oldest first. */
function lastLines(transcript: readonly TranscriptLine[], limit: number): string {
  let text = ''
  for (const { from, name, text: said } of transcript.toReversed()) {
    const line = `${name ?? from}: ${said.replace(/\s*\n\s*/g, ' / ')}`
    const longer = text === '' ? line : `${line}\n${text}`
    if (longer.length > limit) return text === '' ? shorten(line, limit) : text
    text = longer
  }
  return text
}

const pairs = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')

/** Values as text; those that are `null` (removed) as `removed`, or not at all. */
function textsOf(values: unknown, removed?: string): Record<string, string> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return {}
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]: [string, unknown]): [string, string][] => {
      if (value === null || value === undefined) return removed === undefined ? [] : [[name, removed]]
      return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]]
    }),
  )
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && one !== '') : []
}

import type { Choice, ConversationRecord } from '../../../adapters/core/conversation.ts'
import { NEW_CONVERSATION, viewOf } from '../../../adapters/core/conversation.ts'
import type { AcceptedEvent, ConversationKey } from '../../../adapters/core/engine/engine.ts'
import { silentLogger } from '../../../adapters/core/log.ts'
import type { Happening, Interpretation, OwnerNews } from '../../../adapters/core/platform.ts'
import { applyHappening, type Effect } from '../../../adapters/core/turn/apply.ts'
import { interpret } from '../../../adapters/eight-by-eight/channel/interpret.ts'
import type { ChannelPorts } from '../../../adapters/eight-by-eight/channel/ports.ts'
import { completeEightByEightSettings, type EightByEightSettings } from '../../../adapters/eight-by-eight/settings.ts'

export const KEY: ConversationKey = { channelId: '8x8', account: '', conversationId: 'Hk2pWebC7' }

/** A tenant's settings, as `readEightByEightSettings` makes them. */
export const ACME: EightByEightSettings = {
  role: 'channel',
  apiKey: 'eght_acme',
  queueId: '214',
  queues: { billing: '215' },
  customerIds: ['custDemo01'],
  tenantIds: ['tenantdemo01'],
}

export const acme = (changes: Partial<EightByEightSettings> = {}) =>
  completeEightByEightSettings({ ...ACME, ...changes })

/** 10:00 on a day in August; events happen so many seconds after it. */
export const START = Date.parse('2026-08-04T10:00:00.000Z')
export const iso = (seconds: number): string => new Date(START + seconds * 1_000).toISOString()

/** An event as the engine keeps it. `late`: so many seconds between happening and coming. */
export function event(seconds: number, eventType: string, data?: unknown, { late = 0 } = {}): AcceptedEvent {
  const body = { eventType, conversationId: KEY.conversationId, timestamp: START + seconds * 1_000, data }
  return {
    conversation: KEY,
    key: `evt-${seconds}-${eventType}`,
    keyLifeMs: 1_000,
    type: eventType,
    origin: 'webhook',
    body: JSON.stringify(body),
    id: `id-${seconds}-${eventType}`,
    acceptedAt: iso(seconds + late),
  }
}

export const update = (
  seconds: number,
  assignment: string | undefined,
  { late, ...data }: { state?: string; user?: unknown; channel?: string; late?: number } = {},
) =>
  event(
    seconds,
    'CONVERSATION_UPDATE',
    { state: 'active', ...(assignment && { assignment: { type: assignment, id: ID_OF[assignment] ?? '1' } }), ...data },
    { late },
  )
const ID_OF: Record<string, string> = { queue: '214', agent: 'agMara01', script: '9001' }

export const idle = (seconds: number, late?: number) => update(seconds, undefined, { state: 'idle', late })
export const queued = (seconds: number) => event(seconds, 'QUEUED', { queueId: '214', queueName: 'Parcel desk' })
export const transfer = (seconds: number) => event(seconds, 'TRANSFER')
export const agent = (seconds: number, change: 'joined' | 'left', id = 'agMara01') =>
  event(seconds, 'MEMBERS_CHANGED', { memberType: 'agent', change, id })
export const customer = (seconds: number, text: string, more: object = {}, options: { late?: number } = {}) =>
  event(seconds, 'MESSAGE', { isEcho: false, sender: { id: 'user', type: 'user' }, text, ...more }, options)
export const activity = (seconds: number, name: string, value: unknown) => event(seconds, 'ACTIVITY', { name, value })

export interface ReadingOptions {
  settings?: Partial<EightByEightSettings>
  /** What 8x8 says when it is asked. Being asked without this is a failure. */
  truth?: OwnerNews
}

/** Of two files one is small enough to come along. */
const FILES = {
  attachment: async (_: string, id: string) => ({ id, name: 'hi.txt', bytes: id === 'small' ? 2 : 900_000 }),
  attachmentContent: async () => ({ bytes: Buffer.from('hi'), type: 'text/plain' }),
}

/** What an event means, given what core knows of its conversation. */
export function interpreted(
  accepted: AcceptedEvent,
  record: Partial<ConversationRecord> = {},
  { settings, truth }: ReadingOptions = {},
): Promise<Interpretation> {
  const ports = {
    settings: acme(settings),
    log: silentLogger,
    client: FILES,
    askOwner: async () => truth ?? Promise.reject(new Error('8x8 was asked')),
  } as unknown as ChannelPorts
  return interpret(ports, accepted, viewOf(KEY, { ...NEW_CONVERSATION, ...record }), new AbortController().signal)
}

/** The bot has the conversation. */
export const WITH_BOT = { epoch: 1, owner: 'bot', tenure: 1, heard: 1 } as const
/** The bot has handed it over, and 8x8 has taken that. */
export const HANDED_OVER = { epoch: 1, owner: 'queue', tenure: 2, heard: 1, handedOffAt: iso(10) } as const

export const choices: Choice[] = [{ id: 'addr_change', label: 'Change address', value: 'addr_change' }]

/** Lets events happen one after another, as core does. Resolves to the record in the end and what the bot got. */
export async function story(
  events: readonly AcceptedEvent[],
  from: Partial<ConversationRecord> = {},
  options: ReadingOptions = {},
): Promise<{ record: ConversationRecord; got: string[] }> {
  let record: ConversationRecord = { ...NEW_CONVERSATION, ...from }
  const got: string[] = []
  for (const one of events) {
    const { happenings, data, customer: whose } = await interpreted(one, record, options)
    record = { ...record, ...(data && { data }), ...(whose && { customer: whose }) }
    for (const happening of happenings) {
      const applied = applyHappening(record, happening)
      record = applied.record
      got.push(...applied.effects.map(nameOf))
    }
  }
  return { record, got }
}

function nameOf(effect: Effect): string {
  switch (effect.kind) {
    case 'message':
      return `message ${effect.message.text}`
    case 'overheard':
      return `overheard ${effect.from}: ${effect.text}`
    case 'event':
      return `${effect.name} ${(effect.value as { state?: string }).state ?? ''}`.trim()
    default:
      return effect.kind
  }
}

/** The happenings but for those that are for the log alone. */
export const telling = ({ happenings }: Interpretation): Happening[] =>
  happenings.filter(({ kind }) => kind !== 'ignored')

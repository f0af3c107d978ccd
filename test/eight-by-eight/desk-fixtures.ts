import type { DeskView, OpenRequest } from '../../adapters/core/desk/desk.ts'
import type { AcceptedEvent } from '../../adapters/core/engine/engine.ts'
import { completeEightByEightSettings, type EightByEightSettings } from '../../adapters/eight-by-eight/settings.ts'

export const NOW = new Date('2026-08-04T09:33:30Z')
export const CONVERSATION = 'Bt4vQm2RkXwYh8sLz0'
const OWN = { channelId: 'webchat', account: '', conversationId: 'dl-1' }

/** The settings of a tenant that is set up. */
export const given = (changes: Partial<EightByEightSettings> = {}): EightByEightSettings => ({
  apiKey: 'eght_test',
  channelId: 'wY3kq0Chan7',
  queueId: '214',
  queues: { billing: '215' },
  customerIds: ['custDemo01'],
  tenantIds: ['tenantdemo01'],
  ...changes,
})

export const acme = (changes: Partial<EightByEightSettings> = {}) => completeEightByEightSettings(given(changes))

/** A customer of Web Chat whose conversation is open and active on the desk. */
export function viewOf({
  session,
  ...changes
}: Partial<Omit<DeskView, 'session'>> & { session?: object | null } = {}): DeskView {
  const open = {
    number: 1,
    open: true,
    ready: true,
    opened: true,
    conversationId: CONVERSATION,
    since: NOW.toISOString(),
  }
  return {
    own: OWN,
    customer: { id: 'dl-7731', name: 'Nadia Okoye', locale: 'en-GB', channel: 'webchat' },
    session: session === null ? undefined : { ...open, ...session },
    data: {},
    owner: 'queue',
    ...changes,
  }
}

/** Seconds after the conversation began, as 8x8 writes times. */
export const second = (seconds: number): number => Date.parse('2026-08-04T09:33:20Z') + seconds * 1_000

/** An event as 8x8 sends it. */
export const body = (eventType: string, at: number, data?: object, conversationId = CONVERSATION): string =>
  JSON.stringify({ eventType, conversationId, timestamp: second(at), ...(data === undefined ? {} : { data }) })

let keys = 0
/** An event as the engine keeps it. */
export function accepted(text: string, changes: Partial<AcceptedEvent> = {}): AcceptedEvent {
  keys += 1
  const { conversationId = CONVERSATION, eventType = 'none' } = JSON.parse(text) as Record<string, string>
  return {
    id: `e-${keys}`,
    conversation: { channelId: '8x8', account: '', conversationId },
    key: `key-${keys}`,
    keyLifeMs: 1,
    type: eventType,
    origin: 'webhook',
    body: text,
    acceptedAt: NOW.toISOString(),
    ...changes,
  }
}

export const request = (handOff: OpenRequest['handOff'] = {}): OpenRequest => ({ id: 'open-1a2b', handOff })

export const SIGNAL: AbortSignal = new AbortController().signal

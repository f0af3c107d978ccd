import { type ConversationRecord, NEW_CONVERSATION, viewOf } from '../../adapters/core/conversation.ts'
import type { AcceptedEvent, IncomingEvent } from '../../adapters/core/engine/engine.ts'
import type { RawRequest, Reading } from '../../adapters/core/platform.ts'
import { createImiconnectPlatform, type ImiconnectSettings } from '../../adapters/imiconnect/index.ts'
import { completeImiconnectSettings } from '../../adapters/imiconnect/settings.ts'

export const SECRET = 'u-5b0c1d7e9f2a4c68'
export const PREVIOUS = 'u-previous-77aa01bc'
export const TOKEN = 'v-token-31f0'

/** A tenant's settings, as `readImiconnectSettings` makes them. */
export const ACME: ImiconnectSettings = {
  inboundUrl: 'https://hooks.uk.webexconnect.io/events/GENERATED1234',
  verificationToken: TOKEN,
  urlSecrets: [SECRET, PREVIOUS],
}

export const acme = (changes: Partial<ImiconnectSettings> = {}) => completeImiconnectSettings({ ...ACME, ...changes })
export const acmePlatform = (changes: Partial<ImiconnectSettings> = {}) =>
  createImiconnectPlatform({ ...ACME, ...changes })

/** A request to our webhook: an object as JSON, text as it is. */
export function request(body: unknown, changes: Partial<RawRequest> = {}): RawRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', url: `/api/imiconnect/${SECRET}`, headers: {}, body: Buffer.from(text), ...changes }
}

/** The events of Webex Connect help, Generic Bot, in the vendor's spelling. */
export const incoming = (changes: Record<string, unknown> = {}) => ({
  Conversationid: 'cv-7b21e0',
  ConversationType: 'BOT',
  Message: 'When does the Leeds branch open?',
  MessageType: 'text',
  Messageid: 'mo-58812',
  Media: '',
  Channel: 'FB',
  Event: 'Incoming message',
  Timestamp: '2024-03-09 17:05:41.37',
  ...changes,
})

export const postback = (changes: Record<string, unknown> = {}) => ({
  Conversationid: 'cv-7b21e0',
  ConversationType: 'BOT',
  PostbackPayload: 'OPENING_HOURS',
  Channel: 'FB',
  Event: 'FB POSTBACK',
  Timestamp: '2024-03-09 17:05:20.90',
  ...changes,
})

export const receipt = (changes: Record<string, unknown> = {}) => ({
  Conversationid: 'cv-7b21e0',
  ConversationType: 'BOT',
  Messageid: 'mt-40077',
  Channel: 'FB',
  Event: 'Message Delivery',
  DeliveryStatus: 'Failed',
  Description: 'Recipient has opted out',
  Timestamp: '2024-03-09 17:05:44.02',
  ...changes,
})

/** As inferred: no sample of it exists. */
export const agent = (changes: Record<string, unknown> = {}) => ({
  Conversationid: 'cc-90315',
  ConversationType: 'CCSP',
  Message: 'Hello, this is Priya. I can see your order now.',
  MessageType: 'text',
  Messageid: 'ag-1204',
  Media: '',
  Channel: 'FB',
  Event: 'Agent message',
  Timestamp: '2024-03-09 17:09:13.55',
  ...changes,
})

/** The one event in a reading. */
export function only(reading: Reading): IncomingEvent {
  if (reading.kind !== 'events' || reading.events.length !== 1) throw new Error(`not one event: ${reading.kind}`)
  return reading.events[0]!
}

/** What the platform makes of a body, given what core knows of its conversation. */
export async function interpreted(
  body: unknown,
  record: Partial<ConversationRecord> = {},
  { settings = {}, acceptedAt }: { settings?: Partial<ImiconnectSettings>; acceptedAt?: string } = {},
) {
  const platform = acmePlatform(settings)
  const event = only(platform.read(request(body)) as Reading)
  const accepted: AcceptedEvent = { ...event, id: 'event-1', acceptedAt: acceptedAt ?? '2024-03-09T17:05:42.000Z' }
  const view = viewOf(event.conversation, { ...NEW_CONVERSATION, ...record })
  const interpretation = await platform.interpret(accepted, view, new AbortController().signal)
  await platform.close?.()
  return interpretation
}

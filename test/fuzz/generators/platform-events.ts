import { readdirSync, readFileSync } from 'node:fs'
import { outbound } from '../../genesys/fixtures.ts'
import { delegatedEvent, messageEvent, startedEvent } from '../../hootsuite/fixtures.ts'
import { agent, incoming, postback, receipt } from '../../imiconnect/fixtures.ts'

/** What each platform really sends, one of each kind at least. */

const GLADLY = new URL('../../gladly/fixtures/events/', import.meta.url)

export const gladlyEvents: readonly object[] = readdirSync(GLADLY).map((name) =>
  JSON.parse(readFileSync(new URL(name, GLADLY), 'utf8')),
)

export const hootsuiteEvents = (now: Date): readonly object[] => {
  const timestamp = now.toISOString()
  return [startedEvent({ timestamp }), delegatedEvent({ timestamp }), messageEvent({}, { timestamp })]
}

export const imiconnectEvents: readonly object[] = [
  incoming(),
  incoming({ MessageType: 'image', Media: 'https://files.example/a.png' }),
  incoming({ Media: [{ url: 'https://files.example/a.png', type: 'image/png' }] }),
  postback(),
  receipt(),
  agent(),
]

const message = (data: object) => ({ eventType: 'MESSAGE', data: { isEcho: false, text: 'hello', ...data } })
const activity = (name: string, value: unknown) => ({ eventType: 'ACTIVITY', data: { name, value } })
const file = { id: 'att-1', fileName: 'a.png', contentType: 'image/png', size: 12 }

export const eightByEightEvents: readonly object[] = [
  { eventType: 'WEB_HOOK_VERIFY' },
  { eventType: 'CONVERSATION_UPDATE', data: { state: 'active', assignment: { type: 'script', id: '9001' } } },
  { eventType: 'CONVERSATION_UPDATE', data: { state: 'idle', user: { name: 'Nadia', additionalProperties: [] } } },
  { eventType: 'QUEUED', data: { queueId: '214', queueName: 'Parcel desk' } },
  { eventType: 'TRANSFER' },
  { eventType: 'MEMBERS_CHANGED', data: { memberType: 'agent', change: 'joined', id: 'agMara01' } },
  { eventType: 'MEMBERS_CHANGED', data: { memberType: 'agent', change: 'left', id: 'agMara01' } },
  message({ sender: { id: 'user', type: 'user' }, attachments: [file] }),
  message({ sender: { id: 'agMara01', type: 'agent' }, attachments: [file], cards: [{ type: 'quickReply' }] }),
  message({ sender: { id: 'bot', type: 'bot' }, isEcho: true }),
  activity('typing', { users: [{ id: 'agMara01', type: 'agent' }] }),
  activity('quickReply/action', { value: 'yes', title: 'Yes' }),
  activity('adaptiveCard/action', { data: { a: 1 } }),
  activity('read-receipts', [{ id: 'm-1' }]),
  { eventType: 'TEXT', messageType: 'AGENT', agentId: 'agMara01', agentName: 'Mara', message: 'hello' },
  { eventType: 'AGENT_JOINED', messageType: 'SYSTEM', agentId: 'agMara01', agentName: 'Mara' },
].map((event) => ({ conversationId: 'Hk2pWebC7', timestamp: Date.parse('2026-08-04T10:00:00Z'), ...event }))

const structured = (contentType: string, part: object) =>
  outbound({ type: 'Structured', content: [{ contentType, ...part }] })

export const genesysEvents: readonly object[] = [
  outbound(),
  outbound({ originatingEntity: 'Bot' }),
  structured('Attachment', {
    attachment: {
      id: 'a',
      mediaType: 'Image',
      url: 'https://api.mypurecloud.ie/a',
      mime: 'image/png',
      filename: 'a.png',
    },
  }),
  structured('QuickReply', { quickReply: { text: 'Yes', payload: 'yes', action: 'Message' } }),
  structured('ButtonResponse', { buttonResponse: { text: 'Yes', payload: 'yes', type: 'QuickReply' } }),
  structured('Card', {
    card: {
      title: 'A',
      description: 'B',
      image: 'https://a.example/b',
      actions: [{ type: 'Postback', text: 'x', payload: 'y' }],
    },
  }),
  structured('Carousel', {
    carousel: { cards: [{ title: 'A', actions: [{ type: 'Link', text: 'x', url: 'https://a.example' }] }] },
  }),
  outbound({
    type: 'Event',
    text: undefined,
    events: [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }],
  }),
  outbound({ type: 'Event', text: undefined, events: [{ eventType: 'Presence', presence: { type: 'Disconnect' } }] }),
  outbound({ type: 'Receipt', text: undefined, status: 'Failed', reasons: [{ code: 'GeneralError', message: 'no' }] }),
]

const place = {
  channelId: 'webchat',
  serviceUrl: 'http://127.0.0.1:9/',
  conversation: { id: 'wc-1' },
  from: { id: 'u', name: 'Noor' },
  recipient: { id: 'bot' },
}

export const activities: readonly object[] = [
  { type: 'message', id: 'a-1', text: 'hello', timestamp: '2026-08-04T10:00:00Z', locale: 'en-GB', ...place },
  {
    type: 'message',
    text: 'hello',
    value: { a: 1 },
    attachments: [{ contentType: 'image/png', contentUrl: 'https://a.example/b' }],
    ...place,
  },
  { type: 'conversationUpdate', membersAdded: [{ id: 'u' }], membersRemoved: [{ id: 'v' }], ...place },
  { type: 'typing', ...place },
  { type: 'event', name: 'handoff.status', value: { state: 'completed' }, ...place },
  { type: 'endOfConversation', code: 'completedSuccessfully', ...place },
  { type: 'messageReaction', id: 'a-2', reactionsAdded: [{ type: 'like' }], replyToId: 'a-1', ...place },
  { type: 'messageUpdate', id: 'a-1', text: 'hello again', ...place },
]

import type { Answer } from '../../simulator/answers.ts'
import { type Conversation, customerOf, type Message } from '../conversations.ts'
import { badRequest } from '../errors.ts'
import { newMessageId } from '../ids.ts'
import { on, type RestParts, type RestRequest, type RestRoute, valid } from '../rest.ts'
import type { Content } from '../types.ts'
import { inboundEvent, inboundMessage, inboundReceipt, structuredResponse } from './schemas.ts'

const RECEIVE = 'conversation:message:receive'
const UNDER = '/conversations/messages/:integrationId/inbound/open'

interface Channel {
  from: { id: string; idType: string; nickname?: string; email?: string }
  time: string
  messageId?: string
  metadata?: { customAttributes?: Record<string, string> }
}

/** `/api/v2/conversations/messages/{integrationId}/inbound/open/*`: what customers do. */
export function inboundRoutes(parts: RestParts): RestRoute[] {
  return [
    on('POST', `${UNDER}/message`, RECEIVE, (request) => message(parts, request)),
    on('POST', `${UNDER}/event`, RECEIVE, (request) => event(parts, request)),
    on('POST', `${UNDER}/receipt`, RECEIVE, (request) => receipt(parts, request)),
    on('POST', `${UNDER}/structured/response`, RECEIVE, (request) => response(parts, request)),
  ]
}

function message(parts: RestParts, { params, query, json }: RestRequest): Answer {
  const { settings, integrations, conversations } = parts
  const { id: integrationId } = integrations.ready(params.integrationId!)
  const { channel, text, content, metadata } = valid(inboundMessage, json())
  const prefetch = query.get('prefetchConversationId') === 'true'
  if (text && text.length > settings.maxTextLength) {
    throw badRequest(`text is longer than ${settings.maxTextLength} characters`)
  }
  checkAttributes(parts, channel)
  const earlier = sentBefore(parts, integrationId, channel)
  if (earlier) return accepted(parts, earlier, prefetch)
  const conversation = conversations.obtain(integrationId, channel.from)
  takeAttributes(parts, conversation, channel)
  const heard = hear(parts, conversation, channel, { text: text || undefined, content: content ?? [], metadata })
  return accepted(parts, heard, prefetch)
}

/** Takes in a message: what is answered, the receipt, and the flow, which sees the attributes that came with it. */
function hear(
  { conversations, outbound, flow }: RestParts,
  conversation: Conversation,
  channel: Channel,
  { text, content, metadata }: { text?: string; content: Content[]; metadata?: object },
): Message {
  const type = content.some(({ contentType }) => contentType !== 'Attachment') ? 'Structured' : 'Text'
  const { time, messageId } = channel
  const own = { from: 'customer', type, text, content, time, messageId, status: 'received' } as const
  const heard = conversations.say(conversation, { ...own, participantId: customerOf(conversation).id })
  const shown = { type, text, content: content.length > 0 ? content : undefined, metadata }
  heard.normalized = { id: heard.id, channel: wholeChannel(conversation.integrationId, channel), ...shown }
  outbound.receipt(heard)
  flow.enter(conversation, heard.id)
  return heard
}

/** The message that came with the same `channel.messageId`, where those are told apart. */
function sentBefore({ settings, conversations }: RestParts, integrationId: string, { messageId }: Channel) {
  return settings.dedupe && messageId !== undefined ? conversations.sentAs(integrationId, messageId) : undefined
}

function accepted({ settings }: RestParts, { normalized, conversation }: Message, prefetch: boolean): Answer {
  const conversationId = prefetch ? conversation.id : undefined
  return { status: settings.inboundStatus, body: { ...normalized, conversationId } }
}

function event(parts: RestParts, { params, json }: RestRequest): Answer {
  const { settings, integrations, conversations, flow } = parts
  const { id: integrationId } = integrations.ready(params.integrationId!)
  const { channel, events } = valid(inboundEvent, json())
  checkAttributes(parts, channel)
  const live = conversations.active(integrationId, channel.from.id)
  if (settings.typingInbound && (live || settings.typingStartsConversation)) {
    const conversation = live ?? conversations.obtain(integrationId, channel.from)
    takeAttributes(parts, conversation, channel)
    // Typing is no message: it brings nobody into a conversation that goes on.
    if (!live) flow.enter(conversation)
  }
  const id = newMessageId()
  const whole = wholeChannel(integrationId, { ...channel, messageId: channel.messageId ?? id })
  return { status: settings.inboundStatus, body: { id, channel: whole, type: 'Event', events } }
}

function receipt({ settings, integrations, conversations }: RestParts, { params, json }: RestRequest): Answer {
  const { id: integrationId } = integrations.ready(params.integrationId!)
  const sent = valid(inboundReceipt, json())
  const { id, channel, status, reasons } = sent
  const outbound = conversations.written(id, integrationId, channel.to.id)
  const from = { id: integrationId, idType: 'Opaque' }
  const whole = { id: integrationId, platform: 'Open', type: 'Private', ...channel, from, messageId: id }
  const answer = { ...sent, channel: whole, type: 'Receipt', direction: 'Outbound' }
  if (!outbound) {
    const unknown = { status: 'Failed', reasons: [{ code: 'UnknownMessage', message: `no message ${id}` }] }
    return { status: settings.inboundStatus, body: { ...answer, ...unknown } }
  }
  outbound.receipts.push({ status, time: channel.time, reasons })
  if (outbound.receipts.length > 100) outbound.receipts.shift()
  outbound.status = status === 'Delivered' ? 'delivery-success' : 'delivery-failed'
  return { status: settings.inboundStatus, body: answer }
}

function response(parts: RestParts, { params, query, json }: RestRequest): Answer {
  const { integrations, conversations } = parts
  const { id: integrationId } = integrations.ready(params.integrationId!)
  const { channel, buttonResponse, originatingMessageId } = valid(structuredResponse, json())
  checkAttributes(parts, channel)
  const prefetch = query.get('prefetchConversationId') === 'true'
  const earlier = sentBefore(parts, integrationId, channel)
  if (earlier) return accepted(parts, earlier, prefetch)
  const conversation = conversations.active(integrationId, channel.from.id)
  if (!conversation) throw badRequest('a structured response needs an existing conversation')
  const asked = conversation.messages.some(({ id, type }) => id === originatingMessageId && type === 'Structured')
  if (!asked) throw badRequest(`originatingMessageId: ${originatingMessageId} is no structured message here`)
  takeAttributes(parts, conversation, channel)
  const content = [{ contentType: 'ButtonResponse', buttonResponse }]
  const heard = hear(parts, conversation, channel, { text: buttonResponse.text, content })
  heard.normalized = { ...heard.normalized, originatingMessageId }
  return accepted(parts, heard, prefetch)
}

function checkAttributes({ settings }: RestParts, { metadata }: Channel): void {
  const size = Object.entries(metadata?.customAttributes ?? {})
    .flat()
    .join('')
  if (Buffer.byteLength(size) > settings.maxAttributesBytes) {
    throw badRequest(`customAttributes are larger than ${settings.maxAttributesBytes} bytes`)
  }
}

function takeAttributes({ settings, lifecycle }: RestParts, conversation: Conversation, { metadata }: Channel): void {
  const customer = customerOf(conversation)
  const known = settings.laterAttributes === 'ignored' ? Object.keys(customer.attributes) : []
  const given = Object.entries(metadata?.customAttributes ?? {}).filter(([name]) => !known.includes(name))
  if (given.length > 0) lifecycle.attribute(conversation, customer, Object.fromEntries(given))
}

function wholeChannel(integrationId: string, { from, time, messageId, metadata }: Channel): object {
  const to = { id: integrationId }
  return { id: integrationId, platform: 'Open', type: 'Private', messageId, to, from, time, metadata }
}

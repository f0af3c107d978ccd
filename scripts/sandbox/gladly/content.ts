import { timestamp } from './timestamps.ts'
import type { Channel, CustomerSnapshot, ItemContent } from './types.ts'
import type { StoredFile } from './world.ts'

/** The brand's own addresses. */
export const brand = {
  email: 'care@brand.example',
  phone: '+12025550100',
  facebookPage: 'pgBrand0000000000000001',
  chat: 'brand.example',
}

const itemTypes: Record<Channel, string> = {
  CHAT: 'CHAT_MESSAGE',
  EMAIL: 'EMAIL',
  SMS: 'SMS',
  WHATSAPP: 'WHATSAPP',
  FB_MESSENGER: 'FACEBOOK_MESSAGE',
  INSTAGRAM_DIRECT: 'INSTAGRAM_DIRECT',
  VOICEMAIL: 'VOICEMAIL',
}

/** What an item of this channel is called: events and items name channels differently (Gladly API reference, Conversation Items). */
export function itemTypeOf(channel: Channel): string {
  return itemTypes[channel]
}

/** The item types one can answer with `POST .../reply` (Gladly API reference, Reply to message). */
export const replyTypes: ReadonlySet<string> = new Set(Object.values(itemTypes).filter((type) => type !== 'VOICEMAIL'))

/** The item types the API shows; of any other it says that it is not supported (Gladly API reference, Get conversation item). */
export const supportedTypes: ReadonlySet<string> = new Set([
  ...Object.values(itemTypes),
  'TWITTER',
  'CONVERSATION_NOTE',
  'CONVERSATION_STATUS_CHANGE',
  'TOPIC_CHANGE',
  'CUSTOMER_ACTIVITY',
  'PHONE_CALL',
  'VOICE_AI_MESSAGE',
])

/** What a message is made of. */
export interface Words {
  channel: Channel
  text: string
  sessionId: string
  /** The item these words will be. */
  itemId: string
  customer: CustomerSnapshot
  subject?: string
  files?: StoredFile[]
  /** Fields of a chat message beyond plain text: `messageType`, `messageData`. */
  chat?: { messageType: string; messageData?: unknown }
}

/** The content of a customer's message. */
export function inbound(words: Words, at: Date): ItemContent {
  return written(words, at, true)
}

/** The content of a message from the brand. */
export function outbound(words: Words, at: Date): ItemContent {
  return written(words, at, false)
}

function written(words: Words, at: Date, fromCustomer: boolean): ItemContent {
  const { channel, text, customer } = words
  const type = itemTypeOf(channel)
  const attachments = words.files?.length ? { attachments: words.files.map(shownFile) } : {}
  const [from, to] = fromCustomer ? [customerAddress, brandAddress] : [brandAddress, customerAddress]
  switch (channel) {
    case 'CHAT': {
      const chat = words.chat ?? { messageType: 'TEXT' }
      return { type, ...chat, sessionId: words.sessionId, content: text, ...attachments }
    }
    case 'EMAIL': {
      const addresses = { from: from(channel, customer), to: [to(channel, customer)], cc: [] }
      return { type, ...addresses, subject: words.subject ?? 'Question', content: text, ...attachments }
    }
    case 'SMS':
      return { type, from: from(channel, customer), to: to(channel, customer), content: text, ...attachments }
    case 'FB_MESSENGER':
      return { type, pageId: brand.facebookPage, userId: `fb-${customer.id}`, content: text, ...attachments }
    case 'VOICEMAIL':
      return voicemail(text, words.itemId, at)
    default:
      return { type, content: text, ...attachments }
  }
}

function voicemail(summary: string, itemId: string, at: Date): ItemContent {
  return {
    type: 'VOICEMAIL',
    startedAt: timestamp(at),
    recordingStatus: 'AVAILABLE',
    recordingUrl: `/api/v1/conversation-items/${itemId}/media/recording`,
    recordingDuration: 17,
    recordingSummary: { status: 'READY', summary, language: 'en' },
  }
}

function shownFile(file: StoredFile) {
  const { id, contentType, filename, data } = file
  return { id, contentType, filename, fileSize: data.length }
}

function customerAddress(channel: Channel, customer: CustomerSnapshot): string {
  if (channel === 'EMAIL') return customer.emails?.[0]?.original ?? `${customer.id.toLowerCase()}@mail.example`
  return customer.phones?.[0]?.normalized ?? '+12025550199'
}

function brandAddress(channel: Channel): string {
  return channel === 'EMAIL' ? brand.email : brand.phone
}

/** Where the customer wrote to, as `CONTACT/STARTED` tells it. */
export function entryPoint(channel: Channel): string {
  if (channel === 'CHAT') return brand.chat
  if (channel === 'FB_MESSENGER') return brand.facebookPage
  return brandAddress(channel)
}

import type { ReadCall } from './calls.ts'
import { botOf, type ChatEngine, type Conversation, isDesk, ownerOf, placeOf } from './chat-engine.ts'
import { QUEUED, type Verdict } from './codes.ts'
import type { EventWriter } from './events.ts'
import { newId } from './ids.ts'
import type { MediaHost } from './media-host.ts'
import type { ImiconnectSettings } from './options.ts'
import type { OutboundWebhook } from './outbound.ts'
import type { Receipt } from './types.ts'

/** What calls act on. */
export interface Tenant {
  settings: ImiconnectSettings
  engine: ChatEngine
  writer: EventWriter
  outbound: OutboundWebhook
  media: MediaHost
  now(): Date
}

const WRONG_CONVERSATION: Verdict = { code: '7004', detail: 'conversation_id' }

/** Does what a call says. Being queued does not mean that anything happens (Inbound Webhooks). */
export function applyCall(tenant: Tenant, call: ReadCall): Verdict {
  const { engine, settings } = tenant
  const conversation = engine.find(call.conversationId)
  if (!conversation || ownerOf(conversation) === 'closed') {
    return settings.unknownConversation === 'refused' ? WRONG_CONVERSATION : { code: QUEUED }
  }
  if (call.effect === 'handover') engine.handOver(conversation, call.customparams)
  if (call.effect === 'close') engine.closeBot(conversation)
  if (call.effect === 'reply') return say(tenant, conversation, call)
  return { code: QUEUED }
}

function say(tenant: Tenant, conversation: Conversation, call: ReadCall): Verdict {
  const policy = tenant.settings.repliesAfterHandover
  const owner = ownerOf(conversation)
  const overAgent = isDesk(conversation) || owner !== 'bot'
  if (overAgent && policy === 'refused') return WRONG_CONVERSATION
  if (overAgent && policy === 'ignored') return { code: QUEUED }
  const messageId = newId('mt')
  const at = tenant.now()
  const { conversationId, message: text, messageType, media, customparams, timestamp } = call
  const said = { messageId, conversationId, text, ...(media !== undefined && { media }), at }
  tenant.engine.say(conversation, { ...said, by: 'bot' }, { ...said, messageType, customparams, timestamp, owner })
  for (const status of tenant.settings.receipts) {
    tenant.outbound.schedule(tenant.settings.receiptDelayMs, () => sendReceipt(tenant, conversation, messageId, status))
  }
  return { code: QUEUED }
}

/** Tells the bot what became of its message (Generic Bot, Message Delivery); only failures have a description. */
export function sendReceipt(
  { outbound, writer, settings }: Tenant,
  conversation: Conversation,
  messageId: string,
  status: Receipt,
  description = status === 'Failed' ? settings.failureDescription : undefined,
): void {
  const said = botOf(conversation).transcript.findLast((one) => one.messageId === messageId)
  if (said) said.receipt = status
  outbound.dispatch(writer.receipt(placeOf(conversation), messageId, status, description))
}

import type { SimulatorClock } from '../simulator/clock.ts'
import type { Conversation, Conversations, Customer, Message } from './conversations.ts'
import type { Delivery } from './deliveries.ts'
import { newMessageId } from './ids.ts'
import type { Integration, Integrations } from './integrations.ts'
import type { GenesysSettings } from './settings.ts'
import type { Content, OutboundBody, Participant } from './types.ts'

/** What somebody on our side writes to the customer. */
export interface OutboundMessage {
  from: 'agent' | 'flow' | 'bot'
  entity: 'Human' | 'Bot'
  participant: Participant
  text?: string
  content?: Content[]
}

/** What writing to customers needs. */
export interface OutboundParts {
  clock: SimulatorClock
  settings: GenesysSettings
  conversations: Conversations
  integrations: Integrations
  dispatch: (delivery: Delivery) => void
}

/** Writes to customers: what the integration's webhook gets. */
export class Outbound {
  private readonly parts: OutboundParts

  constructor(parts: OutboundParts) {
    this.parts = parts
  }

  /** Adds a message to the conversation and delivers it. It is `Structured` if there is more in it than text and files. */
  say(conversation: Conversation, said: OutboundMessage): Message {
    const { text, content = [], entity, from, participant } = said
    const type = content.some(({ contentType }) => contentType !== 'Attachment') ? 'Structured' : 'Text'
    const time = this.parts.clock.now().toISOString()
    const own = { from, type, text, content, time, participantId: participant.id, originatingEntity: entity } as const
    const message = this.parts.conversations.say(conversation, { ...own, status: 'queued' })
    this.deliver(conversation, message, (integration): OutboundBody => {
      const { id } = message
      const channel = this.channel(integration, conversation.customer, time, id)
      const shown = { type, text, content: content.length > 0 ? content : undefined } as const
      const body = {
        id,
        channel,
        ...shown,
        originatingEntity: entity,
        direction: 'Outbound',
        ...this.place(conversation),
      }
      message.normalized = body
      return body
    })
    return message
  }

  /** Shows the customer that somebody types, if the messaging setting allows it. */
  typing(conversation: Conversation, durationMs = 5000): void {
    if (!this.parts.settings.typingOutbound) return
    const id = newMessageId()
    const time = this.parts.clock.now().toISOString()
    this.deliver(conversation, undefined, (integration) => ({
      id,
      channel: this.channel(integration, conversation.customer, time, id),
      type: 'Event',
      direction: 'Outbound',
      events: [{ eventType: 'Typing', typing: { type: 'On', duration: durationMs } }],
      ...this.place(conversation),
    }))
  }

  /** Says what became of a customer's message. */
  receipt(message: Message): void {
    const { receipts } = this.parts.settings
    if (receipts === 'off') return
    const { id, conversation } = message
    const failed = { status: 'Failed', reasons: [{ code: 'MessageNotAllowed', message: 'not accepted' }] }
    this.deliver(conversation, undefined, (integration) => ({
      id,
      channel: {
        id: integration.id,
        platform: 'Open',
        type: 'Private',
        to: { id: conversation.customer.id },
        from: { id: integration.id, idType: 'Opaque' },
        time: this.parts.clock.now().toISOString(),
        messageId: id,
      },
      type: 'Receipt',
      direction: 'Inbound',
      isFinalReceipt: true,
      ...(receipts === 'failed' ? failed : { status: 'Delivered' }),
      ...this.place(conversation),
    }))
  }

  private deliver(conversation: Conversation, message: Message | undefined, body: (to: Integration) => OutboundBody) {
    const integration = this.parts.integrations.find(conversation.integrationId)
    if (!integration) return
    this.parts.dispatch({
      integration,
      body: body(integration),
      ended: (accepted) => {
        if (message?.status === 'queued') message.status = accepted ? 'sent' : 'failed'
      },
    })
  }

  private channel({ id, name: nickname }: Integration, customer: Customer, time: string, messageId: string) {
    const idType = this.parts.settings.webhookIdType ? customer.idType : undefined
    const to = { id: customer.id, idType }
    return { id, platform: 'Open', type: 'Private', messageId, to, from: { nickname, id, idType: 'Opaque' }, time }
  }

  private place({ id: conversationId }: Conversation): { conversationId?: string } {
    return this.parts.settings.webhookConversationId ? { conversationId } : {}
  }
}

import { parsedBody } from '../simulator/bodies.ts'
import type { ActivityWriter } from './activities.ts'
import type { Attachments } from './attachments.ts'
import type { BotEndpoint, Delivered } from './bot-endpoint.ts'
import { buttonOf, pressed } from './buttons.ts'
import type { Conversation, Conversations } from './conversations.ts'
import type { WebChatSettings } from './options.ts'
import type { WebChatSimulator } from './simulator.ts'
import type { WireActivity } from './types.ts'

/** What customers act on. */
export interface Channel {
  settings: WebChatSettings
  conversations: Conversations
  writer: ActivityWriter
  bot: BotEndpoint
  attachments: Attachments
  serviceUrl(): string
}

type Customers = Pick<
  WebChatSimulator,
  | 'join'
  | 'says'
  | 'presses'
  | 'submits'
  | 'types'
  | 'sendsFile'
  | 'leaves'
  | 'sendActivity'
  | 'invoke'
  | 'expectReplies'
>

/** Sends a customer's activity, and the customer's arrival first where the bot does not know of it yet. */
export function sendFrom(
  { writer, bot }: Channel,
  conversation: Conversation,
  given: Partial<WireActivity> & { type: string },
  awaited = false,
): { id: string; delivered: Promise<Delivered> } {
  if (conversation.customerUnannounced) {
    const arrival = writer.membersChanged(conversation, { membersAdded: [conversation.customer] })
    void bot.send(conversation.id, arrival)
    conversation.customerUnannounced = false
  }
  const activity = writer.fromCustomer(conversation, given)
  const delivered = bot.send(conversation.id, activity, awaited)
  conversation.add('customer', activity)
  return { id: activity.id ?? '', delivered }
}

/** Tells the bot who takes part, as the setting says; of a customer who has not been named yet, later. */
export function announce({ settings, writer, bot }: Channel, conversation: Conversation, unnamed = false): void {
  const { bot: itself, customer } = conversation
  const arrive = (...membersAdded: (typeof customer)[]) => {
    void bot.send(conversation.id, writer.membersChanged(conversation, { membersAdded }))
  }
  const told = settings.membersAdded
  const how = unnamed && (told === 'separate' || told === 'together') ? 'late' : told
  if (how === 'together') arrive(itself, customer)
  if (how === 'separate' || how === 'late' || how === 'bot') arrive(itself)
  if (how === 'separate' || how === 'customer') arrive(customer)
  conversation.customerUnannounced = how === 'late'
}

/** What customers do. */
export function customersOf(channel: Channel): Customers {
  const { conversations, attachments, writer } = channel
  const send = async (id: string, given: Partial<WireActivity> & { type: string }) =>
    sendFrom(channel, conversations.get(id), given).id
  return {
    async join({ customerId, name, channelId, locale } = {}) {
      const customer = { ...(customerId !== undefined && { id: customerId }), ...(name !== undefined && { name }) }
      const conversation = conversations.start({ channelId, locale, customer })
      announce(channel, conversation)
      return conversation.id
    },
    says: (id, text, { attachments: files, value, activity } = {}) =>
      send(id, { type: 'message', text, ...(files && { attachments: files }), ...given(value), ...activity }),
    async presses(id, which) {
      const button = buttonOf(conversations.get(id).fromBot(), which)
      return send(id, { type: 'message', ...pressed(button) })
    },
    submits: (id, data) => send(id, { type: 'message', text: '', value: data, channelData: { postBack: true } }),
    types: (id) => send(id, { type: 'typing' }),
    async sendsFile(id, { name, contentType, bytes, text = '' }) {
      conversations.get(id)
      const file = attachments.add({ name, type: contentType, original: Buffer.from(bytes) })
      const contentUrl = `${channel.serviceUrl()}/v3/attachments/${file}/views/original`
      return send(id, { type: 'message', text, attachments: [{ name, contentType, contentUrl }] })
    },
    async leaves(id, as = 'endOfConversation') {
      const conversation = conversations.get(id)
      if (as === 'endOfConversation') return send(id, { type: as, code: 'userCancelled' })
      conversation.removeMember(conversation.customer.id)
      const gone = writer.membersChanged(conversation, { membersRemoved: [conversation.customer] })
      void channel.bot.send(conversation.id, gone)
      return gone.id!
    },
    sendActivity: (id, activity) => send(id, activity),
    async invoke(id, activity) {
      const conversation = conversations.get(id)
      const { delivered } = sendFrom(channel, conversation, { ...activity, type: 'invoke' }, true)
      const { status, text } = heard(await delivered)
      return { status, ...given(parsedBody(text), 'body') }
    },
    async expectReplies(id, said) {
      const conversation = conversations.get(id)
      const activity = typeof said === 'string' ? { text: said } : said
      const asking = { type: 'message', ...activity, deliveryMode: 'expectReplies' }
      const { status, text } = heard(await sendFrom(channel, conversation, asking, true).delivered)
      const replies = (parsedBody(text) as { activities?: WireActivity[] } | undefined)?.activities ?? []
      const activities = replies.map((reply) => writer.fromBot(conversation, reply))
      for (const reply of activities) conversation.add('bot', reply)
      return { status, activities: structuredClone(activities) }
    },
  }
}

function given(value: unknown, name = 'value'): object {
  return value === undefined ? {} : { [name]: value }
}

/** Throws where the bot was not heard. */
function heard({ status, text = '', error, outcome }: Delivered): { status: number; text: string } {
  if (error !== undefined || status === undefined) throw new Error(`the bot did not answer: ${error ?? outcome}`)
  return { status, text }
}

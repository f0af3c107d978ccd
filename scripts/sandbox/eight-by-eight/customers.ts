import { customerArrives, customerGone } from './conversations.ts'
import { customerWrites } from './messages.ts'
import type { CustomerSaysOptions, Customers } from './simulator.ts'
import type { SentFile, StoredCard } from './types.ts'
import { type Conversation, channelOfType, conversationById, type World } from './world.ts'

const USER = { id: 'user', type: 'user' } as const

/** What customers do in 8x8's own channels. */
export function customersOf(world: World): Customers {
  const one = (id: string) => ownConversation(world, id)
  const write = (text: string, files: SentFile[], options: CustomerSaysOptions) => {
    const conversation = options.conversationId === undefined ? undefined : one(options.conversationId)
    const channel = conversation
      ? world.channels.get(conversation.channelId)!
      : channelOfType(world, options.channel ?? 'WebChat')
    const written = customerWrites(world, { channel, user: options.user ?? {}, conversation }, { text, files })
    return { conversationId: written.conversation.id, messageId: written.message.id }
  }
  return {
    customerArrives({ channel = 'WebChat', user = {} } = {}) {
      return { conversationId: customerArrives(world, { channel: channelOfType(world, channel), user }).id }
    },
    customerSays: (text, options = {}) => write(text, options.attachments ?? [], options),
    customerSends: (files, options = {}) => write('', files, options),
    customerPresses(id, button) {
      const conversation = inWebChat(one(id))
      const data = pressed(conversation, button)
      conversation.keepForUser?.()
      world.events.activity(conversation, 'quickReply/action', { type: 'postback', data })
    },
    customerSubmits(id, data, { type = 'Action.Submit', cardId } = {}) {
      const conversation = inWebChat(one(id))
      const cards = cardsOf(conversation, 'application/vnd.microsoft.card.adaptive')
      const card = cards.find((each) => cardId === undefined || each.id === cardId)
      if (!card) throw new Error(`conversation ${id} has no such adaptive card`)
      card[type === 'Action.Submit' ? 'actionSubmitted' : 'actionExecuted'] = true
      conversation.keepForUser?.()
      world.events.activity(conversation, 'adaptiveCard/action', { type, data })
    },
    customerTypes(id, typing = true) {
      world.events.activity(one(id), 'typing', { users: typing ? [USER] : [] })
    },
    customerReplies(id, name, value) {
      const conversation = one(id)
      conversation.keepForUser?.()
      world.events.activity(conversation, name, value)
    },
    customerLeaves: (id) => customerGone(world, conversationById(world, id)),
  }
}

/** On a ChatAPI channel the customer is elsewhere: there the client speaks for them. */
function ownConversation(world: World, id: string): Conversation {
  const conversation = conversationById(world, id)
  if (conversation.channelType !== 'ChatAPI') return conversation
  throw new Error(`the customer of conversation ${id} is not in a channel of 8x8's`)
}

function inWebChat(conversation: Conversation): Conversation {
  if (conversation.channelType === 'WebChat') return conversation
  throw new Error(`${conversation.channelType} has neither quick replies nor adaptive cards`)
}

/** Newest first. */
function cardsOf({ messages }: Conversation, contentType: string): StoredCard[] {
  return messages
    .toReversed()
    .flatMap(({ cards }) => cards)
    .filter((card) => card.contentType === contentType)
}

/** What is offered as `postback` comes back as `payload`. */
function pressed(conversation: Conversation, button: string): { title: string; payload: string } {
  for (const { content } of cardsOf(conversation, 'application/8x8.quick.replies')) {
    const { options } = content as { options: { title: string; data: { postback: string } }[] }
    const found = options.find(({ title, data }) => title === button || data.postback === button)
    if (found) return { title: found.title, payload: found.data.postback }
  }
  throw new Error(`nothing offers ${button} in conversation ${conversation.id}`)
}

import { notFound } from '../simulator/answers.ts'
import { sendReceipt, type Tenant } from './bot-calls.ts'
import {
  type BotConversation,
  botOf,
  type ChatEngine,
  type Conversation,
  isDesk,
  placeOf,
  snapshotOf,
} from './chat-engine.ts'
import { newId } from './ids.ts'
import { mediaTypeOf } from './media.ts'
import { oddEvent } from './odd-events.ts'
import type { ImiconnectSimulator } from './simulator.ts'

type People = Pick<
  ImiconnectSimulator,
  | 'customerSays'
  | 'customerPresses'
  | 'agentSays'
  | 'agentTakes'
  | 'agentTransfers'
  | 'agentCloses'
  | 'receipt'
  | 'receive'
  | 'conversation'
  | 'conversations'
  | 'botMessages'
  | 'transcript'
>

/** What customers and agents do, and what can be seen of it. */
export function peopleOf(tenant: Tenant): People {
  const { engine, writer, outbound, settings } = tenant
  const underId = <T extends { conversationId: string }>(id: string, list: (bot: BotConversation) => T[]): T[] => {
    const conversation = engine.get(id)
    const all = list(botOf(conversation))
    return (isDesk(conversation) ? all.filter((one) => one.conversationId === id) : all).map((one) => ({ ...one }))
  }
  return {
    async customerSays(text, { customerId = newId('cu'), channel, media: given, file } = {}) {
      const kept = file && { url: await tenant.media.keep(file), type: mediaTypeOf(file.contentType) }
      const media = kept ?? (typeof given === 'string' ? { url: given } : given)
      const bot = engine.botConversation(customerId, channel)
      const conversation = engine.route(bot)
      const messageId = newId('mo')
      const conversationId = conversation.id
      engine.say(conversation, {
        messageId,
        conversationId,
        by: 'customer',
        text,
        ...(media && { media: media.url }),
        ...(file && { file: { name: file.name, contentType: file.contentType } }),
        at: tenant.now(),
      })
      outbound.dispatch(writer.incoming(placeOf(conversation), text, messageId, media))
      return { customerId, conversationId, botConversationId: bot.id, messageId }
    },
    async customerPresses(payload, { customerId = newId('cu'), channel } = {}) {
      const bot = engine.botConversation(customerId, channel)
      const conversation = engine.route(bot)
      outbound.dispatch(writer.postback(placeOf(conversation), payload))
      return { customerId, conversationId: conversation.id, botConversationId: bot.id }
    },
    async agentSays(id, text) {
      const desk = engine.take(engine.get(id))
      const messageId = newId('ag')
      engine.say(desk, { messageId, conversationId: desk.id, by: 'agent', text, at: tenant.now() })
      outbound.dispatch(writer.agent(placeOf(desk), text, messageId))
      return messageId
    },
    async agentTakes(id) {
      engine.take(engine.get(id))
    },
    async agentTransfers(id, queue) {
      engine.transfer(engine.get(id), queue)
    },
    async agentCloses(id) {
      const desk = engine.take(engine.get(id))
      engine.closeDesk(desk)
      if (settings.closedEvent) outbound.dispatch(writer.other(placeOf(desk), settings.closedEvent))
    },
    async receipt(messageId, status, description) {
      sendReceipt(tenant, conversationOf(engine, messageId), messageId, status, description)
    },
    async receive(kind, { conversationId } = {}) {
      const conversation = conversationId ? engine.get(conversationId) : engine.botConversation(newId('cu'))
      const messageId = newId('mo')
      const ordinary = writer.incoming(placeOf(conversation), 'something odd', messageId)
      if (typeof kind === 'string') outbound.dispatch(oddEvent(kind, ordinary))
      else outbound.dispatch(typeof kind.text === 'string' ? kind.text : kind)
      return { conversationId: conversation.id, messageId }
    },
    conversation: (id) => snapshotOf(engine.get(id)),
    conversations: () => engine.all().map(snapshotOf),
    botMessages: (id) => underId(id, ({ messages }) => messages),
    transcript: (id) => underId(id, ({ transcript }) => transcript),
  }
}

function conversationOf(engine: ChatEngine, messageId: string): Conversation {
  for (const conversation of engine.all()) {
    const said = botOf(conversation).messages.find((one) => one.messageId === messageId)
    if (said) return engine.get(said.conversationId)
  }
  throw notFound(`message ${messageId}`)
}

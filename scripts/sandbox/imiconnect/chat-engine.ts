import { notFound } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { Place } from './events.ts'
import { newId } from './ids.ts'
import type { ImiconnectSettings } from './options.ts'
import type { BotMessage, ConversationSnapshot, CustomParams, Handover, Owner, TranscriptEntry } from './types.ts'

/** A BOT conversation: one for each customer and channel, until its id is given up. */
export interface BotConversation {
  id: string
  customerId: string
  channel: string
  open: boolean
  createdAt: Date
  handover?: Handover
  /** The agents' conversation, while there is one. */
  desk?: DeskConversation
  messages: BotMessage[]
  transcript: TranscriptEntry[]
}

/** A CCSP conversation: from one hand-over to the agent's close. */
export interface DeskConversation {
  id: string
  bot: BotConversation
  state: 'queue' | 'agent' | 'closed'
  createdAt: Date
  handover: Handover
  /** From when on customers' messages go to it. */
  from: number
  /** Where an agent put it. */
  queue?: string
}

/** Either kind. */
export type Conversation = BotConversation | DeskConversation

/**
 * The component that owns conversation ids and decides who holds a conversation (Generic Bot, Chat Engine): a BOT id per
 * customer and channel until the bot closes it, a new CCSP id for each agent conversation.
 */
export class ChatEngine {
  private readonly clock: SimulatorClock
  private readonly settings: ImiconnectSettings
  private readonly byId = new Map<string, Conversation>()
  /** The open BOT conversation of a customer on a channel. */
  private readonly open = new Map<string, BotConversation>()
  private readonly lastChannel = new Map<string, string>()

  constructor(clock: SimulatorClock, settings: ImiconnectSettings) {
    this.clock = clock
    this.settings = settings
  }

  /** The customer's BOT conversation on the channel (by default the last one used), begun where there is none. */
  botConversation(customerId: string, given?: string): BotConversation {
    const channel = given ?? this.lastChannel.get(customerId) ?? 'FB'
    this.lastChannel.set(customerId, channel)
    const key = keyOf({ customerId, channel })
    const known = this.open.get(key)
    if (known) return known
    const createdAt = this.clock.now()
    const begun = { id: newId('cv'), customerId, channel, open: true, createdAt, messages: [], transcript: [] }
    this.open.set(key, begun)
    this.byId.set(begun.id, begun)
    return begun
  }

  /** Who gets the customer's message now: the first always goes to the bot, those after a hand-over to the CCSP. */
  route(bot: BotConversation): Conversation {
    return bot.desk && this.clock.ms() >= bot.desk.from ? bot.desk : bot
  }

  /** Undefined for ids never given out. */
  find(id: string): Conversation | undefined {
    return this.byId.get(id)
  }

  /** Throws for ids never given out. */
  get(id: string): Conversation {
    const found = this.byId.get(id)
    if (!found) throw notFound(`conversation ${id}`)
    return found
  }

  all(): Conversation[] {
    return [...this.byId.values()]
  }

  /**
   * The BOT event Handover (Generic Bot, Rules). Needs the rule BOT + CCSP, a rule on Handover and a conversation that
   * is the bot's; otherwise nothing happens.
   */
  handOver(conversation: Conversation, customparams: CustomParams): void {
    const { rule, handoverRule, handoverWindowMs } = this.settings
    if (isDesk(conversation) || !conversation.open || conversation.desk) return
    if (rule !== 'BOT+CCSP' || !handoverRule) return
    const createdAt = this.clock.now()
    const handover = { customparams, at: createdAt }
    const from = this.clock.ms() + handoverWindowMs
    const desk: DeskConversation = { id: newId('cc'), bot: conversation, state: 'queue', createdAt, handover, from }
    this.byId.set(desk.id, desk)
    conversation.handover = handover
    conversation.desk = desk
  }

  /** An agent picks the chat up. Throws where nothing was handed over. */
  take(conversation: Conversation): DeskConversation {
    const desk = isDesk(conversation) ? conversation : conversation.desk
    if (!desk || desk.state === 'closed') throw new Error(`conversation ${conversation.id} is not with the CCSP`)
    desk.state = 'agent'
    return desk
  }

  /** An agent puts the chat into another queue. Throws where nothing was handed over. */
  transfer(conversation: Conversation, queue: string): void {
    const desk = this.take(conversation)
    desk.state = 'queue'
    desk.queue = queue
  }

  /** The agent closes the chat: the next message of the customer is a first message again. */
  closeDesk(desk: DeskConversation): void {
    desk.state = 'closed'
    desk.bot.desk = undefined
    if (this.settings.afterAgentCloses === 'new-id') this.giveUp(desk.bot)
  }

  /** The bot closes: the next message of the customer gets a new BOT id. While the CCSP has the customer nothing happens. */
  closeBot(conversation: Conversation): void {
    if (!isDesk(conversation) && !conversation.desk) this.giveUp(conversation)
  }

  private giveUp(bot: BotConversation): void {
    bot.open = false
    if (this.open.get(keyOf(bot)) === bot) this.open.delete(keyOf(bot))
  }
}

/** Whether it is the agents'. */
export function isDesk(conversation: Conversation): conversation is DeskConversation {
  return 'bot' in conversation
}

/** The BOT conversation it is or came from. */
export function botOf(conversation: Conversation): BotConversation {
  return isDesk(conversation) ? conversation.bot : conversation
}

/** Who answers the customer now. */
export function ownerOf(conversation: Conversation): Owner {
  if (isDesk(conversation)) return conversation.state
  return conversation.desk?.state ?? (conversation.open ? 'bot' : 'closed')
}

/** What events show of it. */
export function placeOf(conversation: Conversation): Place {
  const { id: botConversationId, customerId, channel } = botOf(conversation)
  return { id: conversation.id, kind: isDesk(conversation) ? 'CCSP' : 'BOT', botConversationId, customerId, channel }
}

/** A conversation to look at. */
export function snapshotOf(conversation: Conversation): ConversationSnapshot {
  const { id, kind: type, customerId, channel, botConversationId } = placeOf(conversation)
  const handover = conversation.handover && {
    ...conversation.handover,
    customparams: { ...conversation.handover.customparams },
  }
  const desk = isDesk(conversation) ? undefined : conversation.desk
  const { state, queue } = (isDesk(conversation) ? conversation : desk) ?? {}
  return {
    id,
    type,
    customerId,
    channel,
    owner: ownerOf(conversation),
    ...(desk && { ccspId: desk.id }),
    ...(type === 'CCSP' && { botConversationId }),
    ...(handover && { handover }),
    ...(state === 'queue' && queue !== undefined && { queue }),
    createdAt: conversation.createdAt,
  }
}

function keyOf({ customerId, channel }: { customerId: string; channel: string }): string {
  return JSON.stringify([customerId, channel])
}

import { notFound } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { dropOldest } from '../simulator/recorder.ts'
import type { Place } from './events.ts'
import { newId } from './ids.ts'
import type { MediaHost } from './media-host.ts'
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
  /** All agents' conversations it led to that are still known. */
  desks: Set<DeskConversation>
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

/** Somebody who writes. */
interface Customer {
  lastChannel: string
  /** The BOT conversations that are still known. */
  conversations: Set<BotConversation>
}

/**
 * The component that owns conversation ids and decides who holds a conversation (Generic Bot, Chat Engine): a BOT id per
 * customer and channel until the bot closes it, a new CCSP id for each agent conversation. Beyond the limit the oldest
 * conversations are forgotten, first those that are closed.
 */
export class ChatEngine {
  private readonly clock: SimulatorClock
  private readonly settings: ImiconnectSettings
  private readonly byId = new Map<string, Conversation>()
  /** The open BOT conversation of a customer on a channel. */
  private readonly open = new Map<string, BotConversation>()
  private readonly customers = new Map<string, Customer>()
  private readonly media: MediaHost

  constructor(clock: SimulatorClock, settings: ImiconnectSettings, media: MediaHost) {
    this.clock = clock
    this.settings = settings
    this.media = media
  }

  /** The customer's BOT conversation on the channel (by default the last one used), begun where there is none. */
  botConversation(customerId: string, given?: string): BotConversation {
    const customer = this.customers.get(customerId) ?? { lastChannel: 'FB', conversations: new Set() }
    this.customers.set(customerId, customer)
    const channel = given ?? customer.lastChannel
    customer.lastChannel = channel
    const key = keyOf({ customerId, channel })
    const known = this.open.get(key)
    if (known) return known
    const createdAt = this.clock.now()
    const nothing = { desks: new Set<DeskConversation>(), messages: [], transcript: [] }
    const begun: BotConversation = { id: newId('cv'), customerId, channel, open: true, createdAt, ...nothing }
    this.open.set(key, begun)
    customer.conversations.add(begun)
    this.keep(begun)
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
    conversation.handover = handover
    conversation.desk = desk
    conversation.desks.add(desk)
    this.keep(desk)
  }

  /** Something is said, under this id. */
  say(conversation: Conversation, said: TranscriptEntry, message?: BotMessage): void {
    const { messages, transcript } = botOf(conversation)
    const { recordLimit } = this.settings
    transcript.push(said)
    if (message) messages.push(message)
    dropOldest(messages, recordLimit)
    this.forgetFiles(dropOldest(transcript, recordLimit))
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

  private keep(newest: Conversation): void {
    this.byId.set(newest.id, newest)
    while (this.byId.size > this.settings.recordLimit) {
      const oldest = this.oldestBut(newest)
      if (!oldest) return
      if (isDesk(oldest)) this.forgetDesk(oldest)
      else this.forget(oldest)
    }
  }

  /** The agents' conversation that is new takes none away from the bot's that it came from. */
  private oldestBut(newest: Conversation): Conversation | undefined {
    const spared = botOf(newest)
    let oldest: Conversation | undefined
    for (const one of this.byId.values()) {
      if (one === newest || one === spared) continue
      if (ownerOf(one) === 'closed') return one
      if (!isDesk(one)) oldest ??= one
    }
    return oldest
  }

  private forget(bot: BotConversation): void {
    this.giveUp(bot)
    this.byId.delete(bot.id)
    for (const desk of bot.desks) this.byId.delete(desk.id)
    this.forgetFiles(bot.transcript)
    const conversations = this.customers.get(bot.customerId)?.conversations
    conversations?.delete(bot)
    if (conversations?.size === 0) this.customers.delete(bot.customerId)
  }

  private forgetDesk(desk: DeskConversation): void {
    this.byId.delete(desk.id)
    desk.bot.desks.delete(desk)
  }

  private forgetFiles(said: readonly TranscriptEntry[]): void {
    for (const { file, media } of said) if (file && typeof media === 'string') this.media.forget(media)
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

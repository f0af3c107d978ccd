import { randomUUID } from 'node:crypto'
import type { SimulatorClock } from '../simulator/clock.ts'
import { unknown } from './errors.ts'
import { newMessageId } from './ids.ts'
import { isLive, type Lifecycle } from './lifecycle.ts'
import type { GenesysSettings } from './settings.ts'
import type { MessageSnapshot, Participant } from './types.ts'

/** Who writes to us, as inbound messages say it. */
export interface Customer {
  id: string
  idType?: string
  nickname?: string
  firstName?: string
  lastName?: string
  image?: string
  email?: string
}

/** A message as the platform keeps it. */
export interface Message extends MessageSnapshot {
  conversation: Conversation
  /** What the inbound request was answered, or the webhook's body. */
  normalized?: Record<string, unknown>
  originatingEntity?: 'Human' | 'Bot'
}

/** A conversation as the platform keeps it. */
export interface Conversation {
  readonly id: string
  readonly integrationId: string
  customer: Customer
  readonly startTime: Date
  lastActivity: number
  participants: Participant[]
  messages: Message[]
  flowRuns: number
  /** Whether a message may continue it: what agentless outbound opened is on its own. */
  threads: boolean
}

/** The organization's conversations, and which one a customer's next message belongs to. */
export class Conversations {
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  private readonly lifecycle: Lifecycle
  private readonly byId = new Map<string, Conversation>()
  private readonly messages = new Map<string, Message>()
  /** The newest conversation of a customer. */
  private readonly threads = new Map<string, Conversation>()
  private readonly byOwnId = new Map<string, Message>()
  /** By the customer's id, whatever the integration. */
  private readonly byCustomer = new Map<string, Set<Conversation>>()

  constructor(parts: { clock: SimulatorClock; settings: GenesysSettings; lifecycle: Lifecycle }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.lifecycle = parts.lifecycle
  }

  /** Throws 404 for an id that is not known. */
  get(id: string): Conversation {
    const found = this.byId.get(id)
    if (!found) throw unknown(`conversation ${id}`)
    return found
  }

  /** Throws 404 for an id that is not known. */
  message(id: string): Message {
    const found = this.messages.get(id)
    if (!found) throw unknown(`message ${id}`)
    return found
  }

  /** A message that somebody of ours wrote to this customer. */
  written(id: string, integrationId: string, customerId: string): Message | undefined {
    const found = this.messages.get(id)
    if (!found || found.from === 'customer') return undefined
    const { conversation } = found
    return conversation.integrationId === integrationId && conversation.customer.id === customerId ? found : undefined
  }

  list(): Conversation[] {
    return [...this.byId.values()]
  }

  /** All of the customer with this `from.id`, oldest first. */
  of(customerId: string): Conversation[] {
    return [...(this.byCustomer.get(customerId) ?? [])]
  }

  /** The customer's conversation that is going on. */
  active(integrationId: string, customerId: string): Conversation | undefined {
    const newest = this.threads.get(keyOf(integrationId, customerId))
    return newest && isLive(customerOf(newest)) ? newest : undefined
  }

  /** The conversation that a customer's message goes to: the live one, one continued within the window, or a new one. */
  obtain(integrationId: string, customer: Customer): Conversation {
    const live = this.active(integrationId, customer.id)
    if (live) {
      live.customer = { ...live.customer, ...customer }
      return live
    }
    const newest = this.threads.get(keyOf(integrationId, customer.id))
    const { threadingWindowMs } = this.settings
    const goesOn = newest && threadingWindowMs > 0 && this.clock.ms() - newest.lastActivity <= threadingWindowMs
    if (!goesOn) return this.create(integrationId, customer)
    newest.customer = { ...newest.customer, ...customer }
    this.lifecycle.resume(newest, customerOf(newest))
    return newest
  }

  /** A new conversation with its customer. */
  create(integrationId: string, customer: Customer, threads = true): Conversation {
    const startTime = this.clock.now()
    const lastActivity = this.clock.ms()
    const participants: Participant[] = []
    const own = { id: randomUUID(), integrationId, customer, startTime, lastActivity, participants, threads }
    const conversation: Conversation = { ...own, messages: [], flowRuns: 0 }
    this.byId.set(conversation.id, conversation)
    this.byCustomer.set(customer.id, this.setOf(customer.id).add(conversation))
    if (threads) this.threads.set(keyOf(integrationId, customer.id), conversation)
    this.lifecycle.start(conversation, 'customer', { name: customer.nickname })
    this.forgetOldest()
    return conversation
  }

  /** The message that came with this `channel.messageId`. */
  sentAs(integrationId: string, messageId: string): Message | undefined {
    return this.byOwnId.get(keyOf(integrationId, messageId))
  }

  /** Adds a message. */
  say(
    conversation: Conversation,
    said: Omit<MessageSnapshot, 'id' | 'receipts' | 'content'> &
      Partial<Pick<Message, 'content' | 'originatingEntity'>>,
  ): Message {
    const message: Message = { content: [], ...said, id: newMessageId(), receipts: [], conversation }
    message.messageId ??= said.from === 'customer' ? undefined : message.id
    conversation.messages.push(message)
    conversation.lastActivity = this.clock.ms()
    this.messages.set(message.id, message)
    if (said.from === 'customer' && said.messageId) {
      this.byOwnId.set(keyOf(conversation.integrationId, said.messageId), message)
    }
    if (conversation.messages.length > this.settings.recordLimit) this.forget(conversation.messages.shift()!)
    return message
  }

  private forget({ id, messageId = '', conversation }: Message): void {
    const key = keyOf(conversation.integrationId, messageId)
    if (this.byOwnId.get(key)?.id === id) this.byOwnId.delete(key)
    this.messages.delete(id)
  }

  private setOf(customerId: string): Set<Conversation> {
    return this.byCustomer.get(customerId) ?? new Set()
  }

  private forgetCustomer(conversation: Conversation): void {
    const theirs = this.setOf(conversation.customer.id)
    theirs.delete(conversation)
    if (theirs.size === 0) this.byCustomer.delete(conversation.customer.id)
  }

  private forgetOldest(): void {
    for (const [id, conversation] of this.byId) {
      if (this.byId.size <= this.settings.recordLimit) return
      this.byId.delete(id)
      this.forgetCustomer(conversation)
      const key = keyOf(conversation.integrationId, conversation.customer.id)
      if (this.threads.get(key) === conversation) this.threads.delete(key)
      for (const message of conversation.messages) this.forget(message)
    }
  }
}

/** The customer's participant, whose attributes are the participant data. */
export function customerOf({ participants }: Conversation): Participant {
  return participants.find(({ purpose }) => purpose === 'customer')!
}

function keyOf(integrationId: string, id: string): string {
  return JSON.stringify([integrationId, id])
}

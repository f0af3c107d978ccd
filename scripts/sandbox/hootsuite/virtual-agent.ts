import { randomUUID } from 'node:crypto'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { Conversation, Conversations } from './conversations.ts'
import type { HootsuiteSettings } from './options.ts'
import type { Activation, EventType, HootsuiteEvent, MessageSnapshot, Owner, Release, Trigger } from './types.ts'

/** An event that is to be delivered; its timestamp is that of each attempt. */
export interface OutgoingEvent extends Omit<HootsuiteEvent, 'timestamp'> {
  conversation: Conversation
  /** The epoch it belongs to. */
  epoch: number
  /** The customer's message it tells of. */
  messageId?: string
}

/**
 * The virtual agent's side of the platform: what it is told, when it has been silent for too long, and where
 * conversations go that it gives away or fails (Inbox 2.0 API reference, Virtual Agent API).
 */
export class VirtualAgent {
  private readonly clock: SimulatorClock
  private readonly settings: HootsuiteSettings
  private readonly conversations: Conversations
  private readonly tell: (event: OutgoingEvent) => void

  constructor(parts: {
    clock: SimulatorClock
    settings: HootsuiteSettings
    conversations: Conversations
    tell: (event: OutgoingEvent) => void
  }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.conversations = parts.conversations
    this.tell = parts.tell
  }

  /** Whether there is a virtual agent of that kind for this conversation. */
  serves(activation: Activation, conversation: Conversation): boolean {
    const { webhookUrl, activation: kind } = this.settings
    return webhookUrl !== undefined && conversation.channel.access && (kind === 'both' || kind === activation)
  }

  /** It gets a conversation. A delegated one it must open with a question of its own. */
  begin(conversation: Conversation, activation: Activation): void {
    this.stopWaiting(conversation)
    conversation.previousAgentId = conversation.owner === 'agent' ? conversation.agentId : undefined
    conversation.owner = 'bot'
    conversation.activation = activation
    conversation.agentId = undefined
    conversation.epoch++
    const { profile, language, attributes } = conversation.contact
    const start = activation === 'inception' ? 'CONVERSATION_STARTED' : 'CONVERSATION_DELEGATED'
    this.send(conversation, start, { language, contactProfile: profile, contactAttributes: attributes })
    if (activation === 'delegation') this.wait(conversation, 'bot', 'first-question-timeout')
  }

  /** The customer wrote while it has the conversation. */
  hear(conversation: Conversation, message: MessageSnapshot, trigger: Trigger | null): void {
    const { id: messageId, payload } = message
    const text = message.text || (this.settings.emptyText === 'empty' ? '' : undefined)
    const { topics: conversationTopics, contact } = conversation
    const data = { message: { messageId, text, payload }, trigger, conversationTopics, contactProfile: contact.profile }
    this.send(conversation, 'INBOUND_MESSAGE_RECEIVED', data, messageId)
    // The oldest message that has no answer counts.
    if (conversation.waitingFor !== 'bot') this.wait(conversation, 'bot', 'virtual-agent-timeout')
  }

  /** It wrote: now the customer is waited for. */
  spoke(conversation: Conversation): void {
    this.wait(conversation, 'contact', 'contact-timeout')
  }

  /** It is done (Inbox 2.0 API reference, `complete`). An inception agent's hand-over always leads to the New queue. */
  complete(conversation: Conversation, how: 'HANDOVER' | 'RESOLVED'): void {
    if (how === 'RESOLVED') this.release(conversation, 'resolved', 'resolved')
    else this.handOver(conversation, 'handover')
  }

  /** Error handling: New or Resolved, a topic, and with Resolved a standard message (Timeout virtual agent, Error handling). */
  fail(conversation: Conversation, why: Release): void {
    if (conversation.owner !== 'bot') return
    const { onError, errorTopic, standardMessage } = this.settings
    if (errorTopic !== undefined && !conversation.topics.includes(errorTopic)) conversation.topics.push(errorTopic)
    if (onError === 'resolved' && standardMessage !== '') {
      this.conversations.say(conversation, { from: 'system', text: standardMessage })
    }
    this.release(conversation, onError, why)
  }

  /** It has the conversation no longer, and is not told so. */
  release(conversation: Conversation, owner: Exclude<Owner, 'bot'>, why: Release, agentId?: string): void {
    this.stopWaiting(conversation)
    if (conversation.owner === 'bot') conversation.release = why
    conversation.owner = owner
    conversation.agentId = agentId
    conversation.activation = undefined
    conversation.typing = false
  }

  private handOver(conversation: Conversation, why: Release): void {
    const { activation, previousAgentId } = conversation
    const back = activation === 'delegation' && this.settings.handoffRule === 'previous-agent'
    if (back && previousAgentId !== undefined) this.release(conversation, 'agent', why, previousAgentId)
    else this.release(conversation, 'new', why)
  }

  private send(conversation: Conversation, type: EventType, fields: object, messageId?: string): void {
    const { id, name, medium } = conversation.channel
    const data = { conversationId: conversation.id, medium: { id: medium }, channel: { id, name }, ...fields }
    this.tell({
      idempotencyKey: randomUUID(),
      version: 1,
      type,
      data: structuredClone(data) as HootsuiteEvent['data'],
      conversation,
      epoch: conversation.epoch,
      messageId,
    })
  }

  private wait(conversation: Conversation, whom: 'bot' | 'contact', why: Release): void {
    this.stopWaiting(conversation)
    conversation.waitingFor = whom
    const ms = this.patience(why)
    if (ms === 0) return
    conversation.cancelTimeout = this.clock.after(ms / this.settings.timeScale, () => {
      // Handed back "depending on the handoff rule" where it asked nothing; error handling otherwise (Requirements).
      if (why === 'first-question-timeout') this.handOver(conversation, why)
      else this.fail(conversation, why)
    })
  }

  private patience(why: Release): number {
    const { firstQuestionTimeoutMs, virtualAgentTimeoutMs, contactTimeoutMs } = this.settings
    if (why === 'first-question-timeout') return firstQuestionTimeoutMs
    return why === 'contact-timeout' ? contactTimeoutMs : virtualAgentTimeoutMs
  }

  private stopWaiting(conversation: Conversation): void {
    conversation.cancelTimeout?.()
    conversation.cancelTimeout = undefined
    conversation.waitingFor = undefined
  }
}

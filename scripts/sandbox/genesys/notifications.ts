import { randomUUID } from 'node:crypto'
import type { SimulatorClock } from '../simulator/clock.ts'
import { type Conversation, customerOf } from './conversations.ts'
import { badRequest, unknown } from './errors.ts'
import type { DetailEvent } from './lifecycle.ts'
import type { GenesysSettings } from './settings.ts'
import type { Participant } from './types.ts'
import { messageConversationView } from './views.ts'

/** Of one channel. */
const MOST_TOPICS = 1000
const TOPIC =
  /^(v2\.detail\.events\.conversation\.[\w-]+\.((customer|flow|acd|user)\.(start|end)|acw|wrapup|attributes)|v2\.routing\.queues\.[\w-]+\.conversations\.messages)$/

/** A notification channel: topics, and what carries their events once somebody connects. */
export interface Channel {
  readonly id: string
  readonly expires: Date
  topics: string[]
  /** Ends its life. */
  cancel: () => void
}

/** What is sent over a channel. */
export interface Frame {
  topicName: string
  eventBody: object
}

/** What carries frames to whoever connected to a channel. */
export interface Carrier {
  send(channelId: string, frame: Frame): void
  close(channelId: string): void
}

/** Notification channels and their topics. */
export class Notifications {
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  private readonly carrier: Carrier
  private readonly channels = new Map<string, Channel>()
  /** Conversations whose queue topics are told at the end of this step. */
  private readonly changed = new Set<Conversation>()

  constructor(clock: SimulatorClock, settings: GenesysSettings, carrier: Carrier) {
    this.clock = clock
    this.settings = settings
    this.carrier = carrier
  }

  /** One more than there can be drops the oldest. */
  create(): Channel {
    const id = `streaming-5-${randomUUID()}`
    const { channelLifeMs, maxChannels } = this.settings
    const expires = new Date(this.clock.ms() + channelLifeMs)
    const channel: Channel = {
      id,
      expires,
      topics: [],
      cancel: this.clock.after(channelLifeMs, () => this.remove(id)),
    }
    this.channels.set(id, channel)
    for (const oldest of this.channels.keys()) {
      if (this.channels.size <= maxChannels) break
      this.remove(oldest)
    }
    return channel
  }

  list(): Channel[] {
    return [...this.channels.values()]
  }

  has(id: string): boolean {
    return this.channels.has(id)
  }

  /** Throws 404 for an id that is not known, or not any more. */
  get(id: string): Channel {
    const found = this.channels.get(id)
    if (!found) throw unknown(`channel ${id}`)
    return found
  }

  /** Adds topics, or sets them. Throws 400 for a topic there is not. */
  subscribe(id: string, topics: string[], how: 'add' | 'set'): Channel {
    const channel = this.get(id)
    const strange = topics.find((topic) => !TOPIC.test(topic))
    if (strange !== undefined) throw badRequest(`unknown topic ${strange}`)
    const all = new Set(how === 'add' ? [...channel.topics, ...topics] : topics)
    if (all.size > MOST_TOPICS) throw badRequest(`a channel has no more than ${MOST_TOPICS} topics`)
    channel.topics = [...all]
    return channel
  }

  /** Tells those who subscribed what happened to a participant. */
  happened(conversation: Conversation, event: DetailEvent | undefined, participant: Participant): void {
    if (event) {
      const topic = `v2.detail.events.conversation.${conversation.id}.${event}`
      this.emit(topic, () => bodyOf(conversation, participant))
    }
    if (this.changed.size === 0) queueMicrotask(() => this.tellQueues())
    this.changed.add(conversation)
  }

  /** A queue's topic shows all participants at once, after each step. */
  private tellQueues(): void {
    for (const conversation of this.changed) {
      const queues = new Set(conversation.participants.flatMap(({ queueId }) => queueId ?? []))
      for (const queueId of queues) {
        this.emit(`v2.routing.queues.${queueId}.conversations.messages`, () => messageConversationView(conversation))
      }
    }
    this.changed.clear()
  }

  private emit(topicName: string, body: () => object): void {
    const subscribed = this.list().filter(({ topics }) => topics.includes(topicName))
    if (subscribed.length === 0 || !this.settings.notificationEvents) return
    const frame = { topicName, version: '2', eventBody: body(), metadata: { CorrelationId: randomUUID() } }
    for (const { id } of subscribed) this.carrier.send(id, frame)
  }

  private remove(id: string): void {
    this.channels.get(id)?.cancel()
    this.channels.delete(id)
    this.carrier.close(id)
  }
}

function bodyOf(conversation: Conversation, participant: Participant): object {
  const { startTime, connectedTime, endTime } = participant
  const interacting = endTime && connectedTime ? endTime.getTime() - connectedTime.getTime() : undefined
  return {
    eventTime: (endTime ?? connectedTime ?? startTime).getTime(),
    conversationId: conversation.id,
    participantId: participant.id,
    sessionId: participant.communicationId,
    disconnectType: participant.disconnectType,
    mediaType: 'MESSAGE',
    provider: 'PureCloud Messaging',
    direction: 'INBOUND',
    addressTo: conversation.integrationId,
    addressFrom: conversation.customer.id,
    messageType: 'OPEN',
    userId: participant.userId,
    queueId: participant.queueId,
    interactingDurationMs: interacting,
    attributes: participant.purpose === 'customer' ? { ...customerOf(conversation).attributes } : undefined,
  }
}

import type { SimulatorClock } from '../simulator/clock.ts'
import { FileShelf } from '../simulator/file-shelf.ts'
import type { EventLog } from './events.ts'
import type { GladlySettings } from './options.ts'
import { timestamp } from './timestamps.ts'
import type {
  Agent,
  ApiConversation,
  Assignee,
  AttributeDefinition,
  BotReply,
  Channel,
  ConversationSnapshot,
  ConversationStatus,
  CustomerSnapshot,
  Inbox,
  Initiator,
  ItemSnapshot,
  Topic,
} from './types.ts'

/** One exchange on one channel of a conversation, with the chat session that belongs to it. */
export interface Contact {
  id: string
  channel: Channel
  sessionId: string
  answered: boolean
  cancelIdle?: () => void
}

/** What an item says of a file a customer sent. */
export interface ItemFile {
  id: string
  contentType: string
  filename: string
}

/** The same with its bytes. */
export interface StoredFile extends ItemFile {
  data: Buffer
}

/** An item and what the API does not show of it. */
export interface Item {
  shown: ItemSnapshot
  at: Date
  channel?: Channel
  contactId?: string
  files: ItemFile[]
}

/** A conversation as the platform keeps it. */
export interface Conversation {
  id: string
  customerId: string
  inboxId: string
  agentId?: string
  topicIds: string[]
  attributes: { id: string; value: string }[]
  status: ConversationStatus
  createdAt: Date
  closedAt?: Date
  items: Item[]
  contacts: Map<Channel, Contact>
  replies: BotReply[]
}

/** A customer as the platform keeps it. */
export interface Customer {
  profile: CustomerSnapshot
  updatedAt: Date
  conversationIds: string[]
  /** Who was merged into this customer, and is still known. */
  absorbed: Set<string>
}

/** All that one Gladly organization knows. */
export class World {
  readonly clock: SimulatorClock
  readonly settings: GladlySettings
  readonly events: EventLog
  readonly botAgentId: string
  readonly entryInboxId: string
  readonly customers = new Map<string, Customer>()
  readonly conversations = new Map<string, Conversation>()
  readonly items = new Map<string, Item>()
  /** By their ids, which no other file has. */
  readonly files = new FileShelf<StoredFile>()
  readonly topics = new Map<string, Topic>()
  readonly attributes = new Map<string, AttributeDefinition>()
  readonly inboxes = new Map<string, Inbox>()
  readonly agents = new Map<string, Agent>()

  constructor(parts: {
    clock: SimulatorClock
    settings: GladlySettings
    events: EventLog
    botAgentId: string
    entryInboxId: string
  }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.events = parts.events
    this.botAgentId = parts.botAgentId
    this.entryInboxId = parts.entryInboxId
  }

  /** Who API calls are by. */
  get apiUser(): Initiator {
    return this.settings.apiInitiator
  }
}

/** Inbox and agent, without `agentId` when nobody is assigned. */
export function assigneeOf(conversation: Conversation): Assignee {
  const { inboxId, agentId } = conversation
  return agentId ? { inboxId, agentId } : { inboxId }
}

/** A conversation in the API's shape (Gladly API reference, Get conversation): what is empty is absent. */
export function shownConversation(conversation: Conversation): ApiConversation {
  return {
    id: conversation.id,
    customerId: conversation.customerId,
    ...assigneeOf(conversation),
    ...(conversation.topicIds.length > 0 && { topicIds: [...conversation.topicIds] }),
    ...(conversation.attributes.length > 0 && { customAttributes: conversation.attributes.map((one) => ({ ...one })) }),
    createdAt: timestamp(conversation.createdAt),
    ...(conversation.closedAt && { closedAt: timestamp(conversation.closedAt) }),
    status: conversation.status,
  }
}

/** A conversation with names in place of ids. */
export function snapshot(world: World, conversation: Conversation): ConversationSnapshot {
  const customAttributes: Record<string, string[]> = {}
  for (const { id, value } of conversation.attributes) {
    const key = world.attributes.get(id)?.key ?? id
    customAttributes[key] = [...(customAttributes[key] ?? []), value]
  }
  return {
    id: conversation.id,
    customerId: conversation.customerId,
    status: conversation.status,
    ...assigneeOf(conversation),
    topicIds: [...conversation.topicIds],
    topics: conversation.topicIds.map((id) => world.topics.get(id)?.name ?? id),
    customAttributes,
    createdAt: conversation.createdAt,
    ...(conversation.closedAt && { closedAt: conversation.closedAt }),
  }
}

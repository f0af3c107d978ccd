import type { SimulatorClock } from '../simulator/clock.ts'
import type { Agenda } from './agenda.ts'
import type { Agents } from './agents.ts'
import { forgetByUser, keepByUser } from './by-user.ts'
import type { EventFeed } from './events.ts'
import type { FileHost } from './file-host.ts'
import type { EightByEightSettings } from './options.ts'
import { unknown } from './problem.ts'
import type { QueueRecords } from './queue-records.ts'
import { seededIds } from './seed.ts'
import type {
  Assignment,
  AuthorType,
  Card,
  ChannelType,
  ConversationSnapshot,
  ConversationState,
  ExternalProvider,
  Indicator,
  Interaction,
  Owner,
  PostAgentAssignment,
  PostedMessage,
  ScheduleStatus,
  StoredCard,
  UserData,
} from './types.ts'
import type { Webhooks } from './webhooks.ts'

/** A channel and where its conversations start. */
export interface Channel {
  id: string
  name: string
  type: ChannelType
  webhookId: string
  /** Its queue: the only kind of routing that the API shows. */
  routing: { type: 'queue'; id: string }
  /** The script that has its customers first, if there is one. */
  scriptId?: string
}

/** A chat queue. */
export interface Queue {
  id: string
  name: string
}

/** Opening hours, as the tenant configured them. */
export interface Schedule {
  id: string
  name: string
  status: ScheduleStatus
}

/** A file of a conversation. */
export interface StoredFile {
  id: string
  fileName: string
  contentType: string
  data: Buffer
  createdAt: Date
}

/** A message as the platform keeps it. */
export interface Message {
  id: string
  author: { id: string; type: AuthorType }
  text: string
  attachments: StoredFile[]
  cards: StoredCard[]
  externalProvider?: ExternalProvider
  createdAt: Date
}

/** Somebody who is or was in a conversation. */
export interface Participant {
  id: string
  type: AuthorType
  removed: boolean
}

/** A conversation as the platform keeps it. */
export interface Conversation {
  id: string
  channelId: string
  channelType: ChannelType
  state: ConversationState
  assignment: Assignment
  agentId?: string
  /** The queue it was in last. */
  lastQueueId?: string
  user: UserData
  /** The `userId` it was opened with: the user's data can be changed. */
  openedFor?: string
  history: PostedMessage[]
  messages: Message[]
  files: Map<string, StoredFile>
  participants: Participant[]
  interactions: Interaction[]
  indicators: Indicator[]
  readAt: Partial<Record<'user' | 'bot', number>>
  /** Scheduled. */
  postAgent?: PostAgentAssignment
  /** Begun: who is told what happens instead of the channel's webhook alone. */
  afterAgent?: PostAgentAssignment
  createdAt: Date
  /** Whether nobody is left to serve it, though it may not be idle yet. */
  over: boolean
  /** Goes up with every change of who has it: what was planned before is not done any more. */
  turn: number
  /** Cancels the end that comes if the customer says nothing more to the bot that has it after the agent. */
  keepForUser?: () => void
}

/** The tenant: what there is, and what happens by itself. */
export interface World {
  readonly clock: SimulatorClock
  readonly agenda: Agenda
  readonly settings: EightByEightSettings
  readonly events: EventFeed
  readonly agents: Agents
  readonly queues: Map<string, Queue>
  readonly queueRecords: QueueRecords
  readonly channels: Map<string, Channel>
  readonly webhooks: Webhooks
  readonly schedule: Schedule
  readonly files: FileHost
  readonly conversations: Map<string, Conversation>
}

/** Where a channel's conversations start. */
export function startOf({ routing, scriptId }: Channel): Assignment {
  return scriptId === undefined ? { ...routing } : { type: 'script', id: scriptId }
}

/** Throws 404 for an id that is not known. */
export function conversationById(world: World, id: string): Conversation {
  const found = world.conversations.get(id)
  if (!found) throw unknown('Conversation', id)
  return found
}

/** Who has it. */
export function ownerOf({ state, over, assignment }: Conversation): Owner {
  if (state === 'idle' || over) return 'closed'
  if (assignment.type === 'script') return 'bot'
  return assignment.type
}

/** Keeps a new conversation; beyond the limit the oldest are forgotten, first those that are over. */
export function keepConversation(world: World, conversation: Conversation): void {
  const { conversations, settings } = world
  const surplus = conversations.size + 1 - settings.recordLimit
  if (surplus > 0) {
    const older = [...conversations.values()]
    const first = [...older.filter(({ over }) => over), ...older.filter(({ over }) => !over)]
    for (const one of first.slice(0, surplus)) forget(world, one)
  }
  conversations.set(conversation.id, conversation)
  keepByUser(conversations, conversation)
}

function forget({ conversations, queueRecords, agents }: World, one: Conversation): void {
  one.turn++
  conversations.delete(one.id)
  forgetByUser(conversations, one)
  queueRecords.left(one.id)
  if (one.agentId !== undefined) agents.get(one.agentId).conversations.delete(one.id)
}

/** Drops the oldest tenth of a list that has become longer than its limit. */
export function trim(list: unknown[], limit: number): void {
  if (list.length > limit) list.splice(0, Math.max(1, Math.floor(limit / 10)))
}

/** A copy that nobody works on. */
export function snapshot(one: Conversation): ConversationSnapshot {
  const { id, channelId, channelType, state, assignment, agentId, user, history, interactions } = one
  const { indicators, readAt, postAgent, createdAt } = one
  const messages = one.messages.map((message) => ({
    id: message.id,
    authorType: message.author.type,
    authorId: message.author.id,
    text: message.text,
    attachments: message.attachments.map(({ id: fileId, fileName, contentType, data }) => {
      return { id: fileId, fileName, contentType, sizeInBytes: data.length }
    }),
    cards: message.cards,
    ...(message.externalProvider && { externalProvider: message.externalProvider }),
    createdAt: message.createdAt,
  }))
  const postAgentAssignment = postAgent
  const rest = { user, history, messages, interactions, indicators, readAt, postAgentAssignment, createdAt }
  const owner = ownerOf(one)
  return structuredClone({ id, channelId, channelType, state, assignment, owner, agentId, ...rest })
}

/** The channel that customers of a type write in. */
export function channelOfType(world: World, type: 'WebChat' | 'WhatsApp'): Channel {
  return world.channels.get(type === 'WebChat' ? seededIds.webChatChannel : seededIds.whatsAppChannel)!
}

/** Cards as they are kept. */
export function storedCards(cards: readonly Card[], newId: () => string): StoredCard[] {
  return cards.map((card) => ({ id: newId(), ...structuredClone(card), actionSubmitted: false, actionExecuted: false }))
}

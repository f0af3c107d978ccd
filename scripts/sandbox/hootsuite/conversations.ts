import { randomUUID } from 'node:crypto'
import { notFound } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { attributesByAlias, type Contact } from './contacts.ts'
import { conversationId } from './ids.ts'
import type { Channel } from './options.ts'
import type {
  Activation,
  ConversationSnapshot,
  MessageSnapshot,
  NoteSnapshot,
  Owner,
  Release,
  UploadSnapshot,
} from './types.ts'

/** A conversation as the platform keeps it. */
export interface Conversation {
  readonly id: string
  readonly contact: Contact
  readonly channel: Channel
  readonly createdAt: Date
  owner: Owner
  activation?: Activation
  agentId?: string
  /** Who had it before the virtual agent: where the hand-off rule `previous-agent` leads. */
  previousAgentId?: string
  epoch: number
  release?: Release
  topics: string[]
  tags: { messageId: string; tag: string }[]
  notes: NoteSnapshot[]
  typing: boolean
  messages: MessageSnapshot[]
  uploads: Map<string, UploadSnapshot>
  /** Whom the running time-out is for. */
  waitingFor?: 'bot' | 'contact'
  /** Ends the running time-out. */
  cancelTimeout?: () => void
}

/** The organization's conversations. */
export class Conversations {
  private readonly conversations = new Map<string, Conversation>()
  private readonly clock: SimulatorClock

  constructor(clock: SimulatorClock) {
    this.clock = clock
  }

  /** Throws 404 for an id that is not known. */
  get(id: string): Conversation {
    const found = this.conversations.get(id)
    if (!found) throw notFound(`conversation ${id}`)
    return found
  }

  list(): Conversation[] {
    return [...this.conversations.values()]
  }

  /** The newest one of a contact on a channel. */
  newest(contact: Contact, channel: Channel): Conversation | undefined {
    return this.list().findLast((one) => one.contact === contact && one.channel === channel)
  }

  /** A new one, in the New queue. */
  create(contact: Contact, channel: Channel): Conversation {
    const conversation: Conversation = {
      id: conversationId(),
      contact,
      channel,
      createdAt: this.clock.now(),
      owner: 'new',
      epoch: 0,
      topics: [],
      tags: [],
      notes: [],
      typing: false,
      messages: [],
      uploads: new Map(),
    }
    this.conversations.set(conversation.id, conversation)
    return conversation
  }

  /** Adds a message. */
  say(conversation: Conversation, message: Omit<MessageSnapshot, 'id' | 'at'>): MessageSnapshot {
    const said = { id: randomUUID(), ...message, at: this.clock.now() }
    conversation.messages.push(said)
    return said
  }

  /** Adds a note; `after`: how many messages came before it, all where absent. */
  note(conversation: Conversation, text: string, { agentId, after }: { agentId?: string; after?: number } = {}): void {
    const place = after ?? conversation.messages.length
    conversation.notes.push({ text, at: this.clock.now(), after: place, ...(agentId !== undefined && { agentId }) })
  }
}

/** What others may see of a conversation: a copy. */
export function snapshotOf(conversation: Conversation): ConversationSnapshot {
  const { id, contact, channel, owner, activation, agentId, epoch, release, createdAt, typing } = conversation
  const unconfirmed = [...contact.unconfirmed].filter((pair): pair is [string, string] => pair[1] !== null)
  return {
    id,
    customerId: contact.profile.id,
    medium: channel.medium,
    channelId: channel.id,
    owner,
    activation,
    agentId,
    epoch,
    release,
    topics: [...conversation.topics],
    tags: conversation.tags.map((tag) => ({ ...tag })),
    notes: conversation.notes.map(({ text }) => text),
    contactAttributes: attributesByAlias(contact),
    unconfirmedAttributes: Object.fromEntries(unconfirmed),
    typing,
    createdAt,
  }
}

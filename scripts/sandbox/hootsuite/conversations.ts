import { randomUUID } from 'node:crypto'
import { notFound } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { FileShelf } from '../simulator/file-shelf.ts'
import { dropOldest } from '../simulator/recorder.ts'
import { attributesByAlias, type Contact, type Contacts } from './contacts.ts'
import { conversationId } from './ids.ts'
import type { Channel, HootsuiteSettings } from './options.ts'
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
  /** With the places they had among all messages there ever were. */
  notes: NoteSnapshot[]
  typing: boolean
  messages: MessageSnapshot[]
  /** How many messages are forgotten: what the places of notes are counted from. */
  forgotten: number
  uploads: Map<string, UploadSnapshot>
  /** Whom the running time-out is for. */
  waitingFor?: 'bot' | 'contact'
  /** Ends the running time-out. */
  cancelTimeout?: () => void
}

/** The organization's conversations. Beyond the limit the oldest are forgotten, first those that are Resolved. */
export class Conversations {
  private readonly conversations = new Map<string, Conversation>()
  private readonly files = new FileShelf<{ conversation: Conversation; filename: string }>({
    onGivenUp: ({ conversation, filename }) => conversation.uploads.delete(filename),
  })
  private readonly clock: SimulatorClock
  private readonly settings: HootsuiteSettings
  private readonly contacts: Contacts

  constructor(parts: { clock: SimulatorClock; settings: HootsuiteSettings; contacts: Contacts }) {
    this.clock = parts.clock
    this.settings = parts.settings
    this.contacts = parts.contacts
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
    return [...contact.conversations].findLast((one) => one.channel === channel)
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
      forgotten: 0,
      uploads: new Map(),
    }
    this.conversations.set(conversation.id, conversation)
    contact.conversations.add(conversation)
    this.forgetOldest(conversation)
    return conversation
  }

  /** Adds a message. */
  say(conversation: Conversation, message: Omit<MessageSnapshot, 'id' | 'at'>): MessageSnapshot {
    const said = { id: randomUUID(), ...message, at: this.clock.now() }
    conversation.messages.push(said)
    const dropped = new Set(dropOldest(conversation.messages, this.settings.recordLimit).map(({ id }) => id))
    if (dropped.size > 0) conversation.tags = conversation.tags.filter(({ messageId }) => !dropped.has(messageId))
    conversation.forgotten += dropped.size
    return said
  }

  /** Adds a note; `after`: how many messages there ever were before it, all where absent. */
  note(conversation: Conversation, text: string, { agentId, after }: { agentId?: string; after?: number } = {}): void {
    const place = after ?? saidSoFar(conversation)
    conversation.notes.push({ text, at: this.clock.now(), after: place, ...(agentId !== undefined && { agentId }) })
    dropOldest(conversation.notes, this.settings.recordLimit)
  }

  /** Keeps a file of the bot's, in place of one of that name. */
  upload(conversation: Conversation, file: UploadSnapshot): void {
    const { id, uploads } = conversation
    const { filename, body } = file
    uploads.set(filename, file)
    this.files.put(keyOf(id, filename), { conversation, filename }, body.length)
    if (uploads.size > this.settings.recordLimit) this.forgetUpload(conversation, uploads.keys().next().value!)
  }

  private forgetOldest(newest: Conversation): void {
    while (this.conversations.size > this.settings.recordLimit) {
      const oldest = this.oldestBut(newest)
      if (!oldest) return
      this.forget(oldest)
    }
  }

  private oldestBut(newest: Conversation): Conversation | undefined {
    let oldest: Conversation | undefined
    for (const one of this.conversations.values()) {
      if (one === newest) continue
      if (one.owner === 'resolved') return one
      oldest ??= one
    }
    return oldest
  }

  private forget(one: Conversation): void {
    one.cancelTimeout?.()
    // An event that is still on its way, and its answer, find that the bot has it no longer.
    one.owner = 'resolved'
    for (const filename of [...one.uploads.keys()]) this.forgetUpload(one, filename)
    this.conversations.delete(one.id)
    const { conversations } = one.contact
    conversations.delete(one)
    if (conversations.size === 0) this.contacts.forget(one.contact)
  }

  private forgetUpload({ id, uploads }: Conversation, filename: string): void {
    uploads.delete(filename)
    this.files.delete(keyOf(id, filename))
  }
}

/** How many messages there ever were. */
export function saidSoFar({ messages, forgotten }: Conversation): number {
  return forgotten + messages.length
}

function keyOf(conversationId: string, filename: string): string {
  return `${conversationId}/${filename}`
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

import { dropOldest } from '../simulator/recorder.ts'
import { setOnce } from './contacts.ts'
import { type Conversation, type Conversations, saidSoFar } from './conversations.ts'
import { type Manipulation, manipulationFrom } from './manipulation.ts'
import type { HootsuiteSettings } from './options.ts'
import type { VirtualAgent } from './virtual-agent.ts'

/** Carries out conversation manipulations, whichever way they came. */
export class Effects {
  private readonly settings: HootsuiteSettings
  private readonly conversations: Conversations
  private readonly virtualAgent: VirtualAgent

  constructor(parts: { settings: HootsuiteSettings; conversations: Conversations; virtualAgent: VirtualAgent }) {
    this.settings = parts.settings
    this.conversations = parts.conversations
    this.virtualAgent = parts.virtualAgent
  }

  /**
   * Messages first, `complete` last, all or nothing. Throws 400 for a malformed body. `messageId` is that of the
   * customer's message which a webhook's answer is about.
   */
  apply(conversation: Conversation, body: unknown, via: 'response' | 'rest', messageId?: string): void {
    const manipulation = manipulationFrom(body, {
      messageId,
      uploaded: (filename) => conversation.uploads.has(filename),
      ignoreNulls: this.settings.nulls === 'ignore',
    })
    const after = saidSoFar(conversation)
    for (const message of manipulation.messages) this.conversations.say(conversation, { from: 'bot', ...message, via })
    if (manipulation.messages.length > 0) this.virtualAgent.spoke(conversation)
    if (manipulation.typing !== undefined) conversation.typing = manipulation.typing === 'START'
    this.label(conversation, manipulation)
    for (const note of manipulation.notes) this.conversations.note(conversation, note, { after })
    const { contactAttributes: known, recordLimit } = this.settings
    const values = Object.entries(manipulation.contactAttributes).filter(([alias]) => known?.includes(alias) ?? true)
    setOnce(conversation.contact, Object.fromEntries(values))
    dropOldest(conversation.contact.attributes, recordLimit)
    if (manipulation.complete !== undefined) this.virtualAgent.complete(conversation, manipulation.complete)
  }

  /** Names that are not known are ignored, and nobody is told (Inbox 2.0 API reference, Manipulate conversation). */
  private label(conversation: Conversation, { topics, tags }: Manipulation): void {
    for (const name of topics) {
      const topic = named(this.settings.topics, name)
      if (topic !== undefined && !conversation.topics.includes(topic)) conversation.topics.push(topic)
    }
    for (const { messageId, tag: name } of tags) {
      const tag = named(this.settings.tags, name)
      const inbound = conversation.messages.some(({ id, from }) => id === messageId && from === 'customer')
      const there = conversation.tags.some((one) => one.messageId === messageId && one.tag === tag)
      if (tag !== undefined && inbound && !there) conversation.tags.push({ messageId, tag })
    }
  }
}

/** The name as the organization writes it. */
export function named(names: string[], wanted: string): string | undefined {
  return names.find((name) => name.toLowerCase() === wanted.toLowerCase())
}

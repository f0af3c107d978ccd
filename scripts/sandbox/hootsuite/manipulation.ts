import { malformed } from './answers.ts'

/** One message to the customer (Inbox 2.0 API reference, Message). */
export interface OutboundMessage {
  text?: string
  attachment?: string
}

/** A conversation manipulation that has been found well formed (Inbox 2.0 API reference, ConversationManipulation). */
export interface Manipulation {
  messages: OutboundMessage[]
  typing?: 'START' | 'STOP'
  topics: string[]
  tags: { messageId: string; tag: string }[]
  notes: string[]
  contactAttributes: Record<string, string>
  complete?: 'HANDOVER' | 'RESOLVED'
}

/** What a manipulation is judged by. */
export interface ManipulationContext {
  /** The message that bare tags are for: only in the response to `INBOUND_MESSAGE_RECEIVED`. */
  messageId?: string
  /** Whether a file of that name was uploaded for this conversation. */
  uploaded: (filename: string) => boolean
  /** Whether `null` stands for an absent key. */
  ignoreNulls: boolean
}

type Fields = Record<string, unknown>

/** Reads a conversation manipulation. Throws 400 for a malformed one; keys it does not know are ignored. */
export function manipulationFrom(value: unknown, context: ManipulationContext): Manipulation {
  const fields = { ...object(value, 'the body') }
  if (context.ignoreNulls) for (const [name, one] of Object.entries(fields)) if (one === null) delete fields[name]
  if (fields.sendMessage !== undefined && fields.sendMessages !== undefined) {
    throw malformed('sendMessage and sendMessages together')
  }
  const messages = fields.sendMessage === undefined ? list(fields.sendMessages, 'sendMessages') : [fields.sendMessage]
  return {
    messages: messages.map((message) => messageFrom(message, context)),
    typing: oneOf(fields.indicateTyping, 'indicateTyping', ['START', 'STOP'] as const),
    topics: list(fields.applyTopics, 'applyTopics').map((topic) => text(topic, 'a topic')),
    tags: list(fields.applyTags, 'applyTags').map((tag) => tagFrom(tag, context)),
    notes: list(fields.applyConversationNotes, 'applyConversationNotes').map((note) => {
      return text(object(note, 'a note').text, 'the text of a note')
    }),
    contactAttributes: attributesFrom(fields.setContactAttributes),
    complete: oneOf(fields.complete, 'complete', ['HANDOVER', 'RESOLVED'] as const),
  }
}

/** The value as an object. Throws 400 for anything else. */
export function object(value: unknown, what: string): Fields {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields
  throw malformed(`${what} must be an object`)
}

function messageFrom(value: unknown, context: ManipulationContext): OutboundMessage {
  const { text: said, attachment } = object(value, 'a message')
  if (said !== undefined && typeof said !== 'string') throw malformed('the text of a message must be a string')
  if (attachment !== undefined && !context.uploaded(text(attachment, 'an attachment'))) {
    throw malformed(`attachment ${attachment} has not been uploaded`)
  }
  if (!said && attachment === undefined) throw malformed('a message must have a text or an attachment')
  return { text: said, attachment: attachment as string | undefined }
}

function tagFrom(value: unknown, { messageId }: ManipulationContext): { messageId: string; tag: string } {
  if (typeof value === 'object') {
    const fields = object(value, 'a tag')
    return { messageId: text(fields.messageId, 'messageId of a tag'), tag: text(fields.tag, 'a tag') }
  }
  const tag = text(value, 'a tag')
  if (messageId !== undefined) return { messageId, tag }
  throw malformed('a tag must have a messageId except in the response to INBOUND_MESSAGE_RECEIVED')
}

function attributesFrom(value: unknown): Record<string, string> {
  const fields = value === undefined ? {} : object(value, 'setContactAttributes')
  for (const [alias, one] of Object.entries(fields)) {
    if (!/^[a-zA-Z0-9_]+$/.test(alias)) throw malformed(`${alias} is no alias of a contact attribute`)
    if (typeof one !== 'string') throw malformed(`contact attribute ${alias} must be a string`)
  }
  return fields as Record<string, string>
}

function list(value: unknown, what: string): unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value
  throw malformed(`${what} must be a list`)
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw malformed(`${what} must be a string that is not empty`)
}

function oneOf<T extends string>(value: unknown, what: string, allowed: readonly T[]): T | undefined {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined
  throw malformed(`${what} must be ${allowed.join(' or ')}`)
}

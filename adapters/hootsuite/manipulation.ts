import type { AttributesPayload, HandOffPayload, NotePayload, TopicsPayload } from '../core/commands.ts'
import type { Delivered, PlatformCommand } from '../core/platform.ts'
import type { HootsuiteProfile } from './profile.ts'
import type { HootsuiteReply, TagRequest } from './reply.ts'

/** The *conversation manipulation*: what a response may hold, and what the API takes (Inbox 2.0 API reference, Response). */
export interface Manipulation {
  sendMessage?: Message
  sendMessages?: Message[]
  indicateTyping?: 'START' | 'STOP'
  applyTopics?: string[]
  /** Bare names only in the response to a message, for that message. */
  applyTags?: { messageId: string; tag: string }[] | string[]
  applyConversationNotes?: { text: string }[]
  setContactAttributes?: Record<string, string>
  complete?: 'HANDOVER' | 'RESOLVED'
}

export interface Message {
  text?: string
  /** The name of a file uploaded before. */
  attachment?: string
}

type Rejected = NonNullable<Delivered['rejected']>

/** A command's part of a manipulation, and what of it Hootsuite has no way for. */
export interface Part {
  manipulation: Manipulation
  rejected: Rejected
}

const part = (manipulation: Manipulation, rejected: Rejected = []): Part => ({ manipulation, rejected })

/** What a command asks, as Hootsuite takes it. Files are uploaded before. */
export function partOf(command: PlatformCommand, profile: HootsuiteProfile): Part {
  switch (command.kind) {
    case 'reply':
      return replyPart(command.body as HootsuiteReply)
    case 'add-topics':
      return topicsPart((command.body as TopicsPayload).topics, profile.topics)
    case 'remove-topics':
      return part(
        {},
        (command.body as TopicsPayload).topics.map((what) => ({ what, why: 'Hootsuite cannot take topics away' })),
      )
    case 'set-attributes':
      return attributesPart(command.body as AttributesPayload)
    case 'add-note':
      return part({ applyConversationNotes: [{ text: (command.body as NotePayload).text }] })
    case 'hand-off':
      return part({ ...reasonNote(command.body as HandOffPayload, profile), complete: 'HANDOVER' })
    case 'resolve':
      return part({ complete: 'RESOLVED' })
    case 'platform':
      return part({})
  }
}

function replyPart({ text, tags }: HootsuiteReply): Part {
  return part({
    ...(text === undefined ? {} : { sendMessage: { text } }),
    ...(tags === undefined || tags.length === 0 ? {} : { applyTags: applyTags(tags) }),
  })
}

/** All tags of one turn are for one message, so either all have its id or none has. */
export function applyTags(tags: readonly TagRequest[]): NonNullable<Manipulation['applyTags']> {
  const named = tags.flatMap(({ messageId, tag }) => (messageId === undefined ? [] : [{ messageId, tag }]))
  return named.length > 0 ? named : tags.map(({ tag }) => tag)
}

/** "Non-existing topics are ignored": silently, so they are looked up in the profile's list, where it has one. */
function topicsPart(topics: readonly string[], known: readonly string[]): Part {
  const names = new Set(known.map((name) => name.toLowerCase()))
  const unknown = known.length === 0 ? [] : topics.filter((topic) => !names.has(topic.trim().toLowerCase()))
  const applyTopics = topics.filter((topic) => !unknown.includes(topic))
  return part(
    applyTopics.length === 0 ? {} : { applyTopics },
    unknown.map((what) => ({ what, why: 'no topic of this name in the profile’s list; Hootsuite ignores such' })),
  )
}

/** "The key should match ^[a-zA-Z0-9_]+$"; values are texts. What has a value already keeps it: Hootsuite's rule. */
function attributesPart({ scope, attributes }: AttributesPayload): Part {
  const entries = Object.entries(attributes)
  if (scope === 'conversation')
    return part(
      {},
      entries.map(([what]) => ({ what, why: 'Hootsuite has attributes of contacts only' })),
    )
  const taken: Record<string, string> = {}
  const rejected: Rejected = []
  for (const [what, value] of entries) {
    if (!/^[a-zA-Z0-9_]+$/.test(what)) rejected.push({ what, why: 'an alias has letters, digits and _ only' })
    else if (value === null) rejected.push({ what, why: 'Hootsuite lets a bot set attributes, not remove them' })
    else taken[what] = String(value)
  }
  return part(Object.keys(taken).length === 0 ? {} : { setContactAttributes: taken }, rejected)
}

/** Where a hand-over goes is set on the virtual agent, not by the bot: whoever takes over reads what was asked for. */
function reasonNote({ queue, reason }: HandOffPayload, profile: HootsuiteProfile): Manipulation {
  if (!profile.reasonNote) return {}
  const lines = [
    ...(reason === undefined || reason.trim() === '' ? [] : [reason.trim()]),
    ...(queue === undefined || queue.trim() === '' ? [] : [`Queue: ${queue.trim()}`]),
  ]
  return lines.length === 0 ? {} : { applyConversationNotes: [{ text: lines.join('\n') }] }
}

/** The same command; of a hand-off's reason nothing that the notes before it have told already. */
export function withShortReason(command: PlatformCommand, notes: readonly string[]): PlatformCommand {
  if (command.kind !== 'hand-off') return command
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase()
  const { reason, ...rest } = command.body as HandOffPayload
  const told = reason !== undefined && notes.some((note) => flat(note).includes(flat(reason)))
  return told ? { ...command, body: rest } : command
}

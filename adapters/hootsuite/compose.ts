import type { NotePayload } from '../core/commands.ts'
import type { PlatformCommand } from '../core/platform.ts'
import { type Manipulation, type Message, partOf, withShortReason } from './manipulation.ts'
import type { HootsuiteProfile } from './profile.ts'

/**
 * All commands of a turn as one manipulation, for the response of the webhook that brought its event (Inbox 2.0 API
 * reference, Webhooks: Response). Absent keys stay absent. A hand-over wins over a resolve.
 */
export function compose(commands: readonly PlatformCommand[], profile: HootsuiteProfile): Manipulation {
  const notes = commands.flatMap(({ kind, body }) => (kind === 'add-note' ? [(body as NotePayload).text] : []))
  const parts = commands.map((command) => partOf(withShortReason(command, notes), profile).manipulation)

  const messages = parts.flatMap(({ sendMessage }) => sendMessage ?? [])
  const topics = distinct(parts.flatMap(({ applyTopics }) => applyTopics ?? []))
  const tags = parts.flatMap(({ applyTags }) => (applyTags ?? []) as { messageId: string; tag: string }[])
  const allNotes = parts.flatMap(({ applyConversationNotes }) => applyConversationNotes ?? [])
  // The first value of an attribute stays, as it would if each were set by a call of its own.
  const attributes = Object.assign({}, ...parts.map(({ setContactAttributes }) => setContactAttributes).reverse())
  const ends = parts.flatMap(({ complete }) => complete ?? [])

  return {
    ...messagesPart(messages, profile),
    ...(topics.length === 0 ? {} : { applyTopics: topics }),
    ...(tags.length === 0 ? {} : { applyTags: tags }),
    ...(allNotes.length === 0 ? {} : { applyConversationNotes: allNotes }),
    ...(Object.keys(attributes).length === 0 ? {} : { setContactAttributes: attributes }),
    ...(ends.length === 0 ? {} : { complete: ends.includes('HANDOVER') ? 'HANDOVER' : 'RESOLVED' }),
  }
}

/** One as `sendMessage`, more as `sendMessages`; never both. */
function messagesPart(messages: Message[], { useSendMessages }: HootsuiteProfile): Manipulation {
  if (messages.length === 0) return {}
  if (messages.length === 1) return { sendMessage: messages[0]! }
  if (useSendMessages) return { sendMessages: messages }
  return { sendMessage: { text: messages.flatMap(({ text }) => text ?? []).join('\n\n') } }
}

/** Topics are matched whatever their case. */
function distinct(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.filter((name) => {
    const key = name.trim().toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

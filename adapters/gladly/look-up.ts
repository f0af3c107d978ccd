import type { HandOffPayload, NotePayload } from '../core/commands.ts'
import type { ConversationView } from '../core/conversation.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import type { LookUp, PlatformCommand } from '../core/platform.ts'
import { inboxFor } from './hand-off.ts'
import { sameText } from './html.ts'
import { textOf, timeOf } from './items.ts'
import { isNoteOf, notesSince } from './notes.ts'
import type { GladlyPorts } from './ports.ts'
import { type GladlyReply, isAnswerable, plainTextOf, type ReplyContent } from './reply-content.ts'
import type { Item } from './schemas.ts'

/**
 * Gladly takes no idempotency key, but shows what it has: whether a command whose outcome is unknown had its effect is
 * seen in the conversation. `known` are the items and notes other commands of ours are known by.
 */
export async function lookUp(
  ports: GladlyPorts,
  command: PlatformCommand,
  view: ConversationView,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookUp> {
  const { conversationId } = view.key
  switch (command.kind) {
    case 'reply':
      return findReply(ports, conversationId, command, known, signal)
    case 'add-note':
      return findNote(ports, conversationId, command, known, signal)
    case 'hand-off':
      return findHandOff(ports, conversationId, command, signal)
    case 'resolve': {
      const conversation = await ports.client.conversation(conversationId, signal)
      return { state: conversation?.status === 'CLOSED' ? 'found' : 'same-again' }
    }
    default:
      // Claims, topics and attributes: doing it again changes nothing.
      return { state: 'same-again' }
  }
}

/** By our agent, after the item it answers, with the same text, and not one of those we know: as many as we said it times. */
async function findReply(
  { client, people, settings }: GladlyPorts,
  conversationId: string,
  command: PlatformCommand,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookUp> {
  const { answers, content } = command.body as GladlyReply
  const { items, limited } = await client.items(conversationId, signal)
  const answered = items.findIndex(({ id }) => id === answers)
  const later = answered < 0 ? items.filter((item) => isLaterThan(item, command.createdAt)) : items.slice(answered + 1)
  for (const item of later) {
    const author = item.initiator?.id
    if (known.has(item.id) || !isAnswerable(item.content.type) || author === undefined) continue
    if (says(item, content) && (await people.isOurs(author))) return { state: 'found', platformId: item.id }
  }
  // Cut at its newest end, the list cannot tell.
  return { state: limited && settings.profile.items.limitedKeeps !== 'newest' ? 'cannot-tell' : 'absent' }
}

/** How an e-mail's text comes back is not documented: it may be the plain one we sent, or be made from the HTML. */
function says(item: Item, content: ReplyContent): boolean {
  const text = textOf(item)
  return sameText(text, plainTextOf(content)) || (content.type === 'EMAIL' && sameText(text, content.body))
}

async function findNote(
  { client, people, settings }: GladlyPorts,
  conversationId: string,
  command: PlatformCommand,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookUp> {
  const { text } = command.body as NotePayload
  const { items, limited } = await client.items(conversationId, signal)
  const notes = await notesSince(items, command.createdAt, people)
  const found = notes.find((note) => !known.has(note.id) && isNoteOf(note, text))
  if (found !== undefined) return { state: 'found', platformId: found.id }
  return { state: limited && settings.profile.items.limitedKeeps !== 'newest' ? 'cannot-tell' : 'absent' }
}

async function findHandOff(
  { client, settings, people }: GladlyPorts,
  conversationId: string,
  command: PlatformCommand,
  signal: AbortSignal,
): Promise<LookUp> {
  let inboxId: string
  try {
    inboxId = inboxFor(settings, (command.body as HandOffPayload).queue)
  } catch (error) {
    if (error instanceof PlatformRefusedError) return { state: 'same-again' }
    throw error
  }
  const conversation = await client.conversation(conversationId, signal)
  const there =
    conversation?.inboxId === inboxId &&
    (conversation.agentId === undefined || !(await people.isOurs(conversation.agentId)))
  return { state: there ? 'found' : 'same-again' }
}

/** How far Gladly's clock and ours may be apart, in milliseconds. */
const CLOCK_SKEW_MS = 120_000

const isLaterThan = (item: Item, since: string): boolean =>
  Date.parse(timeOf(item) ?? since) >= Date.parse(since) - CLOCK_SKEW_MS

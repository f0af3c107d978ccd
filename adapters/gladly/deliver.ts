import type { AttributesPayload, NotePayload, TopicsPayload } from '../core/commands.ts'
import type { ConversationView } from '../core/conversation.ts'
import { isRefusal, NotSupportedError, PlatformRefusedError } from '../core/errors.ts'
import type { Delivered, PlatformCommand } from '../core/platform.ts'
import { createSetAttributes } from './attributes.ts'
import { type ClaimBody, claim } from './claim.ts'
import { emailContent } from './email.ts'
import { handOff } from './hand-off.ts'
import { type AnswerableItem, lastOfCustomer } from './items.ts'
import { createNotes, type Notes } from './notes.ts'
import type { GladlyPorts } from './ports.ts'
import { type AnswerableType, type GladlyReply, plainContent, plainTextOf, type ReplyContent } from './reply-content.ts'
import { problemsOf } from './schemas.ts'
import { GLADLY } from './webhook.ts'

/** Brings commands to Gladly. */
export type Deliver = (command: PlatformCommand, view: ConversationView, signal: AbortSignal) => Promise<Delivered>

export function createDeliver(ports: GladlyPorts): Deliver {
  const setAttributes = createSetAttributes(ports)
  const notes = createNotes(ports.client, ports.settings.profile.notes.shape)
  const { topics } = ports

  return async (command, view, signal) => {
    const { conversationId } = view.key
    switch (command.kind) {
      case 'platform':
        await claim(ports, conversationId, command.body as ClaimBody, signal)
        return {}
      case 'reply':
        return reply(ports, conversationId, command.body as GladlyReply, signal)
      case 'add-topics':
        return topics.add(conversationId, (command.body as TopicsPayload).topics, signal)
      case 'remove-topics':
        return topics.remove(conversationId, (command.body as TopicsPayload).topics, signal)
      case 'set-attributes':
        return setAttributes(conversationId, command.body as AttributesPayload, signal)
      case 'add-note':
        return addNote(notes, conversationId, command.body as NotePayload, signal)
      case 'hand-off':
        return handOff({ ...ports, notes }, conversationId, command, signal)
      case 'resolve':
        await resolve(ports, conversationId, signal)
        return {}
      default:
        throw new NotSupportedError(`Gladly has nothing for '${command.kind satisfies never}'`, { channelId: GLADLY })
    }
  }
}

async function addNote(
  notes: Notes,
  conversationId: string,
  { text }: NotePayload,
  signal: AbortSignal,
): Promise<Delivered> {
  const platformId = await notes.add(conversationId, text, signal)
  return platformId === undefined ? {} : { platformId }
}

/** One can only speak by answering an item of the customer (Gladly API reference, Conversation Items: Reply to message). */
async function reply(
  ports: GladlyPorts,
  conversationId: string,
  { answers, content }: GladlyReply,
  signal: AbortSignal,
): Promise<Delivered> {
  if (answers !== undefined) {
    try {
      return said(await ports.client.reply(answers, content, signal))
    } catch (error) {
      // The item is gone: another one may still be answered.
      if (!isRefusal(error, 404)) throw error
    }
  }
  const last = await lastMessage(ports, conversationId, signal)
  if (last === undefined || last.id === answers) {
    throw new PlatformRefusedError('The conversation has no message of the customer that could be answered', {
      channelId: GLADLY,
      hint: 'In Gladly a bot can only reply. Speak after the customer has written, and not to a voicemail.',
    })
  }
  return said(await ports.client.reply(last.id, inTheFormOf(last.content.type, content), signal))
}

const said = (platformId: string | undefined): Delivered => (platformId === undefined ? {} : { platformId })

async function lastMessage(
  { client }: GladlyPorts,
  conversationId: string,
  signal: AbortSignal,
): Promise<AnswerableItem | undefined> {
  return lastOfCustomer((await client.items(conversationId, signal)).items)
}

/** A reply must be of the kind of what it answers. */
function inTheFormOf(type: AnswerableType, content: ReplyContent): ReplyContent {
  if (content.type === type) return content
  return type === 'EMAIL' ? emailContent(plainTextOf(content)) : plainContent(type, plainTextOf(content))
}

/**
 * Close, whether or not the customer waits (Gladly API reference, Conversations: Update conversation). Some organizations
 * refuse that without topics; those of the profile are then added.
 */
async function resolve(
  { client, topics, settings }: GladlyPorts,
  conversationId: string,
  signal: AbortSignal,
): Promise<void> {
  const close = () => client.updateConversation(conversationId, { status: { value: 'CLOSED', force: true } }, signal)
  try {
    await close()
  } catch (error) {
    const names = settings.profile.resolve.topics
    if (names.length === 0 || !isRefusal(error, 400) || !wantsTopics(error)) throw error
    const { rejected = [] } = await topics.add(conversationId, names, signal)
    if (rejected.length === names.length) throw error
    await close()
  }
}

function wantsTopics({ body }: PlatformRefusedError): boolean {
  return problemsOf(body).some(({ detail }) => /topic/i.test(detail ?? ''))
}

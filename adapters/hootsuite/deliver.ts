import type { NotePayload } from '../core/commands.ts'
import type { ConversationView } from '../core/conversation.ts'
import type { PlatformRefusedError } from '../core/errors.ts'
import { isRefusal } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { Delivered, LookUp, OwnerNews, PlatformCommand } from '../core/platform.ts'
import { attach } from './attachments.ts'
import type { HootsuiteClient } from './client.ts'
import { LOST } from './epochs.ts'
import { type Manipulation, partOf, withShortReason } from './manipulation.ts'
import { memoryOf } from './memory.ts'
import { createRecent } from './recent.ts'
import type { HootsuiteReply } from './reply.ts'
import type { CompleteHootsuiteSettings } from './settings.ts'

/** Commands over the API, one call each (Inbox 2.0 API reference, Manipulate conversation). */
export interface Delivery {
  deliver(command: PlatformCommand, view: ConversationView, signal: AbortSignal): Promise<Delivered>
  lookUp(command: PlatformCommand, view: ConversationView, signal: AbortSignal): Promise<LookUp>
  typing(view: ConversationView): Promise<void>
}

export interface DeliveryPorts {
  settings: CompleteHootsuiteSettings
  client: HootsuiteClient
  log: Logger
}

/** Conversations of which something is kept in memory only: losing it costs a note said twice, or a stop of typing. */
const MOST_REMEMBERED = 1_000

export function createDelivery({ settings, client, log }: DeliveryPorts): Delivery {
  const { profile } = settings
  const typing = createRecent<true>(MOST_REMEMBERED)
  const notes = createRecent<string[]>(MOST_REMEMBERED)

  return {
    async deliver(command, view, signal) {
      const { conversationId } = view.key
      const { manipulation, rejected } =
        command.kind === 'reply'
          ? await replyOf(command, conversationId, signal)
          : partOf(withShortReason(command, notes.get(conversationId) ?? []), profile)
      if (Object.keys(manipulation).length > 0) await client.manipulate(conversationId, manipulation, signal)

      if (manipulation.indicateTyping !== undefined || manipulation.complete !== undefined)
        typing.delete(conversationId)
      if (manipulation.complete !== undefined) notes.delete(conversationId)
      else if (command.kind === 'add-note') {
        const { text } = command.body as NotePayload
        notes.set(conversationId, [...(notes.get(conversationId) ?? []), text].slice(-10))
      }
      const all = [...rejected, ...keptAttributes(manipulation, view)]
      if (all.length > 0) log.info({ command: command.id, rejected: all }, 'Hootsuite has no way for a part of it')
      return all.length === 0 ? {} : { rejected: all }
    },

    async lookUp(command, view, signal) {
      switch (command.kind) {
        case 'add-topics':
        case 'remove-topics':
        case 'set-attributes':
          return { state: 'same-again' }
        case 'hand-off':
        case 'resolve':
          // Nothing asked, and still the bot's? Then it was not done.
          try {
            await client.manipulate(view.key.conversationId, {}, signal)
            return { state: 'absent' }
          } catch (error) {
            if (isRefusal(error, 404)) return { state: 'found' }
            throw error
          }
        default:
          return { state: 'cannot-tell' }
      }
    },

    async typing({ key }) {
      if (profile.typingStop) typing.set(key.conversationId, true)
      await client.manipulate(key.conversationId, { indicateTyping: 'START' })
    },
  }

  async function replyOf(command: PlatformCommand, conversationId: string, signal: AbortSignal) {
    const { text, file, tags = [] } = command.body as HootsuiteReply
    const attached = file && (await attach(client, settings, conversationId, file, signal))
    const sendMessage = { ...attached?.message, ...(text === undefined ? {} : { text }) }
    const named = tags.filter(({ messageId }) => messageId !== undefined)
    const says = Object.keys(sendMessage).length > 0
    const { applyTags } = partOf({ ...command, body: { tags: named } satisfies HootsuiteReply }, profile).manipulation
    const manipulation: Manipulation = {
      ...(says ? { sendMessage } : {}),
      ...(says && typing.get(conversationId) ? { indicateTyping: 'STOP' } : {}),
      ...(applyTags === undefined ? {} : { applyTags }),
    }
    const rejected = [
      ...(attached?.rejected ?? []),
      ...tags
        .filter(({ messageId }) => messageId === undefined)
        .map(({ tag }) => ({ what: `tag ${tag}`, why: 'the API takes tags for messages with an id only' })),
    ]
    return { manipulation, rejected }
  }
}

/** A conversation that was refused as unknown is not the bot's any more, and nobody says since when. */
export function ownerFromRefusal(error: PlatformRefusedError): OwnerNews | undefined {
  return error.status === 404 ? LOST : undefined
}

/** "If the contact already has a value saved … the update will be ignored": silently, so what we know of it is told here. */
function keptAttributes({ setContactAttributes = {} }: Manipulation, { record }: ConversationView) {
  const present = memoryOf(record).contactAttributes
  return Object.entries(setContactAttributes).flatMap(([what, value]) => {
    const values = present.flatMap((one) => (one.attribute === what && one.value !== undefined ? [one.value] : []))
    if (values.length === 0 || values.includes(value)) return []
    return [{ what, why: 'it had a value when the conversation began, and Hootsuite keeps the first' }]
  })
}

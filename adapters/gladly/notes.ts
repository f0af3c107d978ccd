import { isRefusal } from '../core/errors.ts'
import type { GladlyClient } from './client.ts'
import { escapeHtml, sameText, textOfHtml } from './html.ts'
import { textOf, timeOf } from './items.ts'
import type { People } from './people.ts'
import type { Item } from './schemas.ts'

/** Notes that agents see and customers do not. */
export interface Notes {
  /** Resolves to the note's id. */
  add(conversationId: string, text: string, signal?: AbortSignal): Promise<string | undefined>
}

/**
 * Gladly's reference contradicts itself about the body (Conversations: Add note): it declares `content` as required and
 * shows it in its example, but lists `body` at the top. Where one is refused with 400 the other is tried, and remembered.
 */
export function createNotes(client: GladlyClient, preferred: 'content' | 'body'): Notes {
  let shape = preferred
  const send = (as: typeof shape, conversationId: string, body: string, signal?: AbortSignal) =>
    client.addNote(conversationId, as === 'content' ? { content: { body } } : { body }, signal)

  return {
    async add(conversationId, text, signal) {
      const body = escapeHtml(text)
      const tried = shape
      try {
        return await send(tried, conversationId, body, signal)
      } catch (error) {
        if (!isRefusal(error, 400)) throw error
        const other = tried === 'content' ? 'body' : 'content'
        // The first refusal tells more: it is about the shape that is documented.
        const id = await send(other, conversationId, body, signal).catch((second) =>
          Promise.reject(isRefusal(second, 400) ? error : second),
        )
        shape = other
        return id
      }
    },
  }
}

/** How far Gladly's clock and ours may be apart, in milliseconds. */
const CLOCK_SKEW_MS = 300_000

/** Our notes since then, oldest first. Their author may be absent. */
export async function notesSince(items: readonly Item[], since: string, people: People): Promise<Item[]> {
  const earliest = new Date(Date.parse(since) - CLOCK_SKEW_MS).toISOString()
  const found: Item[] = []
  for (const item of items) {
    if (item.content.type !== 'CONVERSATION_NOTE' || (timeOf(item) ?? earliest) < earliest) continue
    const author = item.initiator?.id
    if (author === undefined || (await people.isOurs(author))) found.push(item)
  }
  return found
}

/** Whether a note is this text. */
export const isNoteOf = (item: Item, text: string): boolean => sameText(textOfHtml(textOf(item)), text)

/** Whether a note has this text in it. */
export function mentions(item: Item, text: string): boolean {
  const flat = (value: string): string => value.replace(/\s+/g, ' ').trim().toLowerCase()
  return flat(textOfHtml(textOf(item))).includes(flat(text))
}

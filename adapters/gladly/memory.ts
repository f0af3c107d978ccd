import { z } from 'zod'
import type { ConversationRecord } from '../core/conversation.ts'
import { type AnswerableType, isAnswerable } from './reply-content.ts'

/** What we remember of a conversation, in the platform's own part of its record. */
export interface Memory {
  /** The customer's last message, and its channel: what a reply answers, and in which form. */
  lastItem?: { id: string; contentType: AnswerableType }
  /** The items the bot was given lately, oldest first: they come by webhook, by catch-up and with a return. */
  given: string[]
}

const MOST_GIVEN = 50

const schema = z.looseObject({
  lastItem: z
    .object({ id: z.string(), contentType: z.custom<AnswerableType>(isAnswerable) })
    .optional()
    .catch(undefined),
  given: z.array(z.string()).catch([]),
})

export function memoryOf(record: Pick<ConversationRecord, 'data'>): Memory {
  const { lastItem, given } = schema.parse(record.data ?? {})
  return lastItem === undefined ? { given } : { lastItem, given }
}

/** As it goes into the record. */
export function dataOf(memory: Memory): Record<string, unknown> {
  return { ...memory }
}

export function withGiven(memory: Memory, itemId: string): Memory {
  return { ...memory, given: [...memory.given.filter((id) => id !== itemId), itemId].slice(-MOST_GIVEN) }
}

export function withLastItem(memory: Memory, item: { id: string; content: { type: AnswerableType } }): Memory {
  return { ...memory, lastItem: { id: item.id, contentType: item.content.type } }
}

import { z } from 'zod'
import type { ConversationRecord, Owner } from '../../core/conversation.ts'
import { defined } from '../../core/defined.ts'
import { type User, userSchema } from '../schemas.ts'

/** What we remember of a conversation, in the platform's own part of its record. Times are epoch milliseconds. */
export interface Memory {
  /** As `CONVERSATION_UPDATE` told last, and when, by 8x8's clock. */
  user?: User
  userAt?: number
  /** `WebChat`, `WhatsApp`, …; older revisions of the events do not tell. */
  channel?: string
  /** Who has it, by the newest event that says so, and when that happened by 8x8's clock. */
  told?: { owner: Owner; at: number; agentId?: string }
  /** When the last agent left, by our clock, while nothing has followed. */
  leftAt?: number
  /** When the customer wrote last, by 8x8's clock. */
  heardAt?: number
  /** When 8x8 last told, or was asked, who has it, by our clock. */
  newsAt?: number
  /** When something last showed that the bot has it, by our clock: what can be read may lag behind. */
  botAt?: number
}

const text = z.string().optional().catch(undefined)
const time = z.number().optional().catch(undefined)

const schema = z.object({
  user: userSchema.optional().catch(undefined),
  userAt: time,
  channel: text,
  told: z
    .object({ owner: z.enum(['bot', 'queue', 'agent', 'closed']), at: z.number(), agentId: text })
    .optional()
    .catch(undefined),
  leftAt: time,
  heardAt: time,
  newsAt: time,
  botAt: time,
})

/** What is remembered of a conversation; nothing of one that nobody has heard of. */
export function memoryOf({ data }: Pick<ConversationRecord, 'data'>): Memory {
  return schema.parse(data ?? {})
}

/** As it goes into the record: JSON, without what is not there. */
export function dataOf(memory: Memory): Record<string, unknown> {
  return defined(memory)
}

/** Whether people have it, or it waits for them, by what 8x8 told last. */
export const withPeople = ({ told }: Memory): boolean => told?.owner === 'queue' || told?.owner === 'agent'

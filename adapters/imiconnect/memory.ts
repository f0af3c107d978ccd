import { z } from 'zod'
import type { ConversationRecord } from '../core/conversation.ts'

/** What we remember of a conversation, in the platform's own part of its record. */
export interface Memory {
  /** When the newest message happened that was the bot's, by the platform's own time. */
  botAt?: string
}

const schema = z.looseObject({ botAt: z.string().optional().catch(undefined) })

export function memoryOf({ data }: Pick<ConversationRecord, 'data'>): Memory {
  const { botAt } = schema.parse(data ?? {})
  return botAt === undefined ? {} : { botAt }
}

/** As it goes into the record; undefined where there is nothing new. */
export function withBotAt(memory: Memory, at: string | undefined): Record<string, unknown> | undefined {
  return at === undefined || (memory.botAt !== undefined && memory.botAt >= at) ? undefined : { ...memory, botAt: at }
}

import { z } from 'zod'
import type { ConversationRecord } from '../core/conversation.ts'
import { defined } from '../core/defined.ts'
import type { HootsuiteEvent } from './events.ts'

/**
 * What we remember of a conversation, in the platform's own part of its record. Language and contact attributes come with
 * start events only, and nothing can be asked for later.
 */
export interface Memory {
  language?: string
  /** `medium.id`: an open set, in which one network can have two names. */
  medium?: string
  channel?: { id?: string; name?: string }
  contactProfile?: Record<string, unknown>
  contactAttributes: { attribute: string; value?: string; source?: string }[]
  /** The customer's last message, which tags are put on. Old payloads have no ids. */
  lastMessageId?: string
  /** The last event was a message: only the response to one may have tags without a message's id. */
  answersMessage: boolean
  /** The last start event. */
  start?: Moment
  /** The first message of several, where no start event had come shortly before: that one is still on its way, or there is none. */
  unannounced?: Moment & {
    /** It began an epoch. */
    opened: boolean
  }
  /** When the bot was last given a message, ISO 8601. */
  heardAt?: string
}

/** When an event was accepted by us, and when Hootsuite says that it sent it. ISO 8601. */
export interface Moment {
  at: string
  sentAt?: string
}

const text = z.string().optional().catch(undefined)
const moment = z.object({ at: z.string(), sentAt: text })

const schema = z.object({
  language: text,
  medium: text,
  channel: z.object({ id: text, name: text }).optional().catch(undefined),
  contactProfile: z.record(z.string(), z.unknown()).optional().catch(undefined),
  contactAttributes: z.array(z.object({ attribute: z.string(), value: text, source: text })).catch([]),
  lastMessageId: text,
  answersMessage: z.boolean().catch(false),
  start: moment.optional().catch(undefined),
  unannounced: moment.extend({ opened: z.boolean() }).optional().catch(undefined),
  heardAt: text,
})

export function memoryOf(record: Pick<ConversationRecord, 'data'>): Memory {
  return schema.parse(record.data ?? {})
}

/** As it goes into the record. */
export function dataOf(memory: Memory): Record<string, unknown> {
  return defined(memory)
}

/** With what an event tells about the conversation and the customer, whatever it means. */
export function withEvent(memory: Memory, event: HootsuiteEvent): Memory {
  const { medium, channel, contactProfile } = event
  const common = { ...memory, ...defined({ medium, channel, contactProfile }) }
  return event.kind === 'message'
    ? { ...common, lastMessageId: event.messageId, answersMessage: true }
    : {
        ...common,
        ...defined({ language: event.language }),
        contactAttributes: event.contactAttributes,
        answersMessage: false,
      }
}

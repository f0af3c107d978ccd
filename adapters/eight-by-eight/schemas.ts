import { z } from 'zod'
import { filled } from '../core/filled.ts'

/** What 8x8's REST API answers, as far as we use it (Chat Gateway 1.0.0). Tolerant: `null` and the wrong type mean absent. */

/** A text, or undefined for anything else; an id may come as a number. */
export const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value || undefined)
  .catch(undefined)

const property = z.looseObject({ key: filled(), value: text }).transform(({ key, value }) => ({
  key,
  value: value ?? '',
}))

const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(undefined)
    .transform((items) =>
      (items ?? []).flatMap((one) => {
        const parsed = item.safeParse(one)
        return parsed.success ? [parsed.data as z.output<T>] : []
      }),
    )

/** `user` of a conversation, in events and answers. Absent fields are undefined. */
export const userSchema = z.looseObject({
  name: text,
  userId: text,
  email: text,
  phone: text,
  company: text,
  caseId: text,
  language: text,
  additionalProperties: listOf(property),
})

export type User = z.output<typeof userSchema>

/** One of `additionalProperties`. */
export interface Property {
  key: string
  value: string
}

/** States come in lower case in events and in upper case in the prose. */
export const stateSchema = z
  .string()
  .transform((state) => state.trim().toLowerCase())
  .pipe(z.enum(['created', 'active', 'idle']))
  .optional()
  .catch(undefined)

export const assignmentSchema = z
  .looseObject({ type: text.transform((type) => type?.toLowerCase()), id: text })
  .optional()
  .catch(undefined)

/** Read conversation: `ConversationResult`. */
export const conversationSchema = z.looseObject({
  id: text,
  state: stateSchema,
  channelId: text,
  assignment: assignmentSchema,
  user: userSchema.optional().catch(undefined),
})

export type Conversation = z.output<typeof conversationSchema>

/** Create conversation. The id is `id` everywhere else. */
export const createdSchema = z
  .looseObject({ conversationId: text, id: text })
  .transform(({ conversationId, id }) => conversationId ?? id)
  .pipe(z.string())

/** What one message carries. Ids of cards and attachments only where it was read back. */
export const cardSchema = z.looseObject({ id: text, contentType: text, content: z.unknown().optional() })
export type Card = z.output<typeof cardSchema>

/** `attachments` of events (with address and name) and of messages that were read back (with an id only). */
export const attachmentSchema = z.looseObject({ id: text, type: text, preSignedUrl: text, fileName: text })
export type FileReference = z.output<typeof attachmentSchema>

export const attachments = listOf(attachmentSchema)
export const cards = listOf(cardSchema)

/** Messages read back. */
export const messageSchema = z.looseObject({
  id: text,
  text: text,
  createdAt: text,
  author: z.looseObject({ id: text, type: text }).optional().catch(undefined),
  attachments,
  cards,
})
export type Message = z.output<typeof messageSchema>

/** `AttachmentResult`: the schema requires `size` and defines `sizeInBytes`. */
export const fileSchema = z
  .looseObject({
    id: text,
    filename: text,
    fileName: text,
    sizeInBytes: z.unknown().optional(),
    size: z.unknown().optional(),
  })
  .transform(({ id, filename, fileName, sizeInBytes, size }) => {
    const bytes = Number(sizeInBytes ?? size)
    return { id, name: filename ?? fileName, bytes: Number.isFinite(bytes) && bytes >= 0 ? bytes : undefined }
  })
export type FileInformation = z.output<typeof fileSchema>

/** Schedule status: 0, -1 or `Choice #1` to `Choice #6`. */
export const scheduleSchema = z
  .looseObject({ 'schedule-status': z.looseObject({ status: z.union([z.number(), z.string()]) }) })
  .transform((body) => body['schedule-status'].status)

/** Real-time statistics of one queue; numbers by their names. */
export const statisticsSchema = z
  .looseObject({ queue: z.record(z.string(), z.unknown()) })
  .transform(({ queue }) =>
    Object.fromEntries(
      Object.entries(queue).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
  )
export type QueueStatistics = z.output<typeof statisticsSchema>

/** One page of a list. */
export interface Page<T> {
  items: T[]
  /** From 0. */
  number: number
  totalPages: number
}

/** A HAL list; an empty one may lack `_embedded` and `page` (sheet 4.1). */
export function pageOf<T extends z.ZodType>(name: string, item: T) {
  const count = z.number().optional().catch(undefined)
  return z
    .looseObject({
      _embedded: z.record(z.string(), z.unknown()).nullish().catch(undefined),
      page: z.looseObject({ number: count, totalPages: count }).nullish().catch(undefined),
    })
    .transform(
      ({ _embedded, page }): Page<z.output<T>> => ({
        items: listOf(item).parse(_embedded?.[name]) as z.output<T>[],
        number: page?.number ?? 0,
        totalPages: page?.totalPages ?? 1,
      }),
    )
}

import { z } from 'zod'
import { optionalText } from '../core/filled.ts'

/**
 * What Gladly's answers look like, as far as we read them (Gladly API reference, Conversations, Customers, Topics,
 * Agents). Unknown fields pass: Gladly adds some without notice.
 */

const initiator = z.looseObject({ id: optionalText, type: optionalText }).optional().catch(undefined)

/** `GET /conversations/{id}` */
export const conversationSchema = z.looseObject({
  id: z.string(),
  customerId: z.string(),
  inboxId: z.string(),
  agentId: optionalText,
  status: z.string(),
  closedAt: optionalText,
  topicIds: z
    .array(z.string())
    .nullish()
    .transform((ids) => ids ?? []),
  /** `id` is that of the definition; one may be there several times, with several values. */
  customAttributes: z
    .array(
      z.looseObject({
        id: z.string(),
        value: z
          .unknown()
          .optional()
          .transform((value) => String(value ?? '')),
      }),
    )
    .nullish()
    .transform((attributes) => attributes ?? []),
})

/** `GET /conversation-items/{id}`, and each of `GET /conversations/{id}/items` */
export const itemSchema = z.looseObject({
  id: z.string(),
  customerId: optionalText,
  conversationId: optionalText,
  timestamp: optionalText,
  initiator,
  content: z.looseObject({ type: z.string() }),
})

/** `GET /customer-profiles/{id}` */
export const customerSchema = z.looseObject({
  id: z.string(),
  name: optionalText,
  customAttributes: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((attributes) => attributes ?? {}),
})

/** `GET /topics` */
export const topicSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  disabled: z
    .boolean()
    .nullish()
    .transform((disabled) => disabled ?? false),
})

/** `GET /agents` */
export const agentSchema = z.looseObject({ id: z.string(), name: optionalText, emailAddress: optionalText })

/** `GET /custom-attributes/{id}` */
export const attributeSchema = z.looseObject({ id: z.string(), key: z.string() })

/** One entry of an error's `errors` (Gladly API reference, Error Handling). */
export const problemSchema = z.looseObject({
  attr: optionalText,
  code: optionalText,
  detail: optionalText,
  meta: z.record(z.string(), z.unknown()).nullish().catch(undefined),
})

export type Conversation = z.output<typeof conversationSchema>
export type Item = z.output<typeof itemSchema>
export type Customer = z.output<typeof customerSchema>
export type Topic = z.output<typeof topicSchema>
export type Agent = z.output<typeof agentSchema>
export type Problem = z.output<typeof problemSchema>

const errorBody = z.looseObject({ errors: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]) })

/** The entries of an error's body. Usually a list; some documented 404s have a single object; 401 and 5xx may have none. */
export function problemsOf(body: unknown): Problem[] {
  const parsed = errorBody.safeParse(body)
  if (!parsed.success) return []
  const entries = Array.isArray(parsed.data.errors) ? parsed.data.errors : [parsed.data.errors]
  return entries.flatMap((entry) => {
    const problem = problemSchema.safeParse(entry)
    return problem.success ? [problem.data] : []
  })
}

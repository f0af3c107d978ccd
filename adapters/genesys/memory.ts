import { z } from 'zod'
import { defined } from '../core/defined.ts'

/** What the desk remembers of a customer (`DeskView.data`): small, and read with care, since it may be of an older release. */
const memory = z.object({
  /** Genesys' id of the newest conversation. Ids change: the newest told wins (facts: behaviours, async threading). */
  conversationId: z.string().optional().catch(undefined),
  /** The hand-off whose message was answered with that id: for it, nothing but an agent's words names another. */
  of: z.number().optional().catch(undefined),
  /** `type` was set so that the flow queues the customer, and nobody set it back yet. */
  human: z.boolean().optional().catch(undefined),
  /** Participants who had gone before the newest hand-off: they say nothing of it. */
  gone: z
    .object({ conversationId: z.string(), ids: z.array(z.string()) })
    .optional()
    .catch(undefined),
  /** What was seen last of a hand-off. */
  seen: z
    .object({
      session: z.number(),
      state: z.enum(['queued', 'accepted', 'moving']),
      agent: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
      /** Since when nobody is there, ISO 8601. */
      since: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  /** When the newest look at the conversation was taken, ISO 8601. */
  lookedAt: z.string().optional().catch(undefined),
  /** The buttons shown last: an answer to one goes back as such. */
  offered: z
    .object({
      messageId: z.string(),
      type: z.enum(['Button', 'QuickReply', 'DatePicker']),
      options: z.array(z.object({ text: z.string(), payload: z.string() })),
    })
    .optional()
    .catch(undefined),
})

export type Memory = z.output<typeof memory>
export type Offered = NonNullable<Memory['offered']>

/** The memory in a view's `data`. */
export function memoryOf(data: Readonly<Record<string, unknown>>): Memory {
  return memory.safeParse(data).data ?? {}
}

/** The memory, changed; what became undefined is gone. */
export function remember(before: Memory, change: Partial<Memory>): Record<string, unknown> {
  return defined({ ...before, ...change })
}

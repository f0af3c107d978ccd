import { z } from 'zod'
import { type User, userSchema } from '../schemas.ts'

/** What the desk remembers of a customer's newest conversation. Times are 8x8's own, in epoch milliseconds. */
export interface DeskMemory {
  conversationId: string
  /** Agents who are in it. */
  agents: string[]
  /** Agents who left it, and when: what comes late of their time must not bring them back. */
  gone: Record<string, number>
  /** An agent has had the customer. */
  met: boolean
  /** When the newest agent came. */
  joinedAt?: number
  /** When the conversation was last passed on, by `TRANSFER` or by a queue after an agent. */
  movedAt?: number
  /** The last agent left then, and nothing says yet that another will come. */
  leftAt?: number
  /** It was over then. By grace: nobody said so, and a transfer may still turn out. */
  ended?: { at: number; by: 'grace' | '8x8' }
  /** The newest thing known of it. */
  newestAt: number
  /** The user's data as 8x8 told them last. */
  user?: User
}

const time = z.number()
const memorySchema = z.object({
  conversationId: z.string(),
  agents: z.array(z.string()),
  gone: z.record(z.string(), time),
  met: z.boolean(),
  joinedAt: time.optional(),
  movedAt: time.optional(),
  leftAt: time.optional(),
  ended: z.object({ at: time, by: z.enum(['grace', '8x8']) }).optional(),
  newestAt: time,
  user: userSchema.optional().catch(undefined),
})

/** What is remembered of this conversation: nothing yet, where the data are of another. */
export function memoryOf(data: Readonly<Record<string, unknown>>, conversationId: string): DeskMemory {
  const parsed = memorySchema.safeParse(data)
  if (parsed.success && parsed.data.conversationId === conversationId) return parsed.data
  return { conversationId, agents: [], gone: {}, met: false, newestAt: 0 }
}

import { createHash } from 'node:crypto'
import type { ConversationKey } from '../core/engine/engine.ts'

/** The `channelId` of events, and part of state keys: never changes. */
export const GENESYS = 'genesys'

/**
 * The `from.id` under which Genesys knows a customer: one for each Bot Framework conversation, since anonymous customers
 * must not run together (facts, behaviours: async threading). It comes back as `channel.to.id`.
 */
export function addressOf({ channelId, account, conversationId }: ConversationKey): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([channelId, account, conversationId]))
    .digest('hex')
  return `bf-${digest.slice(0, 32)}`
}

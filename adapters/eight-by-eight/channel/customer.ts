import { activityConversationId, type ConversationView } from '../../core/conversation.ts'
import type { Happening, Interpretation } from '../../core/platform.ts'
import type { CompleteEightByEightSettings } from '../settings.ts'
import type { Memory } from './memory.ts'

/** Whose conversation it is, and that what was remembered under the conversation's own id is theirs. */
export interface WhoseConversation {
  /** Undefined where it is no news. */
  customer?: NonNullable<Interpretation['customer']>
  merged: Happening[]
}

/**
 * The customer by `user.userId` (8x8, Webhooks events reference, CONVERSATION_UPDATE). The sender of a message is `user` for
 * everybody, so that without a `userId` the conversation stands in. Accounts share nothing.
 */
export function customerOf(
  { profile }: CompleteEightByEightSettings,
  { user }: Memory,
  { key, record }: ConversationView,
): WhoseConversation {
  const known = record.customer
  const userId = profile.channel.customerId === 'userId' ? user?.userId : undefined
  const standIn = activityConversationId(key)
  const own = userId !== undefined && key.account !== '' ? `${key.account}~${userId}` : userId
  const id = own ?? known?.id ?? standIn
  const name = user?.name
  if (id === known?.id && (name === undefined || name === known.name)) return { merged: [] }
  const merged: Happening[] =
    known !== undefined && known.id === standIn && id !== standIn
      ? [{ kind: 'customer-merged', from: standIn, to: id }]
      : []
  return { customer: { id, ...(name === undefined ? {} : { name }) }, merged }
}

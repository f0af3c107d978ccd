import type { GenesysCalls } from './calls.ts'
import type { CallOptions } from './client.ts'
import { customerIn } from './schemas.ts'

/** Messages looked at, newest first: each costs a call. */
const MOST = 5

/**
 * Whether a message of ours, by its `channel.messageId`, is in a conversation. Undefined where it cannot be told: whether
 * details show that id is not documented, so only ones that do prove anything.
 */
export async function findMessage(
  calls: Pick<GenesysCalls, 'conversation' | 'details'>,
  conversationId: string,
  messageId: string,
  options?: CallOptions,
): Promise<boolean | undefined> {
  const conversation = await calls.conversation(conversationId, options)
  if (conversation === undefined) return undefined
  const messages = (customerIn(conversation)?.messages ?? []).filter((one) => one != null)
  const newest = messages
    .toSorted((a, b) => Date.parse(b.messageTime ?? '') - Date.parse(a.messageTime ?? '') || 0)
    .flatMap((one) => one.messageId ?? [])
    .slice(0, MOST)
  if (newest.length === 0) return undefined
  let all = true
  for (const id of newest) {
    const details = await calls.details(id, options)
    const known = details?.normalizedMessage?.channel?.messageId
    if (known === messageId) return true
    if (known === undefined) all = false
  }
  return all ? false : undefined
}

import type { GladlyPorts } from './ports.ts'

/** Body of a `platform` command: take the conversation, or open it again and take it. */
export interface ClaimBody {
  do: 'claim' | 'reopen'
  /** The AI inbox it is in. */
  inboxId: string
}

/**
 * Take a conversation for the bot before it speaks: an unassigned one can be offered to somebody else at any moment
 * (Gladly API reference, Conversations: Update conversation).
 */
export async function claim(
  { client, people, settings }: GladlyPorts,
  conversationId: string,
  body: ClaimBody,
  signal: AbortSignal,
): Promise<void> {
  const assignee = { inboxId: body.inboxId, agentId: await people.ourId() }
  const open = { status: { value: 'OPEN' } } as const
  // "closed conversation cannot be reassigned"
  if (body.do === 'reopen' && settings.profile.claim.reopen === 'two-calls') {
    await client.updateConversation(conversationId, open, signal)
  }
  await client.updateConversation(conversationId, { assignee, ...open }, signal)
}

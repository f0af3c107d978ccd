import type { Owner } from '../core/conversation.ts'
import type { OwnerNews } from '../core/platform.ts'
import type { People } from './people.ts'
import type { Conversation } from './schemas.ts'

/** Who has a conversation, as Gladly says it now. */
export interface Truth {
  owner: Owner
  /** The person who has it, where one has. */
  agentId?: string
  /** In an AI inbox, and nobody's yet: others may be offered it until we take it. */
  unassigned: boolean
  /** In an AI inbox, and with no person: ours, but for its status. */
  ours: boolean
}

/**
 * The gate (Gladly's own sample bots have the same rule): a conversation is the bot's while it is not closed, in an AI
 * inbox, and assigned to nobody or to us.
 */
export async function truthOf(
  conversation: Conversation,
  aiInboxIds: readonly string[],
  people: People,
): Promise<Truth> {
  const { agentId } = conversation
  // Asked only where somebody is assigned: our own id may have to be looked up.
  const person = agentId !== undefined && !(await people.isOurs(agentId)) ? agentId : undefined
  const ours = aiInboxIds.includes(conversation.inboxId) && person === undefined
  const owner = conversation.status === 'CLOSED' ? 'closed' : person !== undefined ? 'agent' : ours ? 'bot' : 'queue'
  return {
    owner,
    ...(person === undefined ? {} : { agentId: person }),
    unassigned: owner === 'bot' && agentId === undefined,
    ours,
  }
}

/** The same as news for core, with the person's name where it is known. */
export async function newsOf({ owner, agentId }: Truth, people: People): Promise<OwnerNews> {
  if (owner !== 'agent' || agentId === undefined) return { owner }
  const name = await people.nameOf(agentId)
  return { owner, agent: { id: agentId, ...(name === undefined ? {} : { name }) } }
}

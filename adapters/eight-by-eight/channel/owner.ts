import type { OwnerNews } from '../../core/platform.ts'
import type { EightByEightProfile } from '../profile.ts'

/** What a conversation says of who has it, in events and when it is read. */
export interface Holding {
  state?: 'created' | 'active' | 'idle'
  assignment?: { type?: string; id?: string }
}

/**
 * Who has a conversation: nobody where it is idle, else whom it is assigned to; whatever is no person is the bot (8x8, Chat
 * Gateway, Conversation). Undefined where it does not say.
 */
export function ownerOf({ state, assignment }: Holding, { channel }: EightByEightProfile): OwnerNews | undefined {
  if (state === 'idle') return { owner: 'closed', why: 'the conversation is idle' }
  const type = assignment?.type?.toLowerCase()
  if (type === undefined) return undefined
  if (channel.agentAssignments.includes(type)) {
    return { owner: 'agent', ...(assignment?.id === undefined ? {} : { agent: { id: assignment.id } }) }
  }
  return { owner: channel.queueAssignments.includes(type) ? 'queue' : 'bot' }
}

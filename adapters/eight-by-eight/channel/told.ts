import type { ConversationRecord } from '../../core/conversation.ts'
import type { OwnerNews } from '../../core/platform.ts'
import type { EightByEightProfile } from '../profile.ts'
import { ignoring, type Moment, type Outcome } from './case.ts'
import { type Memory, withPeople } from './memory.ts'

/**
 * News of who has a conversation. Events come in no promised order, and our own calls are told as events too: what is older
 * than the newest news changes nothing, nor does what was said before our hand-off took effect (8x8, Webhooks events
 * reference; Chat Gateway, Conversation).
 */
export function learn(
  memory: Memory,
  record: ConversationRecord,
  news: OwnerNews,
  moment: Moment,
  profile: EightByEightProfile,
): Outcome {
  const old = (why: string): Outcome => ignoring({ memory }, why)
  if (memory.told !== undefined && moment.at < memory.told.at) return old('it is older than what 8x8 told last')
  if (news.owner === 'closed' && memory.heardAt !== undefined && moment.at < memory.heardAt)
    return old('the customer has written since')
  if (news.owner === 'bot' && !isBots(memory, record, moment, profile))
    return old('it was said before our hand-off took effect')
  return { memory: knowing(memory, news, moment), happenings: [{ kind: 'owner', ...news }] }
}

/** The same where 8x8 was asked: that is the truth of now. */
export function learnTruth(memory: Memory, news: OwnerNews, moment: Moment): Outcome {
  const at = Math.max(moment.at, memory.told?.at ?? 0)
  return { memory: knowing(memory, news, { ...moment, at }), happenings: [{ kind: 'owner', ...news }] }
}

function knowing(memory: Memory, { owner, agent }: OwnerNews, { at, acceptedAt }: Moment): Memory {
  const { leftAt: _, ...kept } = memory
  return {
    ...kept,
    told: { owner, at, ...(agent?.id === undefined ? {} : { agentId: agent.id }) },
    newsAt: acceptedAt,
    ...(owner === 'bot' ? { botAt: acceptedAt } : {}),
  }
}

/** Until 8x8 has told of the people we handed over to, "the bot has it" is an echo of the time before. */
function isBots(memory: Memory, record: ConversationRecord, { at }: Moment, profile: EightByEightProfile): boolean {
  if (record.owner !== 'queue' && record.owner !== 'agent') return true
  if (withPeople(memory)) return true
  if (record.leaving === 'hand-off') return false
  return record.handedOffAt === undefined || at > Date.parse(record.handedOffAt) + profile.channel.inFlightMs
}

/** An agent left. That is not the end: a transfer, a queue, the bot or nothing may follow, and tells who is next. */
export function agentLeft(memory: Memory, agentId: string | undefined, { at, acceptedAt }: Moment): Outcome {
  const { told } = memory
  const other = agentId !== undefined && told?.agentId !== undefined && told.agentId !== agentId
  if (told?.owner !== 'agent' || other || at < told.at)
    return ignoring({ memory }, 'an agent left who did not have the conversation any more')
  return ignoring({ memory: { ...memory, leftAt: acceptedAt } }, 'an agent left: what follows tells who is next')
}

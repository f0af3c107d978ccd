import type { ConversationView } from '../../core/conversation.ts'
import type { AcceptedEvent } from '../../core/engine/engine.ts'
import type { Interpretation } from '../../core/platform.ts'
import { type ConversationEvent, type EightByEightEvent, type MembersEvent, readEvent } from '../events.ts'
import { fromActivity } from './activity.ts'
import { type Case, ignoring, type Moment, type Outcome } from './case.ts'
import { customerOf } from './customer.ts'
import { dataOf, type Memory, memoryOf } from './memory.ts'
import { ownerOf } from './owner.ts'
import type { ChannelPorts } from './ports.ts'
import { fromMessage } from './said.ts'
import { agentLeft, learn } from './told.ts'

/**
 * What an event means for a bot inside 8x8's channel (8x8, Webhooks events reference). 8x8 is asked only where a customer
 * writes while people should have the conversation, and there is reason to doubt that they still do.
 */
export async function interpret(
  ports: ChannelPorts,
  accepted: AcceptedEvent,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Interpretation> {
  const read = readEvent(accepted.body)
  if (read.kind !== 'event') {
    const why = read.kind === 'handshake' ? 'a handshake' : read.why
    return { happenings: [{ kind: 'ignored', why }] }
  }
  const { event } = read
  const acceptedAt = Date.parse(accepted.acceptedAt)
  const moment: Moment = { at: Date.parse(event.at ?? accepted.acceptedAt), acceptedAt }
  const before = memoryOf(view.record)
  const memory = event.kind === 'conversation' ? withUser(before, event, moment.at) : before
  if (isIgnored(ports, memory)) {
    const { happenings } = ignoring({ memory }, `conversations on ${memory.channel} are not the bot's`)
    return memory === before ? { happenings } : { happenings, data: dataOf(memory) }
  }
  const outcome = await outcomeOf({ ports, accepted, view, moment, memory, signal }, event)
  // Whose a conversation is matters once the bot has or had it.
  const matters = view.held || outcome.happenings.some(({ kind }) => kind === 'message' || kind === 'started')
  const { customer, merged } = matters ? customerOf(ports.settings, outcome.memory, view) : { merged: [] }
  return {
    happenings: [...merged, ...outcome.happenings],
    ...(customer === undefined ? {} : { customer }),
    ...(outcome.memory === before ? {} : { data: dataOf(outcome.memory) }),
  }
}

function outcomeOf(at: Case, event: EightByEightEvent): Outcome | Promise<Outcome> {
  switch (event.kind) {
    case 'conversation':
      return fromConversation(at, event)
    case 'queued':
    case 'transfer':
      return learnIn(at, { owner: 'queue' })
    case 'members':
      return fromMembers(at, event)
    case 'message':
      return fromMessage(at, event)
    case 'activity':
      return fromActivity(at, event)
    case 'typing':
      return ignoring(at, 'somebody is typing')
  }
}

/** State or assignment; by our own calls as well. Where the bot greets, its arrival with the bot begins an epoch. */
function fromConversation(at: Case, event: ConversationEvent): Outcome {
  const { memory, view, ports } = at
  const news = ownerOf(event, ports.settings.profile)
  if (news === undefined) return ignoring(at, 'it does not tell who has the conversation')
  const learnt = learnIn(at, news)
  const isNew = memory.told === undefined || memory.told.owner === 'closed'
  const starts =
    ports.settings.profile.channel.startOn === 'active' &&
    event.state === 'active' &&
    news.owner === 'bot' &&
    view.record.owner === 'closed' &&
    isNew &&
    learnt.memory !== memory
  return starts ? { ...learnt, happenings: [...learnt.happenings, { kind: 'started' }] } : learnt
}

function fromMembers(at: Case, { member, change, id, name }: MembersEvent): Outcome {
  if (member === 'user') {
    return change === 'left'
      ? learnIn(at, { owner: 'closed', why: 'the customer left' })
      : ignoring(at, 'the customer is there')
  }
  if (change === 'left') return agentLeft(at.memory, id, at.moment)
  const agent = { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
  return learnIn(at, { owner: 'agent', ...(Object.keys(agent).length === 0 ? {} : { agent }) })
}

function learnIn({ memory, view, moment, ports }: Case, news: Parameters<typeof learn>[2]): Outcome {
  return learn(memory, view.record, news, moment, ports.settings.profile)
}

/** Older events must not bring back what was known of the customer before. */
function withUser(memory: Memory, { user, channel }: ConversationEvent, at: number): Memory {
  const newer = user !== undefined && at >= (memory.userAt ?? 0)
  if (!newer && (channel === undefined || channel === memory.channel)) return memory
  return { ...memory, ...(newer ? { user, userAt: at } : {}), ...(channel === undefined ? {} : { channel }) }
}

function isIgnored({ settings }: ChannelPorts, { channel }: Memory): boolean {
  const { ignoredChannels } = settings.profile.channel
  return channel !== undefined && ignoredChannels.some((one) => one.toLowerCase() === channel.toLowerCase())
}

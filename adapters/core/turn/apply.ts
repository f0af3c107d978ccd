import type { Activity } from 'botbuilder'
import type { ConversationRecord } from '../conversation.ts'
import type { AgentWords } from '../desk/desk.ts'
import type { CustomerMessage, Happening, OwnerNews } from '../platform.ts'

/** What a happening means for the bot and the transcript, in order. */
export type Effect =
  | { kind: 'conversation-update' }
  | { kind: 'message'; message: CustomerMessage }
  | { kind: 'event'; name: string; value: unknown }
  | { kind: 'end'; reason?: string }
  | { kind: 'activity'; activity: Partial<Activity> }
  /** The customer or an agent said it while a person had the conversation. */
  | {
      kind: 'overheard'
      id: string
      from: 'agent' | 'customer' | 'bot'
      name?: string
      text: string
      at?: string
      /** What the customer said, whole. */
      message?: CustomerMessage
    }
  /** Words from the desk, for the customer. */
  | { kind: 'agent-words'; words: AgentWords }
  | { kind: 'agent-typing' }
  | { kind: 'merge'; from: string; to: string; conversation?: { from: string; to: string } }

export interface Applied {
  record: ConversationRecord
  effects: Effect[]
}

/**
 * The rules of ownership and epochs, on every platform: what one happening does to a conversation. Pure.
 *
 * Nothing is invented: `handoff.status` tells what the platform told, `completed` only when a person let go.
 */
export function applyHappening(record: ConversationRecord, happening: Happening): Applied {
  switch (happening.kind) {
    case 'started':
      return record.owner === 'closed' ? begin(record, happening) : unchanged(record)
    case 'activity':
      return { record, effects: [{ kind: 'activity', activity: happening.activity }] }
    case 'message':
      return applyMessage(record, happening)
    case 'owner':
      return applyOwner(record, happening)
    case 'observed': {
      const { kind: _, ...said } = happening
      return { record, effects: [{ kind: 'overheard', ...said }] }
    }
    case 'delivery':
      return { record, effects: [{ kind: 'event', name: 'contactcenter.delivery', value: happening.value }] }
    case 'event':
      return { record, effects: [{ kind: 'event', name: happening.name, value: happening.value }] }
    case 'customer-merged': {
      const { kind: _, ...merge } = happening
      return { record, effects: [{ kind: 'merge', ...merge }] }
    }
    // What is to be done first is the turn's business: it depends on what the others lead to.
    case 'first':
    case 'ignored':
      return unchanged(record)
  }
}

type Started = Extract<Happening, { kind: 'started' }>

const unchanged = (record: ConversationRecord): Applied => ({ record, effects: [] })

function begin(
  record: ConversationRecord,
  { delegated = false, told = false }: Pick<Started, 'delegated' | 'told'>,
): Applied {
  const { leaving: _l, resolvedByBot: _r, choices: _c, agent: _a, carried: _w, ...kept } = record
  return {
    record: { ...kept, epoch: record.epoch + 1, owner: 'bot', tenure: record.tenure + 1 },
    effects: [
      ...(told ? [] : [{ kind: 'conversation-update' } as const]),
      ...(delegated ? [{ kind: 'event', name: 'contactcenter.delegated', value: {} } as const] : []),
    ],
  }
}

/** A message begins an epoch where none is open; who does not own the conversation overhears it. */
function applyMessage(record: ConversationRecord, message: CustomerMessage): Applied {
  const begun = record.owner === 'closed' ? begin(record, {}) : unchanged(record)
  if (begun.record.owner !== 'bot') {
    const { id, text, at } = message
    const said = {
      kind: 'overheard',
      id,
      from: 'customer',
      text,
      ...(at === undefined ? {} : { at }),
      message,
    } as const
    return { record: begun.record, effects: [...begun.effects, said] }
  }
  return {
    record: { ...begun.record, heard: begun.record.heard + 1 },
    effects: [...begun.effects, { kind: 'message', message: withChoice(begun.record, message) }],
  }
}

/** The answer to a list or a button, as the value the bot gave it: by the platform's id, the number typed, or the label. */
function withChoice(record: ConversationRecord, message: CustomerMessage): CustomerMessage {
  const said = message.text.trim().toLowerCase()
  const number = /^(\d{1,2})[.)]?$/.exec(said)?.[1]
  const choice = record.choices?.find((one) =>
    message.choiceId !== undefined
      ? one.id === message.choiceId
      : one.id === number || one.label.toLowerCase() === said,
  )
  if (choice === undefined) {
    return message.choiceId === undefined || message.value !== undefined
      ? message
      : { ...message, value: message.choiceId }
  }
  return typeof choice.value === 'string' ? { ...message, text: choice.value } : { ...message, value: choice.value }
}

function applyOwner(record: ConversationRecord, news: OwnerNews): Applied {
  if (record.owner === 'closed') return unchanged(record)
  const { leaving, agent: _, ...rest } = record
  switch (news.owner) {
    case 'bot':
      // Until our own hand-off has reached the platform, it goes on saying `bot`: old news.
      if (record.owner === 'bot' || leaving === 'hand-off') return unchanged(record)
      return {
        record: { ...rest, owner: 'bot', tenure: record.tenure + 1 },
        effects: [handOffStatus('completed', { owner: 'bot', ...whyOf(news) })],
      }
    case 'queue':
      if (record.owner === 'queue' && leaving === undefined) return unchanged(record)
      return { record: { ...rest, owner: 'queue', tenure: record.tenure + 1 }, effects: [] }
    case 'agent': {
      const withAgent = news.agent === undefined ? {} : { agent: news.agent }
      // A transfer between agents is no news for the bot.
      if (record.owner === 'agent') return { record: { ...rest, ...withAgent }, effects: [] }
      return {
        record: { ...rest, ...withAgent, owner: 'agent', tenure: record.tenure + 1 },
        effects: [handOffStatus('accepted', { ...withAgent })],
      }
    }
    case 'closed': {
      const person = record.owner !== 'bot'
      return {
        record: { ...rest, owner: 'closed', tenure: record.tenure + 1, resolvedByBot: leaving === 'resolve' },
        effects: [
          ...(person ? [handOffStatus('completed', { owner: 'closed', ...whyOf(news) })] : []),
          { kind: 'end', ...(news.why === undefined ? {} : { reason: news.why }) },
        ],
      }
    }
  }
}

const whyOf = (news: OwnerNews): { why?: string } => (news.why === undefined ? {} : { why: news.why })

/** News of a hand-off as the bot gets it. */
export function handOffStatus(state: 'accepted' | 'failed' | 'completed', details: Record<string, unknown>): Effect {
  return { kind: 'event', name: 'handoff.status', value: { state, ...details } }
}

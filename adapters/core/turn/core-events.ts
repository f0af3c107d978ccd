import { z } from 'zod'
import type { ConversationRecord } from '../conversation.ts'
import type { ConversationKey, IncomingEvent } from '../engine/engine.ts'
import type { OwnerNews } from '../platform.ts'
import { type Applied, applyHappening, handOffStatus } from './apply.ts'

/**
 * What core learns while it delivers, told to the conversation as an event like any other: it waits for its turn in the
 * lane, and is kept in the same transaction as the delivery it comes from.
 */
export type CoreNews =
  | { news: 'hand-off-delivered'; at: string }
  | { news: 'hand-off-failed'; why: string }
  | { news: 'resolved' }
  /** The resolve was refused, or a message of the customer overtook it. */
  | { news: 'not-resolved'; why: string; refused: boolean }
  /** Asked before speaking, the platform said that somebody else owns the conversation. */
  | { news: 'owner-learnt'; owner: OwnerNews }
  /** A command failed, or a part of it. */
  | { news: 'delivery'; value: Record<string, unknown> }

const CORE_EVENT = 'core/news'
const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

/** The event that tells it. `cause` makes its key: the command it came from. */
export function coreEvent(key: ConversationKey, epoch: number, cause: string, news: CoreNews): IncomingEvent {
  return {
    conversation: key,
    key: `core:${cause}:${news.news}`,
    keyLifeMs: KEY_LIFE_MS,
    type: CORE_EVENT,
    origin: 'core',
    body: JSON.stringify({ epoch, ...news }),
  }
}

export const isCoreEvent = (event: IncomingEvent): boolean => event.type === CORE_EVENT

const stored = z.looseObject({ epoch: z.number(), news: z.string() })

/** What such an event does to the conversation. News of an earlier epoch changes nothing. */
export function applyCoreEvent(record: ConversationRecord, event: IncomingEvent): Applied {
  const { epoch, ...rest } = stored.parse(JSON.parse(event.body))
  const told = rest as unknown as CoreNews
  if (told.news === 'delivery') return applyHappening(record, { kind: 'delivery', value: told.value })
  if (epoch !== record.epoch || record.owner === 'closed') return { record, effects: [] }
  switch (told.news) {
    case 'hand-off-delivered':
      return record.leaving === 'hand-off'
        ? applyHappening({ ...record, handedOffAt: told.at }, { kind: 'owner', owner: 'queue' })
        : { record: { ...record, handedOffAt: told.at }, effects: [] }
    case 'hand-off-failed': {
      if (record.leaving !== 'hand-off') return { record, effects: [] }
      const { leaving: _, ...rest } = record
      return {
        record: { ...rest, owner: 'bot' },
        effects: [handOffStatus('failed', { owner: 'bot', why: told.why })],
      }
    }
    case 'resolved':
      return applyHappening(
        { ...record, leaving: 'resolve' },
        { kind: 'owner', owner: 'closed', why: 'resolved by the bot' },
      )
    case 'not-resolved': {
      const { leaving, ...rest } = record
      const kept = leaving === 'resolve' ? rest : record
      return told.refused
        ? applyHappening(kept, { kind: 'delivery', value: { command: 'resolve', state: 'failed', why: told.why } })
        : { record: kept, effects: [] }
    }
    case 'owner-learnt':
      return applyHappening(record, { kind: 'owner', ...told.owner })
  }
}

import type { ConversationRecord } from '../conversation.ts'
import { type Applied, applyHappening, type Effect, handOffStatus } from '../turn/apply.ts'
import type { DeskHappening } from './desk.ts'
import { endSession, withSession } from './desk-record.ts'

/**
 * The rules of hand-off and return, for every desk: what one happening there does to the customer's conversation. Pure.
 *
 * A conversation on the desk is open exactly while a queue or an agent owns the customer. One that comes to life again
 * after its end (a late word of the customer's reached a platform that re-opens) takes the customer along: two voices
 * would be worse.
 */
export function applyDeskHappening(record: ConversationRecord, happening: DeskHappening): Applied {
  switch (happening.kind) {
    case 'ready':
      return { record: record.desk?.session?.open ? withSession(record, { ready: true }) : record, effects: [] }
    case 'queued':
      // Who was never handed off has nothing that could be relayed.
      if (record.desk?.session === undefined) return { record, effects: [] }
      return applyHappening(awake(record), { kind: 'owner', owner: 'queue' })
    case 'accepted': {
      if (record.desk?.session === undefined) return { record, effects: [] }
      const { agent } = happening
      return applyHappening(withSession(awake(record), { accepted: true }), {
        kind: 'owner',
        owner: 'agent',
        ...(agent === undefined ? {} : { agent }),
      })
    }
    case 'ended':
      return record.desk?.session?.accepted ? completed(record, happening.why) : failed(record, happening.why)
    case 'failed':
      return failed(record, happening.why)
    case 'said':
      return { record, effects: [{ kind: 'agent-words', words: happening }] }
    case 'typing':
      return { record, effects: record.desk?.session?.open ? [{ kind: 'agent-typing' }] : [] }
    case 'delivery':
      return { record, effects: [{ kind: 'event', name: 'contactcenter.delivery', value: happening.value }] }
    case 'ignored':
      return { record, effects: [] }
  }
}

const awake = (record: ConversationRecord): ConversationRecord => withSession(record, { open: true, ready: true })

function completed(record: ConversationRecord, why: string | undefined): Applied {
  if (!record.desk?.session?.open) return { record, effects: [] }
  return applyHappening(endSession(record), { kind: 'owner', owner: 'bot', ...(why === undefined ? {} : { why }) })
}

/** The hand-off came to nothing: the customer is the bot's again, and the bot is told why. */
export function failed(record: ConversationRecord, why = 'nobody took the customer'): Applied {
  if (!record.desk?.session?.open) return { record, effects: [] }
  const ended = endSession(record)
  if (ended.owner !== 'queue' && ended.owner !== 'agent') return { record: ended, effects: [] }
  const { agent: _, ...rest } = ended
  const effects: Effect[] = [handOffStatus('failed', { owner: 'bot', why })]
  return { record: { ...rest, owner: 'bot', tenure: ended.tenure + 1 }, effects }
}

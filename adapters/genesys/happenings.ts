import type { DeskHappening, DeskView } from '../core/desk/desk.ts'
import type { Memory } from './memory.ts'
import type { Look } from './own-events.ts'
import type { GenesysProfile } from './profile.ts'
import { stateOf } from './state.ts'

/** What a look at the conversation means, and what to remember of it. */
export interface Seen {
  happenings: DeskHappening[]
  change: Partial<Memory>
}

/** What changed since the last look, as the contract words it. Pure: `look.at` is the time. */
export function seenIn(
  look: Look,
  view: Pick<DeskView, 'session'>,
  memory: Memory,
  profile: Pick<GenesysProfile, 'settleMs'>,
): Seen {
  const { session } = view
  if (!session?.open) return ignored('no hand-off is open')
  if (memory.conversationId !== undefined && memory.conversationId !== look.conversationId)
    return ignored('it is about another conversation than the newest')
  if (look.at < session.since) return ignored('it was seen before the hand-off')
  if (memory.lookedAt !== undefined && look.at < memory.lookedAt) return ignored('a newer look was taken')

  const gone = memory.gone?.conversationId === look.conversationId ? memory.gone.ids : []
  const seen = memory.seen?.session === session.number ? memory.seen : undefined
  const state = stateOf(look.parts, new Set(gone), session.since)
  const change: Partial<Memory> = { lookedAt: look.at, conversationId: look.conversationId }
  const age = (since: string): number => Date.parse(look.at) - Date.parse(since)

  switch (state.state) {
    case 'accepted': {
      const { agent } = state
      if (seen?.state === 'accepted' && seen.agent?.id === agent?.id && seen.agent !== undefined)
        return { happenings: [], change }
      return {
        happenings: [{ kind: 'accepted', ...(agent === undefined ? {} : { agent }) }],
        change: {
          ...change,
          seen: { session: session.number, state: 'accepted', ...(agent === undefined ? {} : { agent }) },
        },
      }
    }
    case 'queued': {
      if (seen?.state === 'queued') return { happenings: [], change }
      const { queue } = state
      return {
        happenings: [{ kind: 'queued', ...(queue === undefined ? {} : { queue }) }],
        change: { ...change, seen: { session: session.number, state: 'queued' } },
      }
    }
    case 'flow':
      return { happenings: [], change }
    case 'moving': {
      if (seen?.state === 'moving' && seen.since !== undefined && age(seen.since) > profile.settleMs)
        return over({ kind: 'ended', why: 'the transfer came to nothing' }, change)
      const since = seen?.state === 'moving' ? (seen.since ?? look.at) : look.at
      return { happenings: [], change: { ...change, seen: { session: session.number, state: 'moving', since } } }
    }
    case 'ended': {
      const ended = over({ kind: 'ended', ...(state.why === undefined ? {} : { why: state.why }) }, change)
      if (seen?.state === 'accepted' || seen?.state === 'moving') return ended
      // Somebody came and went before we looked: they had the customer all the same.
      return { ...ended, happenings: [{ kind: 'accepted' }, ...ended.happenings] }
    }
    case 'nobody':
      // The flow begins a moment after the message; and an agent may have been there before we could see it.
      if (age(session.since) <= profile.settleMs) return { happenings: [], change }
      return over(
        seen?.state === 'accepted'
          ? { kind: 'ended', ...(state.why === undefined ? {} : { why: state.why }) }
          : {
              kind: 'failed',
              why: `the flow ended without an agent${state.why === undefined ? '' : ` (${state.why})`}`,
            },
        change,
      )
  }
}

const ignored = (why: string): Seen => ({ happenings: [{ kind: 'ignored', why }], change: {} })

const over = (happening: DeskHappening, change: Partial<Memory>): Seen => ({
  happenings: [happening],
  change: { ...change, seen: undefined, offered: undefined },
})

import { defined } from '../core/defined.ts'
import { isLive, type Participant } from './schemas.ts'

/** What is kept of a participant. */
export interface Part {
  id: string
  role: 'customer' | 'agent' | 'queue' | 'flow' | 'other'
  live: boolean
  /** Live, and past ringing; or was so once. */
  connected: boolean
  disconnectType?: string
  /** ISO 8601. */
  endedAt?: string
  user?: { id?: string; name?: string }
  queue?: { id?: string; name?: string }
}

export type DeskState =
  /** A person has the customer. */
  | { state: 'accepted'; agent?: { id?: string; name?: string } }
  /** The customer waits, or rings. */
  | { state: 'queued'; queue?: { id?: string; name?: string } }
  /** The flow is at work. */
  | { state: 'flow' }
  /** On the way from one to another: nobody is there for a moment. */
  | { state: 'moving' }
  /** A person was there and is gone, and nobody else is there. */
  | { state: 'ended'; why?: string }
  /** Nobody is there, and nobody ever was. */
  | { state: 'nobody'; why?: string }

const ROLES: Record<string, Part['role']> = {
  customer: 'customer',
  external: 'customer',
  agent: 'agent',
  user: 'agent',
  acd: 'queue',
  workflow: 'flow',
  flow: 'flow',
  bot: 'flow',
  botflow: 'flow',
}
/** More never matter, and conversations that are continued for days have many. */
const MOST_PARTS = 60

/** The participants of `GET /conversations/messages/{id}`, as far as they tell who has the customer. */
export function partsOf(participants: readonly Participant[]): Part[] {
  return participants.slice(-MOST_PARTS).map((one, index) => {
    const live = isLive(one)
    const user = defined({ id: one.user?.id, name: one.user?.name ?? one.name })
    const queue = defined({ id: one.queue?.id, name: one.queue?.name })
    return {
      id: one.id ?? `${index}`,
      role: ROLES[one.purpose?.toLowerCase() ?? ''] ?? 'other',
      live,
      connected: live ? one.state?.toLowerCase() === 'connected' : one.connectedTime !== undefined,
      ...defined({ disconnectType: one.disconnectType, endedAt: one.endTime }),
      ...(one.user == null && one.purpose?.toLowerCase() !== 'agent' ? {} : { user }),
      ...(one.queue == null ? {} : { queue }),
    }
  })
}

/** Who had gone by the time of a hand-off. */
export const goneIn = (parts: readonly Part[]): string[] =>
  parts.filter(({ live, role }) => !live && role !== 'customer').map(({ id }) => id)

/**
 * Who has the customer (facts: learning about agents; "nothing live" is the end, a transfer is not). `gone` are those who
 * had left before the hand-off, `since` is when it was, by our clock.
 */
export function stateOf(all: readonly Part[], gone: ReadonlySet<string>, since?: string): DeskState {
  const start = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since) - SKEW_MS
  const isOld = (one: Part): boolean =>
    !one.live && (gone.has(one.id) || (one.endedAt !== undefined && Date.parse(one.endedAt) < start))
  const parts = all.filter((one) => one.role !== 'customer' && one.role !== 'other' && !isOld(one))

  const agent = parts.findLast((one) => one.role === 'agent' && one.live && one.connected)
  if (agent !== undefined) return { state: 'accepted', ...(agent.user === undefined ? {} : { agent: agent.user }) }
  const waiting = parts.findLast((one) => one.live && (one.role === 'queue' || one.role === 'agent'))
  if (waiting !== undefined)
    return { state: 'queued', ...(waiting.queue === undefined ? {} : { queue: waiting.queue }) }
  if (parts.some(({ live }) => live)) return { state: 'flow' }

  const last = lastToLeave(parts)
  const customers = all.filter(({ role }) => role === 'customer')
  const customerThere = customers.length === 0 || customers.some(({ live }) => live)
  if (customerThere && last?.disconnectType?.toLowerCase().startsWith('transfer')) return { state: 'moving' }
  const came = parts.some(({ role, connected }) => role === 'agent' && connected)
  return { state: came ? 'ended' : 'nobody', ...defined({ why: last?.disconnectType }) }
}

/** How far two clocks may be apart. */
const SKEW_MS = 5_000

function lastToLeave(parts: readonly Part[]): Part | undefined {
  // Times are not always there; participants come in the order in which they joined.
  return parts.reduce<Part | undefined>((last, one) => {
    if (last?.endedAt === undefined || one.endedAt === undefined) return one
    return Date.parse(one.endedAt) >= Date.parse(last.endedAt) ? one : last
  }, undefined)
}

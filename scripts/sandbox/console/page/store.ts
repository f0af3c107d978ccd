import type { BotInfo, ConsoleEvent, PlatformInfo, TalkSummary, WireRow } from '../protocol.ts'

/** How many rows of the wire the page keeps; the oldest go first. */
export const ROWS_KEPT = 20_000

/** All that the server told the page. */
export interface State {
  /** Whether the server's events come in; `connecting` before they ever did. */
  link: 'connecting' | 'open' | 'lost'
  /** How often the server began anew to tell: what was fetched before the last time may be of another run. */
  hellos: number
  platforms: readonly PlatformInfo[]
  /** By platform: when what is known of it was told, on `performance.now()`. Its clock goes on from then. */
  toldAt: Readonly<Record<string, number>>
  bots: readonly BotInfo[]
  talks: ReadonlyMap<string, TalkSummary>
  /** Oldest first, by growing id, at most `ROWS_KEPT`. */
  wire: readonly WireRow[]
}

/**
 * What changes the state: the server's events, the loss of them, and older rows that were asked for. `heardAt`: when, on
 * `performance.now()`; long ago where absent.
 */
export type Change = (ConsoleEvent | { type: 'lost' } | { type: 'older'; rows: WireRow[] }) & { heardAt?: number }

export const EMPTY: State = {
  link: 'connecting',
  hellos: 0,
  platforms: [],
  toldAt: {},
  bots: [],
  talks: new Map(),
  wire: [],
}

/** The state after one change. The state before stays as it is. */
export function reduce(state: State, change: Change): State {
  const { heardAt = 0 } = change
  switch (change.type) {
    case 'hello':
      return {
        link: 'open',
        hellos: state.hellos + 1,
        platforms: change.platforms,
        toldAt: Object.fromEntries(change.platforms.map(({ id }) => [id, heardAt])),
        bots: change.bots,
        talks: new Map(change.talks.map((talk) => [talk.id, talk])),
        wire: merged([], change.wire),
      }
    case 'lost':
      return { ...state, link: 'lost' }
    case 'platform':
      return {
        ...state,
        platforms: put(state.platforms, change.platform),
        toldAt: { ...state.toldAt, [change.platform.id]: heardAt },
      }
    case 'bot':
      return { ...state, bots: put(state.bots, change.bot) }
    case 'talk': {
      const known = state.talks.get(change.talk.id)
      // An answer to a request can be overtaken by the event of what happened after it.
      if (known !== undefined && known.version > change.talk.version) return state
      return { ...state, talks: new Map(state.talks).set(change.talk.id, change.talk) }
    }
    case 'talk-gone': {
      const talks = new Map(state.talks)
      return talks.delete(change.id) ? { ...state, talks } : state
    }
    case 'wire':
      return { ...state, wire: merged(state.wire, change.rows) }
    case 'older': {
      const first = state.wire[0]?.id ?? Number.POSITIVE_INFINITY
      const older = change.rows.filter(({ id }) => id < first)
      return { ...state, wire: [...older, ...state.wire].slice(-ROWS_KEPT) }
    }
    case 'wire-gone':
      return { ...state, wire: state.wire.slice(placeOf(state.wire, change.before)) }
    default:
      // A newer server may tell more than this page knows.
      return state
  }
}

/** The state after several changes; rows of the wire that come in a burst are put in at once. */
export function reduceAll(state: State, changes: readonly Change[]): State {
  let next = state
  let rows: WireRow[] = []
  for (const change of changes) {
    if (change.type === 'wire') {
      rows.push(...change.rows)
      continue
    }
    if (rows.length > 0) next = reduce(next, { type: 'wire', rows })
    rows = []
    next = reduce(next, change)
  }
  return rows.length > 0 ? reduce(next, { type: 'wire', rows }) : next
}

/** The index of the first row whose id is at least this. */
export function placeOf(rows: readonly { id: number }[], id: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.id < id) low = middle + 1
    else high = middle
  }
  return low
}

/** New rows, and rows that changed, in their places. One older than all we hold is history, and has to be asked for. */
function merged(rows: readonly WireRow[], changed: readonly WireRow[]): readonly WireRow[] {
  if (changed.length === 0) return rows
  const first = rows[0]?.id ?? Number.NEGATIVE_INFINITY
  const next = [...rows]
  for (const row of changed) {
    if (row.id < first) continue
    const place = placeOf(next, row.id)
    next.splice(place, next[place]?.id === row.id ? 1 : 0, row)
  }
  return next.length > ROWS_KEPT ? next.slice(-ROWS_KEPT) : next
}

/** The list with this one in the place of the one with its id, or at the end. */
function put<T extends { id: string }>(list: readonly T[], one: T): readonly T[] {
  return list.some(({ id }) => id === one.id) ? list.map((old) => (old.id === one.id ? one : old)) : [...list, one]
}

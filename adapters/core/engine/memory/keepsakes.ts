import type { DeadRow, DeliveredRow, StateRow, Tables, TranscriptRecord } from '../store.ts'
import { UndoableMap, type UndoLog } from './undoable.ts'

type Part = 'delivered' | 'links' | 'dead' | 'latest' | 'state' | 'transcripts'

/** The tables that outlive events and commands, and how to forget deliveries of long ago. */
export function keepsakeTables(
  log: UndoLog,
): Pick<Tables, Part> & { sweepDelivered(before: number, limit: number): number } {
  const delivered = new UndoableMap<number, DeliveredRow & { conversation: string }>(log)
  const links = new UndoableMap<string, string>(log)
  const dead = new UndoableMap<number, DeadRow>(log)
  const latest = new UndoableMap<string, number>(log)
  const state = new UndoableMap<string, StateRow>(log)
  const transcripts = new UndoableMap<string, readonly (TranscriptRecord & { n: number })[]>(log)
  let lastDelivered = 0
  let lastDead = 0
  let lastSaid = 0

  return {
    delivered: {
      add: (row) => delivered.set(++lastDelivered, row),
      of: (conversation, since) =>
        delivered
          .entries()
          .filter(([, row]) => row.conversation === conversation && row.at >= since)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row),
    },
    links: {
      get: (foreign) => links.get(foreign),
      put: (foreign, own) => links.set(foreign, own),
      count: () => links.size,
    },
    dead: {
      add: (row) => {
        dead.set(++lastDead, { ...row, id: lastDead })
        return lastDead
      },
      get: (id) => dead.get(id),
      remove: (id) => dead.delete(id),
      list: (limit, channelId) =>
        dead
          .entries()
          .map(([, row]) => row)
          .filter((row) => channelId === undefined || row.channelId === channelId)
          .sort((a, b) => b.id - a.id)
          .slice(0, limit),
      count: () => dead.size,
    },
    latest: {
      all: () => latest.entries().map(([account, at]) => ({ account, at })),
      put: (account, at) => latest.set(account, at),
    },
    state: {
      get: (key) => state.get(key),
      put: (key, version, item) => state.set(key, { version, item }),
      drop: (key) => {
        state.delete(key)
      },
    },
    transcripts: {
      add: (row) => {
        const said = transcripts.get(row.conversation) ?? []
        if (row.activityId !== undefined && said.some((one) => one.activityId === row.activityId)) return
        transcripts.set(row.conversation, [...said, { ...row, n: ++lastSaid }])
      },
      has: (conversation, activityId) =>
        (transcripts.get(conversation) ?? []).some((one) => one.activityId === activityId),
      page: (conversation, after, since, limit) =>
        (transcripts.get(conversation) ?? []).filter((one) => one.n > after && one.at >= since).slice(0, limit),
      newest: (conversation, limit) => [...(transcripts.get(conversation) ?? [])].reverse().slice(0, limit),
      names: (prefix, after, limit) =>
        transcripts
          .entries()
          .filter(([name]) => name.startsWith(prefix) && name > after)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, limit)
          .map(([conversation, said]) => ({ conversation, at: said[0]?.at ?? 0 })),
      drop: (conversation) => {
        transcripts.delete(conversation)
      },
    },
    sweepDelivered: (before, limit) => {
      const gone = delivered
        .entries()
        .filter(([, row]) => row.at < before)
        .slice(0, limit)
      for (const [n] of gone) delivered.delete(n)
      return gone.length
    },
  }
}

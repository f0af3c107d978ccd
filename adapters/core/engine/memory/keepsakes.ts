import { accountName, accountOf } from '../names.ts'
import type { DeadRow, DeliveredRow, Horizons, StateRow, Swept, Tables, TranscriptRecord } from '../store.ts'
import { linkTable } from './links.ts'
import { oldestFirst } from './oldest-first.ts'
import { UndoableMap, type UndoLog } from './undoable.ts'

type Part = 'delivered' | 'links' | 'dead' | 'latest' | 'state' | 'transcripts'

type KeepsakeTables = Pick<Tables, Part> & {
  /** Forget what is old. */
  sweepKept(horizons: Horizons, limit: number): Swept
}

/** The tables that outlive events and commands, and how to forget what is old in them. */
export function keepsakeTables(log: UndoLog): KeepsakeTables {
  const delivered = new UndoableMap<number, DeliveredRow & { conversation: string }>(log)
  const dead = new UndoableMap<number, DeadRow>(log)
  const latest = new UndoableMap<string, number>(log)
  const state = new UndoableMap<string, StateRow & { at: number; lane: string | undefined }>(log)
  const transcripts = new UndoableMap<string, readonly (TranscriptRecord & { n: number })[]>(log)
  let lastDelivered = 0
  let lastDead = 0
  let lastSaid = 0

  return {
    links: linkTable(log),
    delivered: {
      add: (row) => delivered.set(++lastDelivered, row),
      of: (conversation, since) =>
        delivered
          .entries()
          .filter(([, row]) => row.conversation === conversation && row.at >= since)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row),
      accounts: () => delivered.entries().map(([, { conversation }]) => accountOf(conversation)),
      drop: (conversation) => deleteWhere(delivered, (row) => row.conversation === conversation),
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
      headings: (before, limit, channelId) =>
        dead
          .entries()
          .map(([, { body: _, about: __, ...heading }]) => heading)
          .filter((row) => row.id < before && (channelId === undefined || row.channelId === channelId))
          .sort((a, b) => b.id - a.id)
          .slice(0, limit),
      accounts: () => dead.entries().map(([, { channelId, account }]) => accountName(channelId, account)),
      drop: (conversation) => deleteWhere(dead, (row) => row.conversation === conversation),
      count: () => dead.size,
    },
    latest: {
      all: () => latest.entries().map(([account, at]) => ({ account, at })),
      put: (account, at) => latest.set(account, at),
    },
    state: {
      get: (key) => state.get(key),
      put: (key, version, item, at, lane) => state.set(key, { version, item, at, lane: lane ?? state.get(key)?.lane }),
      drop: (key) => state.delete(key),
      page: (prefix, after, limit) =>
        state
          .entries()
          .filter(([key]) => key.startsWith(prefix) && key > after)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, limit)
          .map(([key, row]) => ({ key, row })),
      old: (before, after, limit) =>
        oldestFirst(
          state.entries().filter(([, { at }]) => at < before),
          after,
          limit,
        ).map(([key, { at, lane }]) => ({ mark: [at, key], key, lane })),
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
        const count = transcripts.get(conversation)?.length ?? 0
        transcripts.delete(conversation)
        return count
      },
    },
    sweepKept: (horizons, limit) => {
      const { delivered: deliveredBefore, dead: deadBefore } = horizons
      const deadGone = deleteWhere(dead, ({ at }) => at < deadBefore, limit)
      const rows =
        deadGone +
        deleteWhere(delivered, ({ at }) => at < deliveredBefore, limit) +
        sweepTranscripts(transcripts, horizons.transcripts)
      return { rows, dead: deadGone }
    },
  }
}

/** Returns how many went. */
function deleteWhere<K, V>(rows: UndoableMap<K, V>, where: (row: V) => boolean, limit = Infinity): number {
  const gone = rows
    .entries()
    .filter(([, row]) => where(row))
    .slice(0, limit)
  for (const [key] of gone) rows.delete(key)
  return gone.length
}

function sweepTranscripts(transcripts: UndoableMap<string, readonly { at: number }[]>, before: number): number {
  let count = 0
  for (const [conversation, said] of transcripts.entries()) {
    const kept = said.filter(({ at }) => at >= before)
    if (kept.length === said.length) continue
    count += said.length - kept.length
    if (kept.length === 0) transcripts.delete(conversation)
    else transcripts.set(conversation, kept)
  }
  return count
}

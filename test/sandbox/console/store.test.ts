import assert from 'node:assert/strict'
import {
  type Change,
  EMPTY,
  ROWS_KEPT,
  reduce,
  reduceAll,
  type State,
} from '../../../scripts/sandbox/console/page/store.ts'
import type { BotInfo, PlatformInfo, TalkSummary, WireRow } from '../../../scripts/sandbox/console/protocol.ts'

describe('the console page’s store', () => {
  it('is what the server says first, however much it knew before', () => {
    const before = stateAfter([hello({ talks: [talk('old')], wire: rows(1, 3) })])
    const now = reduce(before, hello({ platforms: [platform('genesys')], talks: [talk('new')], wire: rows(7, 8) }))
    assert.deepEqual(idsOf(now.wire), [7, 8])
    assert.deepEqual([...now.talks.keys()], ['new'])
    assert.deepEqual(idsOf(now.platforms), ['genesys'])
    assert.equal(now.hellos, 2)
  })

  it('tells when the connection is lost, keeps what it knows, and tells when it is back', () => {
    const lost = stateAfter([hello({ talks: [talk('a')] }), { type: 'lost' }])
    assert.equal(lost.link, 'lost')
    assert.equal(lost.talks.size, 1)
    assert.equal(reduce(lost, hello({})).link, 'open')
  })

  it('puts a changed platform, bot and talk in the place of the old one, and adds unknown ones', () => {
    const ill = platform('gladly', { faults: [{ name: '503', on: true }] })
    const state = stateAfter([
      hello({ platforms: [platform('gladly'), platform('8x8')], bots: [bot('ready')], talks: [talk('a')] }),
      { type: 'platform', platform: ill },
      { type: 'bot', bot: bot('dead') },
      { type: 'talk', talk: talk('a', 2) },
      { type: 'talk', talk: talk('b') },
    ])
    assert.deepEqual(idsOf(state.platforms), ['gladly', '8x8'])
    assert.deepEqual(state.platforms[0], ill)
    assert.deepEqual(state.bots, [bot('dead')])
    assert.equal(state.talks.get('a')?.version, 2)
    assert.deepEqual([...state.talks.keys()], ['a', 'b'])
  })

  it('does not fall back to an older version of a talk', () => {
    const state = stateAfter([hello({ talks: [talk('a', 5)] }), { type: 'talk', talk: talk('a', 4) }])
    assert.equal(state.talks.get('a')?.version, 5)
  })

  it('takes an older version of a talk from a server that began anew', () => {
    const state = stateAfter([hello({ talks: [talk('a', 5)] }), hello({ talks: [talk('a', 1)] })])
    assert.equal(state.talks.get('a')?.version, 1)
  })

  it('forgets a talk that is gone', () => {
    const state = stateAfter([hello({ talks: [talk('a'), talk('b')] }), { type: 'talk-gone', id: 'a' }])
    assert.deepEqual([...state.talks.keys()], ['b'])
  })

  it('puts new rows of the wire at the end, and changed ones in their places', () => {
    const state = stateAfter([
      hello({ wire: rows(1, 3) }),
      { type: 'wire', rows: [row(2, { status: 200 }), row(5), row(4)] },
    ])
    assert.deepEqual(idsOf(state.wire), [1, 2, 3, 4, 5])
    assert.equal(state.wire[1]?.status, 200)
  })

  it('leaves the rows before as they were', () => {
    const before = stateAfter([hello({ wire: rows(1, 3) })])
    reduce(before, { type: 'wire', rows: [row(2, { status: 200 }), row(4)] })
    assert.deepEqual(before.wire, rows(1, 3))
  })

  it('ignores a change of a row that is older than all it has, so that no gap comes up', () => {
    const state = stateAfter([hello({ wire: rows(10, 12) }), { type: 'wire', rows: [row(3, { status: 200 })] }])
    assert.deepEqual(idsOf(state.wire), [10, 11, 12])
  })

  it('puts older rows that were asked for before the others, none of them twice', () => {
    const state = stateAfter([hello({ wire: rows(10, 12) }), { type: 'older', rows: rows(8, 10) }])
    assert.deepEqual(idsOf(state.wire), [8, 9, 10, 11, 12])
  })

  it('drops the rows that the server dropped', () => {
    const state = stateAfter([hello({ wire: rows(1, 6) }), { type: 'wire-gone', before: 4 }])
    assert.deepEqual(idsOf(state.wire), [4, 5, 6])
  })

  it(`keeps the newest ${ROWS_KEPT} rows, wherever they come from`, () => {
    const full = stateAfter([hello({ wire: rows(1, ROWS_KEPT + 5) })])
    const more = reduce(full, { type: 'wire', rows: rows(ROWS_KEPT + 6, ROWS_KEPT + 8) })
    for (const [state, first] of [
      [full, 6],
      [more, 9],
      [reduce(more, { type: 'older', rows: rows(1, 8) }), 9],
    ] as const) {
      assert.equal(state.wire.length, ROWS_KEPT)
      assert.equal(state.wire[0]?.id, first)
    }
  })

  it('takes a burst of changes to the same state as one after the other', () => {
    const burst: Change[] = [
      hello({ wire: rows(1, 3) }),
      { type: 'wire', rows: rows(4, 5) },
      { type: 'wire', rows: [row(5, { status: 500 }), row(6)] },
      { type: 'talk', talk: talk('a') },
      { type: 'wire', rows: rows(7, 7) },
      { type: 'wire-gone', before: 2 },
      { type: 'wire', rows: [row(2, { status: 201 })] },
    ]
    assert.deepEqual(reduceAll(EMPTY, burst), stateAfter(burst))
  })
})

function stateAfter(changes: readonly Change[]): State {
  return changes.reduce(reduce, EMPTY)
}

function hello(
  told: Partial<{ platforms: PlatformInfo[]; bots: BotInfo[]; talks: TalkSummary[]; wire: WireRow[] }>,
): Change {
  return { type: 'hello', platforms: [], bots: [], talks: [], wire: [], ...told }
}

function idsOf<T>(list: readonly { id: T }[]): T[] {
  return list.map(({ id }) => id)
}

function rows(first: number, last: number): WireRow[] {
  return Array.from({ length: last - first + 1 }, (_, index) => row(first + index))
}

function row(id: number, more: Partial<WireRow> = {}): WireRow {
  const at = '2025-03-01T10:00:00.000Z'
  return { id, at, kind: 'webhook', direction: 'in', platform: 'gladly', title: 'POST', summary: '', ...more }
}

function talk(id: string, version = 1): TalkSummary {
  const { at } = row(1)
  return {
    id,
    platform: 'gladly',
    customer: 'Ada',
    channel: 'chat',
    owner: { who: 'bot' },
    last: '',
    lastAt: at,
    version,
    playing: false,
  }
}

function bot(state: BotInfo['state']): BotInfo {
  return { id: 'bot', name: 'The bot', state, kills: 0, inbox: 0, outbox: 0, deadLetters: 0 }
}

function platform(id: string, more: Partial<PlatformInfo> = {}): PlatformInfo {
  return {
    id,
    name: id,
    bot: 'bot',
    channels: ['chat'],
    queues: [],
    faults: [],
    remarks: [],
    scenarios: [],
    abilities: [],
    clock: { now: '2025-03-01T10:00:00.000Z', speed: 1 },
    ...more,
  }
}

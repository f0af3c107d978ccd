import assert from 'node:assert/strict'
import { causeToHeader, type Report } from '../../../scripts/sandbox/console/bot/report.ts'
import { digestOf } from '../../../scripts/sandbox/console/bot/watch.ts'
import type { WireRow } from '../../../scripts/sandbox/console/protocol.ts'
import { WireLog, type WireLogOptions } from '../../../scripts/sandbox/console/wire-log.ts'
import type { Exchange } from '../../../scripts/sandbox/simulator/wire.ts'

const BOT = 'http://127.0.0.1:3978/api/gladly'
const API = 'http://127.0.0.1:4001/api/v1'

function exchange(by: Exchange['by'], changes: Partial<Exchange> = {}): Exchange {
  const url = by === 'platform' ? BOT : `${API}/conversations/c-1`
  return { by, at: new Date(), method: 'POST', url, headers: {}, body: '{}', ...changes }
}

function turn(changes: Partial<Extract<Report, { kind: 'turn' }>> = {}): Report {
  return { kind: 'turn', turn: 't-1', conversationId: 'c-1', origin: 'webhook', type: 'x', bodyDigest: '', ...changes }
}

function open(options: Partial<WireLogOptions> = {}) {
  const talks: Record<string, string> = { 'gladly c-1': 'talk-1' }
  const told = new Map<number, WireRow>()
  const gone: number[] = []
  const log = new WireLog({
    talkOf: (platform, ids) => ids.map((id) => talks[`${platform} ${id}`]).find((talk) => talk !== undefined),
    onRows: (rows) => {
      for (const row of rows) told.set(row.id, { ...row })
    },
    onGone: (before) => gone.push(before),
    holdMs: 0,
    ...options,
  })
  return {
    log,
    talks,
    told,
    gone,
    wire: log.wireOf('gladly'),
    report: (one: Report) => log.report(one, () => 'gladly'),
  }
}

describe('The wire log', () => {
  it('links a webhook to the turn it brings, whichever is told first', () => {
    for (const turnFirst of [true, false]) {
      const { told, wire, report } = open()
      const body = '{"id":"e-1"}'
      const webhook = () => wire.began(exchange('platform', { body }))
      const itsTurn = () => report(turn({ bodyDigest: digestOf(body) }))
      for (const step of turnFirst ? [itsTurn, webhook] : [webhook, itsTurn]) step()
      assert.deepEqual([told.get(1)?.turn, told.get(1)?.talk], ['t-1', 'talk-1'])
    }
  })

  it('links a call to the turn that caused it, and shows nothing of how it knows', () => {
    const { log, told, wire, report } = open()
    report(turn())
    const cause = causeToHeader({ turn: 't-1', conversationId: 'desk line: c 1' })
    wire.began(exchange('bot', { url: `${API}/token`, headers: { 'x-sandbox-cause': cause, accept: '*/*' } }))
    assert.deepEqual([told.get(1)?.turn, told.get(1)?.talk], ['t-1', 'talk-1'])
    assert.deepEqual(log.detail(1)?.headers, { accept: '*/*' })
  })

  it('links what no turn tells of by the ids that stand in it, also where they are encoded or become known later', () => {
    const { log, talks, told, wire } = open()
    talks['gladly person@known'] = 'talk-1'
    wire.began(exchange('bot', { url: `${API}/customers/person%40known` }))
    wire.began(exchange('platform', { body: '{"to":"person@later"}' }))
    assert.deepEqual([told.get(1)?.talk, told.get(2)?.talk], ['talk-1', undefined])
    talks['gladly person@later'] = 'talk-2'
    log.relink()
    assert.equal(told.get(2)?.talk, 'talk-2')
  })

  it('does not say of a list of several customers that it is one’s', () => {
    const { talks, told, wire } = open()
    talks['gladly c-0002'] = 'talk-2'
    talks['gladly c-0003'] = 'talk-3'
    wire.began(exchange('bot', { body: '["c-0002","c-0003"]' }))
    wire.began(exchange('bot', { body: '["c-0002","c-0002"]' }))
    assert.deepEqual([told.get(1)?.talk, told.get(2)?.talk], [undefined, 'talk-2'])
  })

  it('offers to send again only what it has whole', () => {
    const { log, wire } = open()
    wire.began(exchange('platform', { headers: { 'content-length': '2' } }))
    wire.began(exchange('platform', { headers: { 'content-length': '300000' }, body: 'x'.repeat(200_000) }))
    wire.began(exchange('bot'))
    assert.deepEqual(
      [1, 2, 3].map((id) => log.detail(id)?.replayable),
      [true, false, false],
    )
  })

  it('does not count what ends after it was dropped', () => {
    const { log, wire, told } = open({ rows: 10, characters: 2_000 })
    const slow = exchange('platform')
    wire.began(slow)
    for (let count = 0; count < 20; count++) wire.began(exchange('platform'))
    wire.ended(Object.assign(slow, { status: 200, answerBody: 'x'.repeat(5_000) }))
    assert.equal(told.get(1)?.status, undefined)
    for (let count = 0; count < 3; count++) wire.began(exchange('platform'))
    assert.ok(log.rows(100).length >= 9, `${log.rows(100).length} rows`)
  })

  it('takes a request to an address that is none', () => {
    const { told, wire } = open()
    wire.began(exchange('platform', { url: 'nowhere' }))
    assert.equal(told.get(1)?.title, 'POST nowhere')
  })

  it('numbers the tries of one webhook, and says what proved it and whether it was believed, where the answer tells', () => {
    const { told, wire } = open()
    const headers = { 'x-account-identifier': 'secret' }
    for (const status of [503, 401, 200, 413, 500]) {
      const sent = exchange('platform', { body: '{"id":"e-7"}', headers })
      wire.began(sent)
      Object.assign(sent, { status, durationMs: 3 })
      wire.ended(sent)
    }
    wire.began(exchange('platform', { body: '{"id":"e-8"}' }))
    const rows = [...told.values()]
    assert.deepEqual(
      rows.map(({ attempt }) => attempt),
      [1, 2, 3, 4, 5, 1],
    )
    assert.deepEqual(
      rows.map(({ proof }) => proof),
      [
        { header: 'x-account-identifier' },
        { header: 'x-account-identifier', accepted: false },
        { header: 'x-account-identifier', accepted: true },
        { header: 'x-account-identifier' },
        { header: 'x-account-identifier' },
        undefined,
      ],
    )
  })

  it('puts activities on the same time line, with their turn', () => {
    const { told, report, log } = open()
    report(turn())
    const activity = { type: 'event', name: 'handoff.initiate', value: { queue: 'billing' } }
    report({
      kind: 'activity',
      at: new Date().toISOString(),
      direction: 'out',
      turn: 't-1',
      channelId: 'gladly',
      conversationId: 'x',
      activity,
    })
    const { talk, turn: itsTurn, title, summary } = told.get(1)!
    assert.deepEqual(
      [talk, itsTurn, title, summary],
      ['talk-1', 't-1', 'event handoff.initiate', '{"queue":"billing"}'],
    )
    assert.deepEqual(log.detail(1)?.activity, activity)
  })

  it('numbers rows in the order of their times, also where what the bot tells comes later', async () => {
    const { told, wire, report, log } = open({ holdMs: 40 })
    const start = Date.now()
    const at = (ms: number) => new Date(start + ms)
    const cause = { 'x-sandbox-cause': causeToHeader({ turn: 't-1', conversationId: 'c-1' }) }
    const told1 = (ms: number, direction: 'in' | 'out'): Report => ({
      kind: 'activity',
      at: at(ms).toISOString(),
      direction,
      turn: 't-1',
      channelId: 'gladly',
      conversationId: 'c-1',
      activity: { type: 'message', text: direction },
    })
    wire.began(exchange('platform', { at: at(0) }))
    const call = exchange('bot', { at: at(2), headers: cause })
    wire.began(call)
    wire.ended(Object.assign(call, { status: 200 }))
    for (const one of [turn(), told1(1, 'in'), told1(2, 'out')]) report(one)
    assert.deepEqual(log.rows(10), [], 'not yet')
    assert.equal(await log.idOf(call), 4)
    const rows = log.rows(10)
    assert.deepEqual(
      rows.map(({ id, kind, direction }) => `${id} ${kind} ${direction}`),
      ['1 webhook in', '2 activity in', '3 activity out', '4 call out'],
    )
    assert.deepEqual(
      [told.get(4)?.status, told.get(4)?.talk, rows.map((row) => row.turn)],
      [200, 'talk-1', [undefined, 't-1', 't-1', 't-1']],
    )
    log.stop()
  })

  it('gives what comes too late the next number', async () => {
    const { log, wire } = open({ holdMs: 5 })
    const [late, early] = [exchange('bot', { at: new Date(2_000) }), exchange('bot', { at: new Date(1_000) })]
    wire.began(late)
    assert.equal(await log.idOf(late), 1)
    wire.began(early)
    assert.equal(await log.idOf(early), 2)
  })

  it('says which answer or code a fault gave', () => {
    const { told, wire } = open()
    const answers: Partial<Exchange>[] = [
      { fault: 'status', status: 429 },
      { fault: 'code', status: 200, answerBody: '{"response":{"code":"7020"}}' },
      { fault: 'slow', status: 200 },
    ]
    for (const answer of answers) {
      const called = exchange('bot')
      wire.began(called)
      wire.ended(Object.assign(called, answer))
    }
    assert.deepEqual(
      [...told.values()].map(({ fault }) => fault),
      ['status 429', 'code 7020', 'slow'],
    )
  })

  it('keeps no more than it may, by rows and by size, and says what it dropped', () => {
    for (const limits of [{ rows: 100 }, { characters: 10_000 }]) {
      const { log, wire, gone } = open(limits)
      for (let count = 0; count < 1_000; count++) wire.began(exchange('platform', { body: 'x'.repeat(100) }))
      const rows = log.rows(10_000)
      assert.ok(rows.length <= 100 && rows.length >= 80, `${rows.length} rows`)
      assert.equal(rows.at(-1)?.id, 1_000)
      assert.equal(gone.at(-1), rows[0]?.id)
    }
  })

  it('gives older rows page by page', () => {
    const { log, wire } = open()
    for (let count = 0; count < 10; count++) wire.began(exchange('bot'))
    assert.deepEqual(
      log.rows(3).map(({ id }) => id),
      [8, 9, 10],
    )
    assert.deepEqual(
      log.rows(3, 8).map(({ id }) => id),
      [5, 6, 7],
    )
    assert.deepEqual(
      log.rows(3, 2).map(({ id }) => id),
      [1],
    )
  })
})

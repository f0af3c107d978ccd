import assert from 'node:assert/strict'
import type { RecordedCall } from '../../../scripts/sandbox/imiconnect/index.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, call, handover, reply, tenant } from './tenant.ts'

describe('IMIconnect simulator: faults of the inbound webhook', () => {
  afterEach(stopAll)

  it('answers with a status or, inside 200, with a code, as often as asked, applying nothing', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    imi.faults.api({ kind: 'status', status: 429, headers: { 'Retry-After': '2' }, times: 1 })
    imi.faults.api({ kind: 'code', code: '7020', times: 1 })
    imi.faults.api({ kind: 'code', times: 1 })
    imi.faults.api({ kind: 'status', times: 1, body: '{"oops":true}' })
    const answers: unknown[][] = []
    for (const text of ['a', 'b', 'c', 'd', 'e']) {
      const { status, code, headers, body } = await call(imi, reply(conversationId, text))
      answers.push([status, code, headers.get('retry-after'), body.oops])
    }
    assert.deepEqual(answers, [
      [429, undefined, '2', undefined],
      [200, '7020', null, undefined],
      [200, '7005', null, undefined],
      [503, undefined, null, true],
      [200, '1002', null, undefined],
    ])
    assert.deepEqual(
      imi.calls.map(({ fault, applied }) => [fault, applied]),
      [
        ['status', undefined],
        ['code', undefined],
        ['code', undefined],
        ['status', undefined],
        [undefined, '1002'],
      ],
    )
    assert.deepEqual(
      imi.botMessages(conversationId).map(({ text }) => text),
      ['e'],
    )
  })

  it('resets before applying, or after', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    const hit: RecordedCall[] = []
    const remove = imi.faults.api({ kind: 'reset-before', onHit: (one) => hit.push(one) })
    await assert.rejects(call(imi, reply(conversationId, 'lost')))
    assert.deepEqual(imi.botMessages(conversationId), [])
    remove()
    imi.faults.api({ kind: 'reset-after', times: 1, onHit: (one) => hit.push(one) })
    assert.equal((await call(imi, reply('cv-none', 'a refused call does not spend it'))).code, '7004')
    await assert.rejects(call(imi, reply(conversationId, 'said, but who knows')))
    assert.equal((await call(imi, reply(conversationId, 'heard'))).code, '1002')
    assert.deepEqual(
      imi.botMessages(conversationId).map(({ text }) => text),
      ['said, but who knows', 'heard'],
    )
    assert.deepEqual(
      hit.map(({ status, applied }) => [status, applied]),
      [
        [undefined, undefined],
        [undefined, '1002'],
      ],
    )
  })

  it('never answers, before applying or after', async () => {
    const imi = await tenant()
    const { conversationId } = await imi.customerSays('hello')
    for (const kind of ['hang-before', 'hang-after'] as const) {
      imi.faults.api({ kind, times: 1 })
      const { signal } = { signal: AbortSignal.timeout(60) }
      await assert.rejects(call(imi, reply(conversationId, kind), { signal }), { name: 'TimeoutError' })
    }
    assert.deepEqual(
      imi.botMessages(conversationId).map(({ text }) => text),
      ['hang-after'],
    )
  })

  it('meets the calls it is meant for, as long as it is meant to', async () => {
    const imi = await tenant()
    const [one, other] = [await imi.customerSays('hello'), await imi.customerSays('hello')]
    imi.faults.api({ match: { eventid: '1002', path: /events/, method: 'post' }, kind: 'status', forMs: 1000 })
    imi.faults.api({ match: { conversationId: other.conversationId }, kind: 'code', code: '7006' })
    assert.equal((await call(imi, reply(one.conversationId, 'hi'))).code, '1002')
    assert.equal((await call(imi, handover(one.conversationId))).status, 503)
    assert.equal((await call(imi, reply(other.conversationId, 'hi'))).code, '7006')
    imi.clock.advance(1000)
    assert.equal((await call(imi, handover(one.conversationId))).code, '1002')
    imi.faults.clear()
    assert.equal((await call(imi, reply(other.conversationId, 'hi'))).code, '1002')
  })

  it('slows down, then answers; hits with the probability given', async () => {
    const imi = await tenant({ seed: 7 })
    const { conversationId } = await imi.customerSays('hello')
    imi.faults.api({ kind: 'slow', delayMs: 40, times: 1 })
    const started = performance.now()
    assert.equal((await call(imi, reply(conversationId, 'slow'))).code, '1002')
    assert.ok(performance.now() - started >= 35)
    imi.faults.api({ kind: 'code', probability: 0.5 })
    const seen = new Set<unknown>()
    for (let count = 0; count < 24; count++) seen.add((await call(imi, reply(conversationId, 'x'))).code)
    assert.deepEqual([...seen].sort(), ['1002', '7005'])
  })
})

describe('IMIconnect simulator: faults on the way to the bot', () => {
  afterEach(stopAll)

  it('duplicates, delays and drops', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    imi.faults.webhooks({ match: { type: /incoming/i }, kind: 'duplicate', copies: 2, times: 1 })
    imi.faults.webhooks({ match: { type: /^FB/ }, kind: 'delay', delayMs: 60_000 })
    imi.faults.webhooks({ match: { type: /^RCS/ }, kind: 'drop' })
    const { customerId } = await imi.customerSays('hello')
    await imi.customerSays('again', { customerId })
    await imi.customerPresses('late', { customerId })
    await imi.customerPresses('never', { channel: 'RCS' })
    await imi.idle()
    assert.deepEqual(service.received.map(({ event }) => event.Message).sort(), ['again', 'hello', 'hello', 'hello'])
    assert.equal(new Set(service.received.map(({ text }) => text)).size, 2)
    imi.clock.advance(60_000)
    await imi.idle()
    assert.equal(service.received.at(-1)?.event.PostbackPayload, 'late')
    assert.deepEqual(
      imi.lost.map(({ why, event }) => [why, event?.PostbackPayload]),
      [['fault', 'never']],
    )
  })

  const orders = { order: ['1', '2', '3', '4'], reverse: ['4', '3', '2', '1'], shuffle: undefined } as const
  for (const order of ['order', 'reverse', 'shuffle'] as const) {
    it(`holds back and releases (${order})`, async () => {
      const imi = await tenant()
      const service = await bot(imi)
      imi.faults.webhooks({ kind: 'hold' })
      const { customerId } = await imi.customerSays('1')
      for (const text of ['2', '3', '4']) await imi.customerSays(text, { customerId })
      await imi.idle()
      assert.deepEqual([service.received.length, imi.faults.held()], [0, 4])
      imi.faults.clear()
      await imi.faults.releaseHeld(order, 5)
      const seen = service.received.map(({ event }) => event.Message)
      assert.deepEqual(order === 'shuffle' ? [...seen].sort() : seen, orders[order] ?? ['1', '2', '3', '4'])
      if (order === 'shuffle') assert.notDeepEqual(seen, ['1', '2', '3', '4'])
    })
  }
})

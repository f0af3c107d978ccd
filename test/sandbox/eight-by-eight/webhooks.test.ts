import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, opened, queued, receiver, tenant } from './tenant.ts'

describe('8x8 simulator: deliveries', () => {
  afterEach(stopAll)

  it('are repeated until they are answered 2xx, with the same id and a later time', async () => {
    const simulator = await tenant({ webhookRetryDelayMs: 10, activates: false })
    const service = await receiver(simulator)
    service.answer = ({ headers }) => (Number(headers['x-8x8-retry']) < 2 ? 503 : 204)
    await opened(simulator)
    await simulator.idle()
    const attempts = service.received.slice(1)
    assert.deepEqual(
      attempts.map(({ headers }) => headers['x-8x8-retry']),
      ['0', '1', '2'],
    )
    assert.equal(new Set(attempts.map(({ headers }) => headers['x-8x8-event-id'])).size, 1)
    const times = attempts.map(({ headers }) => Number(headers['x-8x8-transmission-time']))
    assert.ok(times[0]! < times[1]! && times[1]! < times[2]!, String(times))
    assert.equal(new Set(attempts.map(({ raw }) => raw.toString())).size, 1)
    assert.equal(new Set(attempts.map(({ headers }) => headers['x-8x8-signature'])).size, 3)
    assert.deepEqual(
      simulator.deliveries.map(({ status, retry }) => [status, retry]),
      [
        [200, 0],
        [503, 0],
        [503, 1],
        [204, 2],
      ],
    )
  })

  it('are given up after the last repetition', async () => {
    const simulator = await tenant({ webhookRetryDelayMs: 60_000, webhookRetries: 2, activates: false })
    const service = await receiver(simulator)
    service.answer = () => 500
    await opened(simulator)
    for (let round = 0; round < 4; round++) {
      await simulator.idle()
      simulator.clock.advance(60_000)
    }
    await simulator.idle()
    assert.equal(service.received.length, 1 + 3)
  })

  it('are repeated when they take too long', async () => {
    const simulator = await tenant({ webhookTimeoutMs: 40, webhookRetryDelayMs: 10, activates: false })
    const service = await receiver(simulator)
    service.answer = ({ headers }) => (headers['x-8x8-retry'] === '0' ? 'never' : 200)
    await opened(simulator)
    await simulator.idle()
    assert.match(simulator.deliveries[1]?.error ?? '', /timed out after 40 ms/)
    assert.equal(simulator.deliveries[2]?.status, 200)
  })

  it('are duplicated, dropped, held and reordered, late, or shuffled by faults', async () => {
    const { simulator, service, id } = await queued()
    const faulty = async (rule: Parameters<typeof simulator.faults.webhooks>[0], texts: string[]) => {
      service.received.length = 0
      const remove = simulator.faults.webhooks({ match: { type: /^MESSAGE$/ }, ...rule })
      for (const text of texts) {
        await call(simulator, 'POST', `/conversations/${id}/messages`, { authorType: 'user', text })
      }
      remove()
      await simulator.idle()
      return service.data('MESSAGE').map(({ text }) => text)
    }
    assert.deepEqual(await faulty({ kind: 'duplicate' }, ['a', 'b']), ['a', 'a', 'b', 'b'])
    assert.equal(new Set(service.received.map(({ headers }) => headers['x-8x8-event-id'])).size, 2)
    assert.deepEqual(await faulty({ kind: 'drop', times: 1 }, ['a', 'b']), ['b'])
    assert.deepEqual(await faulty({ kind: 'delay', delayMs: 30, times: 1 }, ['a', 'b']), ['b', 'a'])
    assert.deepEqual(await faulty({ kind: 'hold' }, ['a', 'b', 'c']), [])
    assert.equal(simulator.faults.held(), 3)
    await simulator.faults.releaseHeld('reverse')
    assert.deepEqual(
      service.data('MESSAGE').map(({ text }) => text),
      ['c', 'b', 'a'],
    )
    const letters = [...'abcdefgh']
    const shuffled = await faulty({ kind: 'shuffle', delayMs: 45 }, letters)
    assert.notDeepEqual(shuffled, letters)
    assert.deepEqual(shuffled.toSorted(), letters)
    simulator.settings.webhooksOff = true
    assert.deepEqual(await faulty({ kind: 'duplicate' }, ['a']), [])
  })

  it('wait for each other within a conversation, unless told not to', async () => {
    const simulator = await tenant({ webhookTimeoutMs: 60, webhookRetries: 0 })
    const service = await receiver(simulator)
    service.answer = ({ event }) => (event.data?.text === 'a' ? 'never' : 200)
    const { conversationId } = simulator.customerSays('a')
    simulator.customerSays('b', { conversationId })
    const { conversationId: other } = simulator.customerSays('c')
    await simulator.idle()
    const texts = () => simulator.deliveries.map(({ event }) => event.data?.text).filter(Boolean)
    assert.deepEqual(texts(), ['c', 'a', 'b'])
    simulator.settings.webhooksInOrder = false
    simulator.customerSays('a', { conversationId: other })
    simulator.customerSays('b', { conversationId: other })
    await simulator.idle()
    assert.deepEqual(texts().slice(3), ['b', 'a'])
  })

  it('bring what a test makes up', async () => {
    const { simulator, service, id } = await queued()
    simulator.sendEvent(id, 'SOMETHING_NEW', { a: 1 })
    await simulator.idle()
    const { event } = service.received.at(-1)!
    assert.deepEqual([event.eventType, event.data], ['SOMETHING_NEW', { a: 1 }])
  })
})

describe('8x8 simulator: faults of the API', () => {
  afterEach(stopAll)

  it('refuse, lose and delay, before or after the effect', async () => {
    const { simulator, id } = await queued()
    const say = (text: string) => call(simulator, 'POST', `/conversations/${id}/messages`, { authorType: 'user', text })
    const path = /\/messages$/
    simulator.faults.api({ match: { method: 'POST', path }, kind: 'status', status: 503, times: 1 })
    assert.equal((await say('one')).status, 503)
    simulator.faults.api({ match: { path }, kind: 'reset-before', times: 1 })
    await assert.rejects(say('two'))
    simulator.faults.api({ match: { path }, kind: 'reset-after', times: 1 })
    await assert.rejects(say('three'))
    simulator.faults.api({ match: { path }, kind: 'slow', delayMs: 30, times: 1 })
    const before = performance.now()
    assert.equal((await say('four')).status, 202)
    assert.ok(performance.now() - before >= 29)
    const texts = simulator.conversation(id).messages.map(({ text }) => text)
    assert.deepEqual(texts, ['three', 'four'])
    const lost = simulator.calls.find(({ fault }) => fault === 'reset-after')
    assert.deepEqual([lost?.status, lost?.applied], [undefined, 202])
  })
})

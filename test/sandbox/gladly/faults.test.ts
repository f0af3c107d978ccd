import assert from 'node:assert/strict'
import type { GladlySimulator, RecordedCall } from '../../../scripts/sandbox/gladly/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, organization, receiver } from './organization.ts'

function say(gladly: GladlySimulator, itemId: string, body: string, signal?: AbortSignal) {
  const pair = Buffer.from(`${gladly.apiUserEmail}:${gladly.apiToken}`).toString('base64')
  return fetch(`${gladly.url}/api/v1/conversation-items/${itemId}/reply`, {
    method: 'POST',
    headers: { authorization: `Basic ${pair}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: { type: 'CHAT_MESSAGE', body } }),
    signal,
  })
}

const replies = { method: 'POST', path: /\/reply$/ }

describe('Gladly simulator: faults of the API', () => {
  afterEach(stopAll)

  it('answers with a status as often as asked, applying nothing', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    gladly.faults.api({ match: replies, kind: 'status', status: 429, headers: { 'Retry-After': '2' }, times: 2 })
    const statuses: number[] = []
    for (const text of ['a', 'b', 'c']) {
      const answer = await say(gladly, itemId, text)
      statuses.push(answer.status)
      assert.equal(answer.headers.get('retry-after'), answer.status === 429 ? '2' : null)
      assert.ok(answer.headers.has('ratelimit-limit-second'))
    }
    assert.deepEqual(statuses, [429, 429, 201])
    assert.deepEqual(
      gladly.botReplies(conversationId).map(({ text }) => text),
      ['c'],
    )
    assert.deepEqual(
      gladly.calls.map(({ fault, applied }) => [fault, applied]),
      [
        ['status', undefined],
        ['status', undefined],
        [undefined, 201],
      ],
    )
  })

  it('resets before applying, or after', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    const hit: RecordedCall[] = []
    const remove = gladly.faults.api({ match: replies, kind: 'reset-before', onHit: (one) => hit.push(one) })
    await assert.rejects(say(gladly, itemId, 'lost'))
    assert.deepEqual(gladly.botReplies(conversationId), [])
    remove()
    gladly.faults.api({ match: replies, kind: 'reset-after', times: 1, onHit: (one) => hit.push(one) })
    await assert.rejects(say(gladly, itemId, 'said, but who knows'))
    assert.equal((await say(gladly, itemId, 'heard')).status, 201)
    assert.deepEqual(
      gladly.botReplies(conversationId).map(({ text }) => text),
      ['said, but who knows', 'heard'],
    )
    assert.deepEqual(
      hit.map(({ status, applied }) => [status, applied]),
      [
        [undefined, undefined],
        [undefined, 201],
      ],
    )
  })

  it('never answers, before applying or after', async () => {
    const gladly = await organization()
    const { conversationId, itemId } = await gladly.customerSays('hello')
    for (const kind of ['hang-before', 'hang-after'] as const) {
      gladly.faults.api({ match: replies, kind, times: 1 })
      await assert.rejects(say(gladly, itemId, kind, AbortSignal.timeout(60)), { name: 'TimeoutError' })
    }
    assert.deepEqual(
      gladly.botReplies(conversationId).map(({ text }) => text),
      ['hang-after'],
    )
  })

  it('does not spend a fault on another path, nor after its time', async () => {
    const gladly = await organization()
    gladly.faults.api({ match: { path: /inboxes/ }, kind: 'status', status: 500, forMs: 1000, body: '{"errors":[]}' })
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
    const failed = await call(gladly, 'GET', '/inboxes')
    assert.deepEqual([failed.status, failed.body], [500, { errors: [] }])
    gladly.clock.advance(1000)
    assert.equal((await call(gladly, 'GET', '/inboxes')).status, 200)
  })

  it('slows down, then answers; more rules may follow', async () => {
    const gladly = await organization()
    gladly.faults.api({ kind: 'slow', delayMs: 40 })
    const started = performance.now()
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
    assert.ok(performance.now() - started >= 35)
    gladly.faults.api({ kind: 'status', status: 403 })
    assert.equal((await call(gladly, 'GET', '/topics')).status, 403)
    gladly.faults.clear()
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
  })

  it('hits with the probability given, the same for the same seed', async () => {
    const runs: string[] = []
    for (const seed of [7, 7, 8]) {
      const gladly = await organization({ seed })
      gladly.faults.api({ kind: 'status', probability: 0.5 })
      const statuses: number[] = []
      for (let count = 0; count < 24; count++) statuses.push((await call(gladly, 'GET', '/topics')).status)
      runs.push(statuses.join())
    }
    assert.equal(runs[0], runs[1])
    assert.notEqual(runs[0], runs[2])
    assert.match(runs[0]!, /200.*503|503.*200/)
  })
})

describe('Gladly simulator: faults of webhooks', () => {
  afterEach(stopAll)

  it('duplicates, delays and drops', async () => {
    const gladly = await organization()
    const service = await receiver()
    await gladly.registerWebhook({ url: service.url, ping: false })
    gladly.faults.webhooks({ match: { type: /MESSAGE_RECEIVED/ }, kind: 'duplicate', copies: 2, times: 1 })
    gladly.faults.webhooks({ match: { type: /CREATED/ }, kind: 'delay', delayMs: 60_000 })
    gladly.faults.webhooks({ match: { type: /STARTED/ }, kind: 'drop' })
    const { customerId } = await gladly.customerSays('hello')
    await gladly.customerSays('again', { customerId })
    await gladly.idle()
    const messages = service.received.filter(({ event }) => event.type === 'CONTACT/MESSAGE_RECEIVED')
    assert.deepEqual([messages.length, new Set(messages.map(({ text }) => text)).size], [4, 2])
    assert.equal(
      service.types().some((type) => /CREATED|STARTED/.test(type)),
      false,
    )
    gladly.clock.advance(60_000)
    await gladly.idle()
    assert.equal(service.types().filter((type) => type === 'CONVERSATION/CREATED').length, 1)
  })

  const orders = { order: ['1', '2', '3', '4'], reverse: ['4', '3', '2', '1'], shuffle: undefined } as const
  for (const order of ['order', 'reverse', 'shuffle'] as const) {
    it(`holds back and releases (${order})`, async () => {
      const gladly = await organization()
      const service = await receiver()
      await gladly.registerWebhook({ url: service.url, events: ['CONTACT/MESSAGE_RECEIVED'], ping: false })
      gladly.faults.webhooks({ kind: 'hold' })
      const texts = new Map<string, string>()
      let customerId: string | undefined
      for (const text of ['1', '2', '3', '4']) {
        const said = await gladly.customerSays(text, { customerId })
        customerId = said.customerId
        texts.set(said.itemId, text)
      }
      await gladly.idle()
      assert.deepEqual([service.received.length, gladly.faults.held()], [0, 4])
      gladly.faults.clear()
      await gladly.faults.releaseHeld(order, 5)
      const seen = service.received.map(({ event }) => texts.get(event.content.messageId))
      assert.deepEqual(order === 'shuffle' ? [...seen].sort() : seen, orders[order] ?? ['1', '2', '3', '4'])
      if (order === 'shuffle') assert.notDeepEqual(seen, ['1', '2', '3', '4'])
    })
  }
})

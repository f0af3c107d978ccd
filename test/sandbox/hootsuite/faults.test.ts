import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopAll } from '../simulator/services.ts'
import { botTexts, call, connected, manipulate, requestToken, tokenOf } from './organization.ts'

const calls = { method: 'POST', path: /\/conversations\// }
const say = (text: string) => ({ sendMessage: { text } })

describe('Hootsuite simulator: faults of the API', () => {
  afterEach(stopAll)

  it('answers with a status as often as asked, applying nothing', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    hootsuite.faults.api({ match: calls, kind: 'status', status: 503, body: '{"down":1}', times: 2 })
    const statuses: number[] = []
    for (const text of ['a', 'b', 'c']) statuses.push((await manipulate(hootsuite, conversationId, say(text))).status)
    assert.deepEqual(statuses, [503, 503, 200])
    assert.deepEqual(botTexts(hootsuite, conversationId), ['c'])
    const recorded = hootsuite.calls.filter(({ path }) => calls.path.test(path))
    assert.deepEqual(
      recorded.map(({ fault, status, applied }) => [fault, status, applied]),
      [
        ['status', 503, undefined],
        ['status', 503, undefined],
        [undefined, 200, 200],
      ],
    )
  })

  for (const [kind, applied] of [
    ['reset-before', false],
    ['reset-after', true],
    ['hang-before', false],
    ['hang-after', true],
  ] as const) {
    it(`${kind}: ${applied ? 'applied' : 'not applied'}, no answer`, async () => {
      const { hootsuite } = await connected()
      const { conversationId } = await hootsuite.customerSays('hello')
      hootsuite.faults.api({ match: calls, kind, times: 1 })
      const authorization = `Bearer ${await tokenOf(hootsuite)}`
      await assert.rejects(
        fetch(`${hootsuite.url}/inbox/v1/virtual-agent/conversations/${conversationId}`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(say('lost')),
          signal: AbortSignal.timeout(300),
        }),
      )
      assert.deepEqual(botTexts(hootsuite, conversationId), applied ? ['lost'] : [])
      assert.equal(hootsuite.calls.at(-1)?.applied, applied ? 200 : undefined)
      assert.equal((await manipulate(hootsuite, conversationId, {})).status, 200)
    })
  }

  it('slows down, and hits the token endpoint too', async () => {
    const { hootsuite } = await connected()
    hootsuite.faults.api({ match: { path: /oauth2/ }, kind: 'slow', delayMs: 40 })
    const started = performance.now()
    assert.equal((await requestToken(hootsuite)).status, 200)
    assert.ok(performance.now() - started >= 35)
    hootsuite.faults.clear()
    const remove = hootsuite.faults.api({ kind: 'status', status: 500, forMs: 1000 })
    assert.equal((await requestToken(hootsuite)).status, 500)
    hootsuite.clock.advance(1000)
    assert.equal((await requestToken(hootsuite)).status, 200)
    remove()
    assert.equal((await call(hootsuite, 'GET', '/v1/user-presence/online-agents')).status, 200)
  })
})

describe('Hootsuite simulator: faults of webhooks', () => {
  afterEach(stopAll)
  const message = { type: /INBOUND/ }

  it('duplicates; one answer to an event is carried out, unless set otherwise', async () => {
    const { hootsuite, bot } = await connected()
    bot.answer = ({ event }) => (message.type.test(event.type) ? { body: say('hi') } : 200)
    hootsuite.faults.webhooks({ match: message, kind: 'duplicate', copies: 2 })
    const { conversationId, customerId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    const keys = bot.received.filter(({ event }) => message.type.test(event.type))
    assert.deepEqual([keys.length, new Set(keys.map(({ event }) => event.idempotencyKey)).size], [3, 1])
    assert.deepEqual(botTexts(hootsuite, conversationId), ['hi'])
    assert.equal(hootsuite.deliveries.filter(({ outcome }) => outcome === 'repeated').length, 2)
    assert.equal(hootsuite.deliveries.at(-1)?.fault, 'duplicate')
    hootsuite.settings.repeatedAnswers = 'each'
    await hootsuite.customerSays('hello', { customerId })
    await hootsuite.idle()
    assert.equal(botTexts(hootsuite, conversationId).length, 4)
  })

  it('retries neither a copy nor what another delivery got through', async () => {
    const { hootsuite, bot } = await connected()
    let count = 0
    bot.answer = ({ event }) => (message.type.test(event.type) && ++count === 1 ? { status: 500, delayMs: 20 } : 200)
    hootsuite.faults.webhooks({ match: message, kind: 'duplicate' })
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(count, 2)
    assert.equal(hootsuite.conversation(conversationId).owner, 'bot')
  })

  it('delays and drops', async () => {
    const { hootsuite, bot } = await connected()
    hootsuite.faults.webhooks({ match: { type: /STARTED/ }, kind: 'drop' })
    hootsuite.faults.webhooks({ match: message, kind: 'delay', delayMs: 60_000 })
    await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.deepEqual(bot.types(), [])
    hootsuite.clock.advance(60_000)
    await hootsuite.idle()
    assert.deepEqual(bot.types(), ['INBOUND_MESSAGE_RECEIVED'])
  })

  it('loses an event on the way, or its answer: both are retried', async () => {
    for (const [kind, arrivals] of [
      ['reset-before', 1],
      ['reset-after', 2],
    ] as const) {
      const { hootsuite, bot } = await connected()
      bot.answer = ({ event }) => (message.type.test(event.type) ? { body: say('hi') } : 200)
      hootsuite.faults.webhooks({ match: message, kind, times: 1 })
      const { conversationId } = await hootsuite.customerSays('hello')
      await hootsuite.idle()
      assert.equal(bot.received.filter(({ event }) => message.type.test(event.type)).length, arrivals)
      assert.deepEqual(botTexts(hootsuite, conversationId), ['hi'])
      const attempts = hootsuite.deliveries.filter(({ event }) => message.type.test(event.type))
      assert.deepEqual(
        attempts.map(({ error, outcome }) => [error, outcome]),
        [
          ['ECONNRESET', 'failed'],
          [undefined, 'applied'],
        ],
      )
    }
  })

  it('lets the retry of a start arrive after the first message', async () => {
    const { hootsuite, bot } = await connected()
    hootsuite.faults.webhooks({ match: { type: /STARTED/ }, kind: 'reset-after', times: 1 })
    hootsuite.faults.webhooks({ match: { type: /STARTED/, attempt: 2 }, kind: 'hold' })
    await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.faults.held(), 1)
    assert.deepEqual(bot.types().sort(), ['CONVERSATION_STARTED', 'INBOUND_MESSAGE_RECEIVED'])
    await hootsuite.faults.releaseHeld()
    assert.equal(bot.types().at(-1), 'CONVERSATION_STARTED')
    assert.equal(hootsuite.deliveries.at(-1)?.attempt, 2)
  })

  for (const [order, expected] of [
    ['order', ['1', '2', '3', '4']],
    ['reverse', ['4', '3', '2', '1']],
    ['shuffle', undefined],
  ] as const) {
    it(`holds back and releases (${order})`, async () => {
      const { hootsuite, bot } = await connected()
      const { customerId } = await hootsuite.customerSays('hello')
      await hootsuite.idle()
      hootsuite.faults.webhooks({ kind: 'hold' })
      for (const text of ['1', '2', '3', '4']) await hootsuite.customerSays(text, { customerId })
      await sleep(10)
      assert.deepEqual([bot.received.length, hootsuite.faults.held()], [2, 4])
      await hootsuite.faults.releaseHeld(order, 5)
      const texts = bot.received.slice(2).map(({ event }) => event.data.message.text)
      if (expected) assert.deepEqual(texts, expected)
      else assert.deepEqual([texts.join('') !== '1234', [...texts].sort().join('')], [true, '1234'])
    })
  }
})

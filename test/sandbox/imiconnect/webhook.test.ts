import assert from 'node:assert/strict'
import type { ImiconnectSimulator } from '../../../scripts/sandbox/imiconnect/index.ts'
import { stopAll } from '../simulator/services.ts'
import { type BotAnswer, bot, tenant } from './tenant.ts'

const MINUTE = 60_000
const waits = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE]

/** Lets the next retry happen, and what it brings. */
async function later(imi: ImiconnectSimulator, ms: number): Promise<void> {
  imi.clock.advance(ms)
  await imi.idle()
}

describe('IMIconnect simulator: the outbound webhook', () => {
  afterEach(stopAll)

  it('retries at most four times within the hour, byte for byte', async () => {
    const imi = await tenant({ failuresAllowed: 100 })
    const service = await bot(imi)
    service.answer = () => 500
    await imi.customerSays('hello')
    await imi.idle()
    for (const [at, wait] of waits.entries()) {
      await later(imi, wait - 1000)
      assert.equal(service.received.length, at + 1)
      await later(imi, 1000)
      assert.equal(service.received.length, at + 2)
    }
    await later(imi, 24 * 60 * MINUTE)
    assert.equal(service.received.length, 5)
    assert.equal(new Set(service.received.map(({ text }) => text)).size, 1)
    const attempts = imi.deliveries.filter(({ kind }) => kind === 'event').map(({ attempt, error }) => [attempt, error])
    assert.deepEqual(
      attempts,
      [1, 2, 3, 4, 5].map((number) => [number, 'status 500']),
    )
    const { at: first } = imi.deliveries.find(({ kind }) => kind === 'event')!
    const { at: last } = imi.deliveries.at(-1)!
    assert.ok(last.getTime() - first.getTime() <= 60 * MINUTE)
    assert.deepEqual(
      imi.lost.map(({ why }) => why),
      ['gave-up'],
    )
  })

  it('stops retrying once it is answered well', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    service.answer = () => (service.received.length < 3 ? 503 : service.good())
    await imi.customerSays('hello')
    await imi.idle()
    for (const wait of waits) await later(imi, wait)
    assert.equal(service.received.length, 3)
    assert.equal(imi.webhookActive, true)
    assert.deepEqual(imi.lost, [])
  })

  const wrongAnswers: [string, BotAnswer][] = [
    ['a status of 202', 202],
    ['a status of 204', { status: 204, text: '' }],
    ['a redirect', { status: 307, headers: { location: '/' }, text: '' }],
    ['no token', { text: '{}' }],
    ['no answer in time', 'never'],
  ]
  for (const [name, answer] of wrongAnswers) {
    it(`takes ${name} for a failure`, async () => {
      const imi = await tenant({ webhookTimeoutMs: 60 })
      const service = await bot(imi)
      service.answer = () => answer
      await imi.customerSays('hello')
      await imi.idle()
      service.answer = service.good
      await later(imi, MINUTE)
      assert.deepEqual(
        imi.deliveries.filter(({ kind }) => kind === 'event').map(({ ok }) => ok),
        [false, true],
      )
    })
  }

  it('takes any 2xx with the token for a success if the setting says so', async () => {
    const imi = await tenant({ successStatuses: '2xx' })
    const service = await bot(imi)
    service.answer = () => 202
    await imi.customerSays('hello')
    await imi.idle()
    assert.equal(imi.deliveries.at(-1)?.ok, true)
  })

  it('waits five seconds, real time, where nothing else is said', async () => {
    const imi = await tenant()
    assert.equal(imi.settings.webhookTimeoutMs, 5000)
  })

  it('is deactivated for all events by five failures in a row: one poisonous event is enough', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    service.answer = () => 500
    const { customerId } = await imi.customerSays('poison')
    await imi.idle()
    for (const wait of waits) {
      assert.equal(imi.webhookActive, true)
      await later(imi, wait)
    }
    assert.equal(imi.webhookActive, false)
    service.answer = service.good
    await imi.customerSays('hello?', { customerId })
    await imi.customerPresses('HELLO', { customerId })
    await later(imi, 24 * 60 * MINUTE)
    assert.equal(service.received.length, 5)
    assert.deepEqual(
      imi.lost.map(({ why }) => why),
      ['gave-up', 'inactive', 'inactive'],
    )
    assert.equal(await imi.reverify(), true)
    await imi.customerSays('again', { customerId })
    await imi.idle()
    assert.equal(service.received.at(-1)?.event.Message, 'again')
  })

  it('is deactivated by five events at once, and drops the retries that waited', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    service.answer = () => 500
    for (let count = 0; count < 5; count++) await imi.customerSays(`message ${count}`)
    await imi.idle()
    assert.equal(imi.webhookActive, false)
    assert.deepEqual(
      imi.lost.map(({ why }) => why),
      Array(5).fill('deactivated'),
    )
    service.answer = service.good
    assert.equal(await imi.verify(), true)
    await later(imi, 60 * MINUTE)
    assert.equal(service.received.length, 5)
  })

  it('starts to count anew after a success', async () => {
    const imi = await tenant()
    const service = await bot(imi)
    for (let round = 0; round < 3; round++) {
      service.answer = () => 500
      for (let count = 0; count < 4; count++) await imi.customerSays('fails')
      await imi.idle()
      service.answer = service.good
      await imi.customerSays('works')
      await imi.idle()
    }
    assert.equal(imi.webhookActive, true)
  })

  it('may count events rather than attempts', async () => {
    const imi = await tenant({ failuresCount: 'events' })
    const service = await bot(imi)
    service.answer = () => 500
    for (let count = 0; count < 4; count++) await imi.customerSays('poison')
    await imi.idle()
    for (const wait of waits) await later(imi, wait)
    assert.equal(imi.webhookActive, true)
    assert.equal(imi.lost.length, 4)
    await imi.customerSays('the fifth')
    await imi.idle()
    for (const wait of waits) await later(imi, wait)
    assert.equal(imi.webhookActive, false)
  })

  it('divides the intervals by timeScale', async () => {
    const imi = await tenant({ timeScale: 1200 })
    const service = await bot(imi)
    service.answer = () => (service.received.length > 1 ? service.good() : 503)
    await imi.customerSays('hello')
    await imi.idle()
    await new Promise((resolve) => setTimeout(resolve, 80))
    await imi.idle()
    assert.equal(service.received.length, 2)
  })

  it('sends in parallel: a slow answer to one event holds up no other', async () => {
    const imi = await tenant({ webhookTimeoutMs: 2000 })
    const service = await bot(imi)
    service.answer = ({ event }) => (event.Message === 'slow' ? 'never' : service.good())
    const { customerId } = await imi.customerSays('slow')
    await imi.customerSays('quick', { customerId })
    const until = Date.now() + 1500
    while (service.received.length < 2 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(service.received.length, 2)
  })

  it('fails where nobody listens', async () => {
    const imi = await tenant()
    imi.setWebhook('http://127.0.0.1:1/')
    assert.equal(await imi.verify(), false)
    assert.equal(imi.deliveries[0]?.error, 'ECONNREFUSED')
  })
})

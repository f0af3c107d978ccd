import assert from 'node:assert/strict'
import { GenesysFaultBook } from '../../../scripts/sandbox/genesys/faults.ts'
import { SimulatorClock } from '../../../scripts/sandbox/simulator/clock.ts'
import { stopAll } from '../simulator/services.ts'
import { call, channelOf, connected, handedOver, organization, requestToken, say, tokenOf } from './organization.ts'

const inbound = { method: 'POST', path: /inbound\/open\/message/ }

describe('Genesys simulator: faults', () => {
  afterEach(stopAll)

  it('answers with a status as often as asked, applying nothing', async () => {
    const genesys = await organization()
    genesys.faults.api({ match: inbound, kind: 'status', status: 503, body: 'upstream', times: 2 })
    const statuses: number[] = []
    for (const text of ['a', 'b', 'c']) statuses.push((await say(genesys, 'x', text)).status)
    assert.deepEqual(statuses, [503, 503, 200])
    assert.equal(genesys.conversations()[0]?.messages.length, 1)
    assert.deepEqual(
      genesys.calls.filter(({ path }) => inbound.path.test(path)).map(({ fault, applied }) => [fault, applied]),
      [
        ['status', undefined],
        ['status', undefined],
        [undefined, 200],
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
      const genesys = await organization()
      genesys.faults.api({ match: inbound, kind, times: 1 })
      const headers = { authorization: `Bearer ${await tokenOf(genesys)}`, 'content-type': 'application/json' }
      const url = `${genesys.apiUrl}/api/v2/conversations/messages/${genesys.integrationId}/inbound/open/message`
      const body = JSON.stringify({ channel: channelOf('x'), text: 'hello' })
      await assert.rejects(fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(300) }))
      assert.equal(genesys.conversations().length, applied ? 1 : 0)
      assert.equal(genesys.calls.at(-1)?.applied, applied ? 200 : undefined)
      assert.equal((await say(genesys, 'x', 'again')).status, 200)
    })
  }

  it('hits the token endpoint too, and only for a while if asked', async () => {
    const genesys = await organization()
    genesys.faults.api({ match: { path: /oauth/ }, kind: 'status', status: 500, forMs: 1000 })
    assert.equal((await requestToken(genesys)).status, 500)
    genesys.clock.advance(1000)
    assert.equal((await requestToken(genesys)).status, 200)
    assert.equal((await call(genesys, 'GET', '/routing/queues')).status, 200)
  })

  /** A conversation that an agent has. */
  async function answering() {
    const { genesys, bot } = await connected()
    const id = await handedOver(genesys)
    await genesys.agentAccepts(id)
    const texts = () => bot.events().map(({ text }) => text)
    return { genesys, id, texts }
  }

  it('duplicates, drops and reorders webhooks', async () => {
    const { genesys, id, texts } = await answering()
    genesys.faults.webhooks({ match: { type: /Text/ }, kind: 'duplicate', times: 1 })
    await genesys.agentSays(id, 'one')
    await genesys.idle()
    genesys.faults.webhooks({ kind: 'drop', times: 1 })
    await genesys.agentSays(id, 'two')
    genesys.faults.webhooks({ kind: 'hold', times: 2 })
    await genesys.agentSays(id, 'three')
    await genesys.agentSays(id, 'four')
    await genesys.idle()
    assert.equal(genesys.faults.held(), 2)
    await genesys.faults.releaseHeld('reverse')
    assert.deepEqual(texts(), ['one', 'one', 'four', 'three'])
  })

  it('reorders and loses by chance, the same with the same seed', () => {
    const plans = (seed: number) => {
      const book = new GenesysFaultBook(new SimulatorClock(), { seed })
      book.webhooks({ kind: 'drop', probability: 0.3 })
      book.webhooks({ kind: 'reorder', delayMs: 1000 })
      return Array.from({ length: 50 }, () => book.attempt('Text', 1))
    }
    assert.deepEqual(plans(7), plans(7))
    assert.notDeepEqual(plans(7), plans(8))
    const dropped = plans(7).filter(({ drop }) => drop).length
    assert.ok(dropped > 5 && dropped < 25)
    assert.ok(new Set(plans(7).map(({ delayMs }) => delayMs)).size > 40)
  })

  it('lets what is reordered arrive, later', async () => {
    const { genesys, id, texts } = await answering()
    genesys.faults.webhooks({ kind: 'reorder', delayMs: 20 })
    for (const text of ['one', 'two', 'three']) await genesys.agentSays(id, text)
    await genesys.idle()
    assert.deepEqual(texts().toSorted(), ['one', 'three', 'two'])
  })

  it('loses answers of webhooks, which then come again', async () => {
    const { genesys, id, texts } = await answering()
    genesys.faults.webhooks({ kind: 'lost-after', times: 1 })
    await genesys.agentSays(id, 'one')
    await genesys.idle()
    genesys.faults.webhooks({ kind: 'lost-before', times: 1 })
    await genesys.agentSays(id, 'two')
    await genesys.idle()
    assert.deepEqual(texts(), ['one', 'one', 'two'])
    assert.equal(genesys.conversation(id).messages.at(-1)?.status, 'sent')
  })
})

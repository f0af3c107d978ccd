import assert from 'node:assert/strict'
import { request } from 'node:http'
import { control } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { bot, call, handover, reply, tenant } from './tenant.ts'

describe('IMIconnect simulator: control API', () => {
  afterEach(stopAll)

  it('tells another process all it needs to connect', async () => {
    const imi = await tenant()
    const { body } = await control(imi, 'GET', '')
    assert.deepEqual([body.url, body.inboundUrl, body.webhookActive], [imi.url, imi.inboundUrl, false])
    assert.deepEqual([body.serviceKey, body.verificationToken], [imi.serviceKey, imi.verificationToken])
    assert.ok(body.oddEvents.includes('not-json'))
  })

  it('plays a conversation from Verify to the agent’s close', async () => {
    const imi = await tenant()
    const service = await bot(imi, { verify: false })
    assert.equal(
      (await control(imi, 'POST', '/webhook', { url: service.url, verify: false })).body.webhookActive,
      false,
    )
    assert.equal((await control(imi, 'POST', '/verify')).body.verified, true)
    assert.equal((await control(imi, 'POST', '/webhook', { url: service.url })).body.webhookActive, true)
    const media = { url: 'https://m.example/a.png', type: 'image' }
    const { body: said } = await control(imi, 'POST', '/customer/says', { text: 'hello', channel: 'SMS', media })
    const { customerId, conversationId } = said
    await control(imi, 'POST', '/customer/presses', { payload: 'YES', customerId, channel: 'SMS' })
    await call(imi, reply(conversationId, 'hi'))
    await call(imi, handover(conversationId, { customparam1: 'billing' }))
    assert.equal((await control(imi, 'POST', '/agent/takes', { conversationId })).body.owner, 'agent')
    await control(imi, 'POST', '/agent/says', { conversationId, text: 'Priya here' })
    const { body: shown } = await control(imi, 'GET', `/conversations/${conversationId}`)
    assert.equal(shown.botMessages[0].text, 'hi')
    assert.equal(shown.handover.customparams.customparam1, 'billing')
    assert.deepEqual(
      shown.transcript.map(({ by }: { by: string }) => by),
      ['customer', 'bot', 'agent'],
    )
    const { messageId } = shown.botMessages[0]
    assert.equal((await control(imi, 'POST', '/receipt', { messageId, status: 'Read' })).status, 204)
    assert.equal((await control(imi, 'POST', '/agent/closes', { conversationId })).body.owner, 'bot')
    await control(imi, 'POST', '/receive', { kind: 'no-event', conversationId })
    await control(imi, 'POST', '/receive', { event: { Event: 'Mine' } })
    await control(imi, 'POST', '/receive', { text: 'no JSON' })
    assert.equal((await control(imi, 'POST', '/idle')).status, 204)
    assert.equal(service.received.length, 7)
    assert.equal(
      (await control(imi, 'GET', '/conversations')).body.filter((one: { type: string }) => one.type === 'BOT').length,
      3,
    )
    const { body: deliveries } = await control(imi, 'GET', '/deliveries?since=1')
    assert.equal(deliveries.list.length, deliveries.next - 1)
    assert.equal((await control(imi, 'GET', '/calls?since=1')).body.list.length, 1)
  })

  it('adds and clears faults, moves the clock, changes settings', async () => {
    const imi = await tenant({ closedEvent: 'Chat Closed' })
    const { conversationId } = await imi.customerSays('hello')
    const fault = { match: { eventid: '1001', path: '^/events' }, kind: 'code', code: '7020' }
    const { body: added } = await control(imi, 'POST', '/faults/api', fault)
    assert.equal((await call(imi, reply(conversationId, 'a'))).code, '7020')
    assert.equal((await control(imi, 'DELETE', `/faults/${added.faultId}`)).status, 204)
    assert.equal((await control(imi, 'DELETE', `/faults/${added.faultId}`)).status, 404)
    assert.equal((await call(imi, reply(conversationId, 'b'))).code, '1002')

    const service = await bot(imi)
    await control(imi, 'POST', '/faults/webhooks', { kind: 'hold', match: { type: 'Incoming' } })
    await imi.customerSays('held')
    assert.equal((await control(imi, 'GET', '/faults/held')).body.held, 1)
    assert.equal((await control(imi, 'DELETE', '/faults')).status, 204)
    assert.equal((await control(imi, 'POST', '/faults/release', { order: 'reverse' })).status, 204)
    assert.equal(service.received.length, 1)

    const before = Date.parse((await control(imi, 'GET', '/clock')).body.now)
    const { body: clock } = await control(imi, 'POST', '/clock/advance', { ms: 3_600_000 })
    assert.ok(Date.parse(clock.now) - before >= 3_600_000)
    await control(imi, 'PATCH', '/settings', { rule: 'BOT', closedEvent: null })
    assert.deepEqual([imi.settings.rule, imi.settings.closedEvent], ['BOT', undefined])
    assert.equal((await control(imi, 'PATCH', '/settings', { rules: 'BOT' })).status, 404)
    assert.equal((await control(imi, 'GET', '/lost')).body.list[0].why, 'inactive')
  })

  it('says what is wrong', async () => {
    const imi = await tenant()
    const wrong: [string, string, unknown, number, RegExp][] = [
      ['POST', '/agent/says', { conversationId: 'none', text: 'hi' }, 404, /conversation none not found/],
      ['POST', '/customer/says', { txt: 'hi' }, 400, /txt/],
      ['POST', '/receive', { kind: 'no-event', text: 'x' }, 400, /one of kind, event and text/],
      ['POST', '/receive', { kind: 'none' }, 400, /kind/],
      ['POST', '/verify', undefined, 400, /no webhook URL/],
      ['GET', '/nothing', undefined, 404, /GET \/control\/nothing not found/],
    ]
    for (const [method, path, body, status, message] of wrong) {
      const answer = await control(imi, method, path, body)
      assert.equal(answer.status, status, path)
      assert.match(answer.body.error, message)
    }
  })

  it('serves only those who know it by a loopback name', async () => {
    const imi = await tenant()
    const { port } = new URL(imi.url)
    const status = (headers: Record<string, string>) =>
      new Promise((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path: '/control', headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        asked.on('error', reject)
        asked.end()
      })
    assert.equal(await status({ host: `localhost:${port}` }), 200)
    assert.equal(await status({ host: 'evil.example' }), 403)
    assert.equal(await status({ host: `127.0.0.1:${port}`, origin: 'https://evil.example' }), 403)
  })
})

import assert from 'node:assert/strict'
import { request } from 'node:http'
import { control } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { call, organization, receiver } from './organization.ts'

describe('Gladly simulator: control API', () => {
  afterEach(stopAll)

  it('tells another process all it needs to connect', async () => {
    const gladly = await organization()
    const { body } = await control(gladly, 'GET', '')
    assert.equal(body.url, gladly.url)
    assert.equal(body.apiToken, gladly.apiToken)
    assert.equal(body.handoffInboxId, gladly.handoffInboxId)
  })

  it('plays a conversation from the first message to the close', async () => {
    const gladly = await organization()
    const service = await receiver()
    const { body: hook } = await control(gladly, 'POST', '/webhooks', { url: service.url, headers: { 'X-Key': 'k' } })
    const { body: said } = await control(gladly, 'POST', '/customer/says', {
      text: 'hello',
      channel: 'EMAIL',
      attachments: [{ contentType: 'text/plain', filename: 'a.txt', body: 'aGk=', encoding: 'base64' }],
    })
    const { conversationId } = said
    const handOff = { conversationId, inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId }
    assert.equal((await control(gladly, 'POST', '/assign', handOff)).body.agentId, gladly.humanAgentId)
    await control(gladly, 'POST', '/agent/says', { conversationId, text: 'I am Amy' })
    assert.equal((await control(gladly, 'POST', '/close', { conversationId })).body.status, 'CLOSED')
    assert.equal((await control(gladly, 'POST', '/reopen', { conversationId })).body.status, 'OPEN')
    assert.equal((await control(gladly, 'POST', '/idle')).status, 204)
    const { body: items } = await control(gladly, 'GET', `/conversations/${conversationId}/items`)
    assert.equal(items[0].content.attachments[0].fileSize, 2)
    const { body: shown } = await control(gladly, 'GET', `/conversations/${conversationId}`)
    assert.deepEqual([shown.status, shown.notes, shown.botReplies], ['OPEN', [], []])
    assert.equal((await control(gladly, 'GET', '/conversations')).body.length, 1)
    const { body: log } = await control(gladly, 'GET', `/webhooks/${hook.webhookId}/log`)
    assert.equal(log[0].event.type, 'PING')
    const { body: deliveries } = await control(gladly, 'GET', '/deliveries?since=1')
    assert.equal(deliveries.list.length, deliveries.next - 1)
    assert.ok((await control(gladly, 'GET', '/events')).body.next >= deliveries.list.length)
  })

  it('merges customers, configures attributes and adds items', async () => {
    const gladly = await organization()
    const { body: said } = await control(gladly, 'POST', '/customer/says', { text: 'hello' })
    const { body: other } = await control(gladly, 'POST', '/customers', { name: 'Ines' })
    const ids = { sourceCustomerId: said.customerId, destinationCustomerId: other.customerId }
    assert.equal((await control(gladly, 'POST', '/merge', ids)).body.name, 'Ines')
    assert.equal((await control(gladly, 'GET', `/customers/${said.customerId}`)).body.mergedInto, other.customerId)
    const { body: key } = await control(gladly, 'POST', '/attributes', { key: 'SHOE_SIZE' })
    assert.equal((await call(gladly, 'GET', `/custom-attributes/${key.id}`)).body.key, 'SHOE_SIZE')
    const item = { conversationId: said.conversationId, content: { type: 'PAYMENT_REQUEST' } }
    const { body: added } = await control(gladly, 'POST', '/items', item)
    assert.equal((await call(gladly, 'GET', `/conversation-items/${added.itemId}`)).status, 400)
  })

  it('adds and clears faults, moves the clock, changes settings', async () => {
    const gladly = await organization()
    const fault = { match: { method: 'GET', path: 'topics$' }, kind: 'status', status: 503 }
    const { body: added } = await control(gladly, 'POST', '/faults/api', fault)
    assert.equal((await call(gladly, 'GET', '/topics')).status, 503)
    assert.equal((await control(gladly, 'DELETE', `/faults/${added.faultId}`)).status, 204)
    assert.equal((await control(gladly, 'DELETE', `/faults/${added.faultId}`)).status, 404)
    assert.equal((await call(gladly, 'GET', '/topics')).status, 200)
    assert.equal((await control(gladly, 'GET', '/calls?since=1')).body.list.length, 1)

    await control(gladly, 'POST', '/faults/webhooks', { kind: 'hold', match: { type: 'CREATED' } })
    const service = await receiver()
    await gladly.registerWebhook({ url: service.url, events: ['CONVERSATION/CREATED'], ping: false })
    await gladly.customerSays('hello')
    assert.equal((await control(gladly, 'GET', '/faults/held')).body.held, 1)
    assert.equal((await control(gladly, 'DELETE', '/faults')).status, 204)
    assert.equal((await control(gladly, 'POST', '/faults/release', { order: 'reverse' })).status, 204)
    assert.equal(service.received.length, 1)

    const before = Date.parse((await control(gladly, 'GET', '/clock')).body.now)
    const { body: clock } = await control(gladly, 'POST', '/clock/advance', { ms: 3_600_000 })
    assert.ok(Date.parse(clock.now) - before >= 3_600_000)
    assert.equal((await control(gladly, 'PATCH', '/settings', { topicsRequired: true })).body.topicsRequired, true)
    assert.equal(gladly.settings.topicsRequired, true)
    assert.equal((await control(gladly, 'PATCH', '/settings', { topicRequired: true })).status, 404)
  })

  it('says what is wrong', async () => {
    const gladly = await organization()
    const wrong: [string, string, unknown, RegExp][] = [
      ['POST', '/agent/says', { conversationId: 'none', text: 'hi' }, /conversation none not found/],
      ['POST', '/assign', { conversationId: 'x' }, /inboxId/],
      ['POST', '/customer/says', { txt: 'hi' }, /txt/],
      ['GET', '/nothing', undefined, /GET \/control\/nothing not found/],
    ]
    for (const [method, path, body, message] of wrong) {
      const answer = await control(gladly, method, path, body)
      assert.ok(answer.status >= 400, path)
      assert.match(answer.body.error, message)
    }
  })

  it('serves only those who know it by a loopback name', async () => {
    const gladly = await organization()
    const { port } = new URL(gladly.url)
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

import assert from 'node:assert/strict'
import { control } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { connected } from './organization.ts'

describe('Hootsuite simulator: the control API', () => {
  afterEach(stopAll)

  it('plays customer and agent', async () => {
    const { hootsuite, bot } = await connected()
    const post = async (path: string, body: unknown) => (await control(hootsuite, 'POST', path, body)).body
    const file = { contentType: 'image/png', filename: 'lid.png', body: 'aGk=', encoding: 'base64' }
    const { conversationId, customerId } = await post('/customer/says', {
      text: 'hello',
      medium: 'fb',
      attachments: [file],
    })
    assert.equal((await post('/agent/takes', { conversationId })).owner, 'agent')
    await post('/agent/says', { conversationId, text: 'I am Amy' })
    assert.equal((await post('/delegate', { conversationId })).epoch, 2)
    assert.equal((await post('/agent/resolves', { conversationId })).owner, 'resolved')
    await control(hootsuite, 'POST', '/idle')
    const { body: messages } = await control(hootsuite, 'GET', `/conversations/${conversationId}/messages`)
    assert.deepEqual(
      messages.map(({ from, text, attachment }: Record<string, string>) => [from, text, attachment]),
      [
        ['customer', 'hello', 'lid.png'],
        ['agent', 'I am Amy', undefined],
      ],
    )
    assert.equal((await control(hootsuite, 'GET', '/conversations')).body.length, 1)
    assert.deepEqual((await control(hootsuite, 'GET', `/customers/${customerId}/attributes`)).body, [])
    assert.deepEqual((await control(hootsuite, 'GET', `/conversations/${conversationId}/uploads`)).body, [])
    const { body } = await control(hootsuite, 'GET', '/deliveries?since=1')
    assert.deepEqual([body.next, body.list.length], [bot.received.length, bot.received.length - 1])
  })

  it('shows how to connect, and sets the webhook, settings, clock and faults', async () => {
    const { hootsuite } = await connected()
    const { body } = await control(hootsuite, 'GET', '')
    assert.deepEqual([body.url, body.webhookSecret], [hootsuite.url, hootsuite.webhookSecret])
    assert.equal((await control(hootsuite, 'POST', '/webhook', { url: null })).status, 204)
    assert.equal(hootsuite.settings.webhookUrl, undefined)
    await control(hootsuite, 'POST', '/webhook', { url: 'http://127.0.0.1:3978/api/hootsuite' })
    assert.equal(hootsuite.settings.webhookUrl, 'http://127.0.0.1:3978/api/hootsuite')
    await control(hootsuite, 'PATCH', '/settings', { onError: 'resolved', errorTopic: 'Bot trouble' })
    assert.deepEqual([hootsuite.settings.onError, hootsuite.settings.errorTopic], ['resolved', 'Bot trouble'])
    await control(hootsuite, 'PATCH', '/settings', { errorTopic: null })
    assert.equal(hootsuite.settings.errorTopic, undefined)
    assert.equal((await control(hootsuite, 'PATCH', '/settings', { nonsense: 1 })).status, 404)
    const before = hootsuite.clock.now().getTime()
    await control(hootsuite, 'POST', '/clock/advance', { ms: 60_000 })
    assert.ok(hootsuite.clock.now().getTime() - before >= 60_000)
    const { body: fault } = await control(hootsuite, 'POST', '/faults/api', {
      kind: 'status',
      match: { path: 'oauth2' },
    })
    assert.equal((await fetch(`${hootsuite.url}/oauth2/token`, { method: 'POST' })).status, 503)
    assert.equal((await control(hootsuite, 'DELETE', `/faults/${fault.faultId}`)).status, 204)
    assert.equal((await fetch(`${hootsuite.url}/oauth2/token`, { method: 'POST' })).status, 401)
    await control(hootsuite, 'POST', '/faults/webhooks', { kind: 'hold', match: { attempt: 2 } })
    assert.deepEqual((await control(hootsuite, 'GET', '/faults/held')).body, { held: 0 })
    assert.equal((await control(hootsuite, 'POST', '/faults/release', { order: 'reverse' })).status, 204)
    assert.equal((await control(hootsuite, 'DELETE', '/faults')).status, 204)
    assert.equal((await control(hootsuite, 'POST', '/tokens/revoke')).status, 204)
  })

  it('says what is wrong, and serves loopback only', async () => {
    const { hootsuite } = await connected()
    const wrong = await control(hootsuite, 'POST', '/agent/says', { conversationId: 'none' })
    assert.deepEqual([wrong.status, /text/.test(wrong.body.error)], [400, true])
    assert.equal((await control(hootsuite, 'GET', '/conversations/none')).status, 404)
    assert.equal((await control(hootsuite, 'GET', '/nowhere')).status, 404)
    assert.equal((await control(hootsuite, 'PUT', '/idle')).status, 405)
    assert.equal((await control(hootsuite, 'POST', '/delegate', { conversationId: 'none' })).status, 404)
    const foreign = await fetch(`${hootsuite.url}/control`, { headers: { origin: 'https://elsewhere.example' } })
    assert.equal(foreign.status, 403)
  })
})

import assert from 'node:assert/strict'
import { control } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { connected, handedOver, requestToken } from './organization.ts'

describe('Genesys simulator: the control API', () => {
  afterEach(stopAll)

  it('plays agents and the flow', async () => {
    const { genesys, bot } = await connected()
    const conversationId = await handedOver(genesys)
    const post = async (path: string, body: unknown) => (await control(genesys, 'POST', path, body)).body
    await post('/agent/offline', { agent: 'Priya' })
    assert.equal((await post('/agent/accepts', { conversationId })).agent, genesys.agents[1]?.id)
    await post('/agent/online', { agent: 'Priya' })
    const file = { mime: 'text/plain', filename: 'a.txt', body: 'aGk=', encoding: 'base64' }
    const { messageIds } = await post('/agent/says', { conversationId, text: 'hello', attachments: [file] })
    assert.equal(messageIds.length, 2)
    await post('/agent/types', { conversationId })
    await post('/flow/says', { conversationId, text: 'automatic' })
    assert.equal((await post('/agent/transfers', { conversationId, queue: 'billing' })).queue, 'billing')
    await post('/agent/is-alerted', { conversationId })
    await post('/agent/declines', { conversationId })
    await post('/agent/accepts', { conversationId })
    assert.equal((await post('/agent/disconnects', { conversationId })).owner, 'closed')
    const ended = await post('/agent/wraps-up', { conversationId, code: 'done' })
    assert.equal(ended.participants.at(-1).wrapup.code, 'done')
    await control(genesys, 'POST', '/idle')
    assert.equal(bot.events().length, 4)
    assert.equal((await control(genesys, 'GET', `/conversations/${conversationId}`)).body.id, conversationId)
    assert.equal((await control(genesys, 'GET', '/conversations/nonsense')).status, 404)
    assert.equal((await control(genesys, 'POST', '/agent/says', { conversationId, text: 'x' })).status, 400)
  })

  it('shows how to connect and what happened, and sets addresses, settings, clock and faults', async () => {
    const { genesys } = await connected()
    await handedOver(genesys)
    const { body } = await control(genesys, 'GET', '')
    assert.deepEqual([body.apiUrl, body.webhookSecret], [genesys.apiUrl, genesys.webhookSecret])
    for (const list of ['calls', 'registrations']) {
      assert.ok((await control(genesys, 'GET', `/${list}?since=0`)).body.next > 0)
    }
    assert.deepEqual((await control(genesys, 'GET', '/channels')).body, [])
    assert.equal((await control(genesys, 'POST', '/webhook', { url: null })).status, 204)
    await control(genesys, 'POST', '/registration', { url: 'http://127.0.0.1:1/register' })
    assert.equal(genesys.settings.registrationUrl, 'http://127.0.0.1:1/register')
    await control(genesys, 'PATCH', '/settings', { dedupe: true, registrationUrl: null })
    assert.deepEqual([genesys.settings.dedupe, genesys.settings.registrationUrl], [true, undefined])
    assert.equal((await control(genesys, 'PATCH', '/settings', { nonsense: 1 })).status, 404)
    await control(genesys, 'POST', '/tokens/revoke')
    await control(genesys, 'POST', '/sockets/drop', { announced: true })
    const fault = { kind: 'status', status: 500, match: { path: 'oauth' } }
    const { faultId } = (await control(genesys, 'POST', '/faults/api', fault)).body
    assert.equal((await requestToken(genesys)).status, 500)
    await control(genesys, 'DELETE', `/faults/${faultId}`)
    assert.equal((await requestToken(genesys)).status, 200)
    const reorder = { kind: 'reorder', delayMs: 5, probability: 0.5 }
    assert.equal((await control(genesys, 'POST', '/faults/webhooks', reorder)).status, 200)
  })
})

import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, channelOf, organization, receiver } from './organization.ts'

const PATH = '/conversations/messaging/integrations/open'

describe('Genesys simulator: integrations', () => {
  afterEach(stopAll)

  it('are created in a while, routed to a flow, changed and deleted', async () => {
    const genesys = await organization({ integrationCreationMs: 60_000 })
    const bot = await receiver()
    const fields = {
      name: 'Acme - bot-7',
      outboundNotificationWebhookUrl: `${bot.url}/webhook`,
      outboundNotificationWebhookSignatureSecretToken: 'another secret',
      webhookHeaders: { 'X-Tenant': 'acme' },
    }
    const made = (await call(genesys, 'POST', PATH, fields)).body
    assert.deepEqual([made.createStatus, made.name], ['Initiated', fields.name])
    const message = { channel: channelOf('a', { metadata: { customAttributes: { type: 'human' } } }), text: 'hello' }
    const inbound = `/conversations/messages/${made.id}/inbound/open/message?prefetchConversationId=true`
    assert.equal((await call(genesys, 'POST', inbound, message)).status, 404)
    genesys.clock.advance(60_000)
    assert.equal((await call(genesys, 'GET', `${PATH}/${made.id}`)).body.createStatus, 'Completed')
    const unrouted = (await call(genesys, 'POST', inbound, message)).body
    assert.equal(genesys.conversation(unrouted.conversationId).flowRuns, 0)
    const recipient = `/routing/message/recipients/${made.recipient.id}`
    const first = (await call(genesys, 'GET', `${PATH}/${genesys.integrationId}`)).body
    const { flow } = (await call(genesys, 'GET', `/routing/message/recipients/${first.recipient.id}`)).body
    assert.equal((await call(genesys, 'PUT', recipient, { flow: { id: 'nonsense' } })).status, 400)
    const routed = await call(genesys, 'PUT', recipient, { flow: { id: flow.id } })
    assert.deepEqual([routed.status, routed.body.messengerType], [200, 'open'])
    await call(genesys, 'POST', inbound, message)
    await genesys.idle()
    await genesys.agentAccepts(unrouted.conversationId)
    await genesys.agentSays(unrouted.conversationId, 'hello')
    await genesys.idle()
    assert.equal(bot.received.at(-1)?.headers['x-tenant'], 'acme')
    const renamed = await call(genesys, 'PATCH', `${PATH}/${made.id}`, { name: 'Acme' })
    assert.equal(renamed.body.name, 'Acme')
    assert.equal((await call(genesys, 'DELETE', `${PATH}/${made.id}`)).status, 204)
    assert.equal((await call(genesys, 'GET', `${PATH}/${made.id}`)).status, 404)
  })

  it('are listed by pages, and show their secret to who may see them', async () => {
    const genesys = await organization({ webhookUrl: 'http://127.0.0.1:1/webhook' })
    const fields = {
      name: 'Another',
      outboundNotificationWebhookUrl: 'http://127.0.0.1:1/other',
      outboundNotificationWebhookSignatureSecretToken: 'x',
    }
    await call(genesys, 'POST', PATH, fields)
    const { body } = await call(genesys, 'GET', `${PATH}?pageSize=1`)
    assert.deepEqual([body.total, body.entities.length, typeof body.nextUri], [2, 1, 'string'])
    assert.equal(body.entities[0].outboundNotificationWebhookSignatureSecretToken, genesys.webhookSecret)
    const next = await call(genesys, 'GET', body.nextUri.replace('/api/v2', ''))
    assert.deepEqual([next.body.entities[0].name, next.body.nextUri], ['Another', undefined])
    assert.equal((await call(genesys, 'POST', PATH, { name: 'x' })).status, 400)
    assert.ok(!JSON.stringify(genesys.calls.map(({ answer }) => answer)).includes(genesys.webhookSecret))
  })
})

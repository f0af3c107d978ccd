import assert from 'node:assert/strict'
import { control } from '../simulator/answered.ts'
import { stopAll } from '../simulator/services.ts'
import { call, opened, receiver, tenant } from './tenant.ts'

describe('8x8 simulator: control API', () => {
  afterEach(stopAll)

  it('tells another process all it needs to connect', async () => {
    const simulator = await tenant()
    const { body } = await control(simulator, 'GET', '')
    for (const name of ['url', 'apiKey', 'channelId', 'webhookId', 'queueId', 'tenantId', 'scheduleId'] as const) {
      assert.equal(body[name], simulator[name])
    }
  })

  it('plays a conversation on the desk from the queue to the end', async () => {
    const simulator = await tenant()
    const service = await receiver()
    assert.equal((await control(simulator, 'POST', '/webhook', { url: service.url })).status, 200)
    const conversationId = await opened(simulator)
    assert.equal((await control(simulator, 'POST', '/idle')).status, 204)
    const { body: accepted } = await control(simulator, 'POST', '/agent/accepts', { conversationId })
    assert.equal(accepted.agentId, simulator.agentId)
    await control(simulator, 'POST', '/agent/types', { conversationId })
    const attachments = [{ fileName: 'a.txt', contentType: 'text/plain', body: 'aGk=', encoding: 'base64' }]
    const { body: said } = await control(simulator, 'POST', '/agent/says', { conversationId, text: 'Hi', attachments })
    assert.ok(said.messageId)
    await control(simulator, 'POST', '/agent/reads', { conversationId })
    const transfer = { conversationId, queueId: simulator.billingQueueId }
    assert.equal((await control(simulator, 'POST', '/agent/transfers', transfer)).body.owner, 'queue')
    await control(simulator, 'POST', '/agent/accepts', { conversationId, agentId: simulator.billingAgentId })
    assert.equal((await control(simulator, 'POST', '/agent/leaves', { conversationId, idleDelayMs: -1 })).status, 200)
    const { body: ended } = await control(simulator, 'POST', '/idle-conversation', { conversationId })
    assert.equal(ended.state, 'idle')
    const { body: one } = await control(simulator, 'GET', `/conversations/${conversationId}`)
    assert.equal(one.messages[0].attachments[0].sizeInBytes, 2)
    assert.equal((await control(simulator, 'GET', '/conversations')).body.length, 1)
    await control(simulator, 'POST', '/events', { conversationId, eventType: 'NEW' })
    await control(simulator, 'POST', '/idle')
    assert.ok(service.story().includes('NEW'))
    assert.ok((await control(simulator, 'GET', '/deliveries?since=1')).body.list.length > 8)
    assert.equal((await control(simulator, 'GET', '/calls')).body.next, 1)
  })

  it('plays a customer in a channel of 8x8’s', async () => {
    const simulator = await tenant()
    const { body: said } = await control(simulator, 'POST', '/customer/says', { text: 'Hi', user: { name: 'Ines' } })
    const { conversationId } = said
    const options = [{ title: 'A', data: { postback: 'a' } }]
    const cards = [
      { contentType: 'application/8x8.quick.replies', content: { options } },
      { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.3' } },
    ]
    await call(simulator, 'POST', `/conversations/${conversationId}/messages`, { authorType: 'bot', cards })
    const done: [string, object][] = [
      ['presses', { button: 'a' }],
      ['submits', { data: { street: 'Elm Row' } }],
      ['types', { typing: false }],
      ['replies', { name: 'interactive/reply', value: { id: 1 } }],
    ]
    for (const [action, more] of done) {
      const { status } = await control(simulator, 'POST', `/customer/${action}`, { conversationId, ...more })
      assert.equal(status, 204, action)
    }
    const refused = await control(simulator, 'POST', '/customer/presses', { conversationId, button: 'b' })
    assert.deepEqual([refused.status, refused.body.error], [400, `nothing offers b in conversation ${conversationId}`])
    assert.equal((await control(simulator, 'POST', '/customer/leaves', { conversationId })).body.owner, 'closed')
    assert.ok((await control(simulator, 'POST', '/customer/arrives', { channel: 'WhatsApp' })).body.conversationId)
  })

  it('sets hours, agents, keys, faults, clock and settings', async () => {
    const simulator = await tenant()
    await control(simulator, 'POST', '/schedule', { status: 'Choice #3' })
    const { body: hours } = await call(simulator, 'GET', `/cc/v1/schedules/${simulator.scheduleId}/status`)
    assert.deepEqual(hours, { 'schedule-status': { status: 'Choice #3' } })
    assert.equal((await control(simulator, 'POST', '/schedule', { status: 'Choice #9' })).status, 400)
    const { body: agents } = await control(simulator, 'POST', '/agent/offline', { agentId: simulator.agentId })
    assert.equal(agents[0].status, 'loggedOut')
    await control(simulator, 'POST', '/agent/online', { agentId: simulator.agentId })
    await control(simulator, 'POST', '/agent/status', { agentId: simulator.agentId, status: 'onBreak' })
    assert.equal((await control(simulator, 'GET', '/agents')).body[0].status, 'onBreak')
    const { body: key } = await control(simulator, 'POST', '/rotate-key')
    assert.equal((await call(simulator, 'GET', `/jwk/${key.kid}/public`)).status, 200)
    const service = await receiver()
    assert.ok((await control(simulator, 'POST', '/webhooks', { url: service.url, id: 'wh-2' })).body.webhookId)

    const fault = { match: { path: 'channels$' }, kind: 'status', status: 502 }
    await control(simulator, 'POST', '/faults/api', fault)
    assert.equal((await call(simulator, 'GET', '/channels')).status, 502)
    await control(simulator, 'POST', '/faults/webhooks', { kind: 'shuffle', delayMs: 5 })
    assert.equal((await control(simulator, 'DELETE', '/faults')).status, 204)
    assert.equal((await call(simulator, 'GET', '/channels')).status, 200)
    const changes = { requestsPerSecond: 1, retryAfterSeconds: 2 }
    assert.equal((await control(simulator, 'PATCH', '/settings', changes)).body.retryAfterSeconds, 2)
    assert.equal((await control(simulator, 'PATCH', '/settings', { colour: 1 })).status, 404)
    assert.ok((await control(simulator, 'POST', '/clock/advance', { ms: 5000 })).body.now)
    assert.equal((await control(simulator, 'GET', '/file-requests')).body.next, 0)
  })
})

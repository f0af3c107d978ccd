import assert from 'node:assert/strict'
import { eightByEightSpecification } from '../../specs/eight-by-eight.ts'
import { requestDeviations } from '../../specs/openapi.ts'
import { stopAll } from '../simulator/services.ts'
import { call, receiver, tenant, upload } from './tenant.ts'

/** The fact sheet's own samples, with the tenant's ids. */
describe('8x8 simulator: documented requests', () => {
  afterEach(stopAll)

  it('takes them all, and they are as 8x8’s OpenAPI document says', async () => {
    const simulator = await tenant()
    const service = await receiver(simulator)
    const { tenantId, channelId, queueId, webhookId } = simulator
    const ask = async (status: number, method: string, path: string, body?: unknown) => {
      const answer = await call(simulator, method, path, body, {
        'x-8x8-tenant': tenantId,
        accept: 'application/hal+json',
      })
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
      return answer.body
    }
    const { conversationId } = await ask(202, 'POST', '/conversations', {
      channelId,
      assignment: { type: 'queue', id: queueId },
      user: {
        name: 'Nadia Okoye',
        userId: 'dl-7731',
        email: 'nadia@example.org',
        phone: '+442079460000',
        language: 'en',
        additionalProperties: [
          { key: 'topic', value: 'lost parcel' },
          { key: 'orderNo', value: 'PX-9920' },
        ],
      },
      history: {
        messages: [
          { authorType: 'user', text: 'My parcel never came' },
          { authorType: 'bot', text: 'Let me get a colleague.' },
        ],
      },
    })
    await simulator.idle()
    const path = `/conversations/${conversationId}`
    await ask(202, 'POST', `${path}/messages`, { authorType: 'user', text: 'It should have arrived Monday.' })
    const options = [
      { title: 'Change address', data: { postback: 'addr_change' } },
      { title: 'Missing parcel', data: { postback: 'missing' } },
    ]
    const quickReplies = { contentType: 'application/8x8.quick.replies', content: { options } }
    await ask(202, 'POST', `${path}/messages`, { authorType: 'bot', text: 'What is it about?', cards: [quickReplies] })
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.3',
      body: [{ type: 'Input.Text', id: 'street' }],
      actions: [{ type: 'Action.Submit', title: 'Save' }],
    }
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', content }
    await ask(202, 'POST', `${path}/messages`, { authorType: 'bot', cards: [card] })
    const { id } = await ask(200, 'POST', `${path}/attachments`, upload('label.pdf', 'application/pdf', '%PDF'))
    await ask(202, 'POST', `${path}/messages`, { authorType: 'user', text: 'See', attachments: [{ id }] })
    await ask(204, 'POST', `${path}/typing`, { authorType: 'user' })
    await ask(204, 'POST', `${path}/thinking`, { authorType: 'bot', maxThinkingTimeSeconds: 60 })
    await ask(204, 'POST', `${path}/read-receipt`, { authorType: 'user', readAt: 1_770_200_431_963 })
    const configuration = { notifyChannelWebhookIfExists: 'false', maxTotalMinutes: 120, userTimeoutInMinutes: 30 }
    await ask(201, 'POST', `${path}/post-agent-assignment`, { type: 'webhook', id: webhookId, configuration })
    await ask(202, 'PATCH', path, { assignment: { type: 'queue', id: simulator.billingQueueId } })
    await ask(202, 'PATCH', path, { user: { additionalProperties: [{ key: 'topic', value: 'refund' }] } })
    await ask(202, 'PUT', path, {
      channelId,
      user: { name: 'Nadia Okoye' },
      assignment: { type: 'queue', id: queueId },
    })
    await ask(200, 'GET', `${path}/messages?sort=createdAt:asc&size=50&page=0`)
    await ask(200, 'GET', `${path}/participants`)
    await ask(200, 'GET', `/conversations?filter=${encodeURIComponent('state==active;(assignment.id==214)')}`)
    await ask(204, 'PATCH', `${path}/participants/user`, { removed: true })
    const webhook = { name: 'Bot', uri: service.url, version: 'Chat Gateway v1.0' }
    await ask(200, 'PUT', `/webhooks/${webhookId}`, webhook)
    await ask(204, 'POST', '/webhooks/verify', { version: webhook.version, uri: service.url })
    const channel = {
      name: 'Desk',
      type: 'ChatAPI',
      webHookId: webhookId,
      routingOptions: { type: 'queue', id: queueId },
    }
    await ask(200, 'POST', '/channels', channel)
    await ask(200, 'GET', '/cc/v1/schedules')

    const specification = eightByEightSpecification()
    if (!specification) return
    for (const made of simulator.calls) {
      assert.deepEqual(requestDeviations(specification, made), [], `${made.method} ${made.path}`)
    }
  })

  it('would notice an undocumented one', async () => {
    const simulator = await tenant()
    const specification = eightByEightSpecification()
    if (!specification) return
    await call(simulator, 'POST', '/conversations', { channelId: simulator.channelId, user: {}, topic: 'lost' })
    assert.deepEqual(requestDeviations(specification, simulator.calls[0]!), ['$.topic is not documented'])
  })
})

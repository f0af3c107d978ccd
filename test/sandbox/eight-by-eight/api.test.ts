import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, opened, queued, receiver, tenant } from './tenant.ts'

describe('8x8 simulator: the Chat Gateway', () => {
  afterEach(stopAll)

  it('wants the key, and the tenant where there are several or where it is sent', async () => {
    const simulator = await tenant()
    for (const key of ['', 'wrong', 'eght_sandboy']) {
      const { status, body, headers } = await call(simulator, 'GET', '/conversations', undefined, { 'x-api-key': key })
      assert.equal(status, 401)
      assert.equal(headers.get('content-type'), 'application/problem+json')
      assert.equal(body.errors[0].code, 'access_denied')
      assert.ok(body.referenceId)
    }
    const asked = (tenantId: string) =>
      call(simulator, 'GET', '/conversations', undefined, { 'x-8x8-tenant': tenantId })
    assert.equal((await asked(simulator.tenantId)).status, 200)
    const wrong = await asked('other')
    assert.equal(wrong.status, 403)
    assert.equal(typeof wrong.body.errors[0], 'string')
    simulator.settings.multiTenant = true
    assert.equal((await call(simulator, 'GET', '/conversations')).status, 403)
    assert.equal((await asked(simulator.tenantId)).status, 200)
    assert.equal(simulator.calls[0]?.headers['x-api-key'], '[redacted]')
  })

  it('lists with pages, sorted and filtered, and empty lists as they are set', async () => {
    const simulator = await tenant()
    const { body: empty } = await call(simulator, 'GET', '/conversations')
    assert.deepEqual(Object.keys(empty), ['_links'])
    simulator.settings.emptyLists = 'full'
    const { body: full } = await call(simulator, 'GET', '/conversations')
    assert.deepEqual(full._embedded, { conversations: [] })
    assert.deepEqual(full.page, { size: 20, number: 0, totalElements: 0, totalPages: 0 })

    for (let count = 0; count < 5; count++) await opened(simulator)
    await simulator.idle()
    simulator.goIdle(simulator.conversations()[0]!.id)
    const { body: page } = await call(simulator, 'GET', '/conversations?size=2&page=2&sort=id:desc')
    assert.deepEqual(page.page, { size: 2, number: 2, totalElements: 5, totalPages: 3 })
    const ids = simulator.conversations().map(({ id }) => id)
    assert.equal(page._embedded.conversations[0].id, ids.sort()[0])
    assert.match(page._links.self.href, /^\/chat-gateway\/v1\/conversations\?size=2&page=2/)
    const count = async (filter: string) => {
      const { body } = await call(simulator, 'GET', `/conversations?filter=${encodeURIComponent(filter)}`)
      return body.page.totalElements
    }
    assert.equal(await count('state==idle'), 1)
    assert.equal(await count('state==idle,state==active'), 5)
    assert.equal(await count('state==active;assignment.id==214'), 4)
    assert.equal(await count('state==idle;(assignment.id==214,assignment.id==215)'), 1)
    assert.equal(await count('state!=idle'), 4)
    assert.equal(await count('user.name==Nobody'), 0)
    for (const wrong of ['filter=state', 'filter=(a==b', 'sort=colour:asc', 'sort=id:up', 'size=0', 'page=x']) {
      assert.equal((await call(simulator, 'GET', `/conversations?${wrong}`)).status, 400, wrong)
    }
  })

  it('has the transcript, newest first unless asked otherwise, with its cards', async () => {
    const { simulator, id } = await queued({}, { history: { messages: [{ authorType: 'user', text: 'Before' }] } })
    const card = {
      contentType: 'application/8x8.quick.replies',
      content: { options: [{ title: 'A', data: { postback: 'a' } }] },
    }
    const path = `/conversations/${id}/messages`
    await call(simulator, 'POST', path, { authorType: 'user', text: 'one' })
    await call(simulator, 'POST', path, { authorType: 'bot', text: 'two', cards: [card] })
    simulator.agentAccepts(id)
    simulator.agentSays(id, 'three')
    const texts = async (query: string) => {
      const { body } = await call(simulator, 'GET', `${path}${query}`)
      return body._embedded.messages.map(({ text }: { text: string }) => text)
    }
    assert.deepEqual(await texts(''), ['three', 'two', 'one'])
    assert.deepEqual(await texts('?sort=createdAt:asc&size=50'), ['one', 'two', 'three'])
    assert.equal((await call(simulator, 'GET', `${path}?sort=text:asc`)).status, 400)
    const two = simulator.conversation(id).messages[1]!
    const { body: shown } = await call(simulator, 'GET', `${path}/${two.id}`)
    assert.deepEqual(shown.author, { id: 'bot', type: 'bot', removed: false })
    const { body: cards } = await call(simulator, 'GET', `${path}/${two.id}/cards`)
    const [first] = cards._embedded.cards
    assert.deepEqual([first.actionSubmitted, first.content], [false, card.content])
    const action = `/api/v1/tenant/${simulator.tenantId}/conversations/${id}/cards/${first.id}/action-submit`
    assert.equal((await call(simulator, 'PUT', action, { name: '8x8' })).status, 204)
    assert.equal(simulator.conversation(id).messages[1]?.cards[0]?.actionSubmitted, true)
    assert.equal((await call(simulator, 'PUT', action.replace(first.id, 'none'), { name: 'x' })).status, 404)
    assert.equal((await call(simulator, 'PUT', action.replace(simulator.tenantId, 'none'), {})).status, 403)
    const { body: interactions } = await call(simulator, 'GET', `/conversations/${id}/interactions`)
    assert.match(interactions._embedded.interactions[0].id, /^int-/)
    assert.deepEqual(simulator.conversation(id).history, [{ authorType: 'user', text: 'Before' }])
  })

  it('takes typing, thinking and read receipts', async () => {
    const { simulator, service, id } = await queued()
    const path = `/conversations/${id}`
    assert.equal((await call(simulator, 'POST', `${path}/typing`, { authorType: 'user' })).status, 204)
    assert.equal((await call(simulator, 'POST', `${path}/typing`, { authorType: 'bot' })).status, 204)
    assert.equal((await call(simulator, 'POST', `${path}/thinking`)).status, 204)
    assert.equal((await call(simulator, 'POST', `${path}/read-receipt`, { authorType: 'user', readAt: 5 })).status, 204)
    await simulator.idle()
    assert.deepEqual(service.data('ACTIVITY'), [{ name: 'typing', value: { users: [{ id: 'user', type: 'user' }] } }])
    const { indicators, readAt } = simulator.conversation(id)
    assert.deepEqual(
      indicators.map(({ kind, authorType }) => `${kind} ${authorType}`),
      ['typing user', 'typing bot', 'thinking bot'],
    )
    assert.deepEqual(readAt, { user: 5 })
    const { conversationId } = simulator.customerSays('Hi')
    const receipt = { authorType: 'user', readAt: 5 }
    assert.equal((await call(simulator, 'POST', `/conversations/${conversationId}/read-receipt`, receipt)).status, 400)
  })

  it('has channels and webhooks one can create, read, change and delete', async () => {
    const simulator = await tenant()
    const service = await receiver()
    const wanted = { name: 'Survey', uri: service.url, version: 'Chat Gateway v1.0' }
    const { status, body: webhook } = await call(simulator, 'POST', '/webhooks', wanted)
    assert.equal(status, 200)
    assert.deepEqual(webhook, { id: webhook.id, ...wanted })
    assert.equal(service.received[0]?.event.eventType, 'WEB_HOOK_VERIFY')
    const { body: renamed } = await call(simulator, 'PUT', `/webhooks/${webhook.id}`, { ...wanted, name: 'Other' })
    assert.equal(renamed.name, 'Other')
    assert.equal((await call(simulator, 'GET', `/webhooks?filter=name==Other`)).body.page.totalElements, 1)
    const verification = { version: 'Chat Gateway v1.0', uri: service.url }
    assert.equal((await call(simulator, 'POST', '/webhooks/verify', verification)).status, 204)
    service.answer = () => 500
    assert.equal((await call(simulator, 'POST', '/webhooks/verify', verification)).status, 400)
    assert.equal((await call(simulator, 'POST', '/webhooks', wanted)).status, 400)
    await assert.rejects(simulator.setWebhook(service.url), /answered 500/)
    await simulator.setWebhook(service.url, { verify: false })
    simulator.settings.webhookVersionField = 'notificationVersion'
    const refused = await call(simulator, 'PUT', `/webhooks/${webhook.id}`, wanted)
    assert.match(refused.body.message, /notificationVersion/)
    assert.equal((await call(simulator, 'POST', '/webhooks', { ...wanted, uri: 'http://bot.example/' })).status, 400)

    const channel = {
      name: 'Desk',
      type: 'ChatAPI',
      webHookId: webhook.id,
      routingOptions: { type: 'queue', id: '215' },
    }
    const { body: made } = await call(simulator, 'POST', '/channels', channel)
    assert.deepEqual(made, { id: made.id, ...channel })
    assert.equal((await call(simulator, 'DELETE', `/webhooks/${webhook.id}`)).status, 400, 'it is in use')
    const unknownQueue = { ...channel, routingOptions: { type: 'queue', id: '999' } }
    assert.equal(
      (await call(simulator, 'PUT', `/channels/${made.id}`, unknownQueue)).body.errors[0].code,
      'invalid_queue',
    )
    assert.equal((await call(simulator, 'GET', '/channels')).body.page.totalElements, 4)
    assert.equal((await call(simulator, 'GET', `/channels/${made.id}`)).body.name, 'Desk')
    assert.equal((await call(simulator, 'DELETE', `/channels/${simulator.webChatChannelId}`)).status, 400)
    assert.equal((await call(simulator, 'DELETE', `/channels/${made.id}`)).status, 204)
    assert.equal((await call(simulator, 'DELETE', `/webhooks/${webhook.id}`)).status, 204)
    assert.equal((await call(simulator, 'GET', `/webhooks/${webhook.id}`)).status, 404)
  })

  it('tells opening hours and queues as they are', async () => {
    const { simulator, id } = await queued()
    const { body: schedules } = await call(simulator, 'GET', '/cc/v1/schedules')
    assert.equal(schedules.schedules.schedule[0].id, 71)
    const status = async () => {
      const { body } = await call(simulator, 'GET', `/cc/v1/schedules/${simulator.scheduleId}/status`)
      return body['schedule-status'].status
    }
    assert.equal(await status(), 0)
    simulator.setSchedule('closed')
    assert.equal(await status(), -1)
    simulator.setSchedule('Choice #2')
    assert.equal(await status(), 'Choice #2')
    assert.equal((await call(simulator, 'GET', '/cc/v1/schedules/9/status')).status, 404)

    const queue = async () => (await call(simulator, 'GET', `/cc/v1/stats/rt/queue/${simulator.queueId}`)).body.queue
    simulator.clock.advance(95_000)
    const waits = await queue()
    assert.deepEqual([waits['queue-id'], waits['queue-size'], waits['longest-wait-time']], [214, 1, 95])
    assert.equal(waits['agent-count-waitTransact'], 1)
    simulator.agentAccepts(id)
    const served = await queue()
    assert.deepEqual([served['queue-size'], served['number-in-progress']], [0, 1])
    assert.deepEqual([served['agent-count-waitTransact'], served['agent-count-busy']], [0, 1])
    assert.equal(served['thirty-min-avg-wait-time'], 95)
    simulator.agentLeaves(id)
    simulator.agentStatus(simulator.agentId, 'onBreak')
    assert.equal((await queue())['agent-count-onBreak'], 1)
    simulator.agentOffline(simulator.agentId, simulator.queueId)
    assert.equal((await queue())['enabled-agent-count'], 0)
    const { body: all } = await call(simulator, 'GET', '/cc/v1/stats/rt/queues')
    assert.deepEqual(
      all.queue.map((one: Record<string, unknown>) => [
        one['queue-name'],
        one['assigned-agent-count'],
        one['media-type'],
      ]),
      [
        ['Parcel desk', 1, 'chat'],
        ['Billing', 2, 'chat'],
      ],
    )
    assert.equal((await call(simulator, 'GET', '/cc/v1/stats/rt/queue/9')).status, 404)
  })

  it('limits requests where set so, with and without Retry-After', async () => {
    const simulator = await tenant({ requestsPerSecond: 2 })
    await call(simulator, 'GET', '/channels')
    await call(simulator, 'GET', '/channels')
    const bare = await call(simulator, 'GET', '/cc/v1/schedules')
    assert.deepEqual([bare.status, bare.headers.get('retry-after')], [429, null])
    simulator.settings.retryAfterSeconds = 3
    const told = await call(simulator, 'GET', '/cc/v1/schedules')
    assert.deepEqual([told.status, told.headers.get('retry-after')], [429, '3'])
    simulator.clock.advance(1000)
    assert.equal((await call(simulator, 'GET', '/channels')).status, 200)
  })
})

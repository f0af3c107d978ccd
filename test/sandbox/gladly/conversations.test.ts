import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, errors, organization } from './organization.ts'

describe('Gladly simulator: conversations', () => {
  afterEach(stopAll)

  it('shows a new conversation without agent, topics, attributes and closing time', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    const { status, body } = await call(gladly, 'GET', `/conversations/${conversationId}`)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['createdAt', 'customerId', 'id', 'inboxId', 'status'])
    assert.deepEqual([body.inboxId, body.customerId, body.status], [gladly.aiInboxId, customerId, 'OPEN'])
    assert.match(conversationId, /^[A-Za-z0-9_-]{22}$/)
  })

  it('answers 404 without a body to a GET, with errors to a PATCH', async () => {
    const gladly = await organization()
    const got = await call(gladly, 'GET', '/conversations/none')
    assert.deepEqual([got.status, got.body], [404, ''])
    const patched = await call(gladly, 'PATCH', '/conversations/none', { status: { value: 'OPEN' } })
    assert.deepEqual([patched.status, errors(patched)], [404, ['not_exist']])
  })

  it('reports blank inbox and blank status together', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const answer = await call(gladly, 'PATCH', `/conversations/${conversationId}`, { assignee: {}, status: {} })
    assert.equal(answer.status, 400)
    assert.deepEqual(errors(answer), ['blank assignee.inboxId', 'blank status.value'])
  })

  it('refuses WAITING, unknown inboxes and an update of nothing', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const patch = (body: unknown) => call(gladly, 'PATCH', `/conversations/${conversationId}`, body)
    assert.deepEqual(errors(await patch({ status: { value: 'WAITING' } })), ['invalid status.value'])
    assert.deepEqual(errors(await patch({ assignee: { inboxId: 'none' } })), ['not_exist assignee.inboxId'])
    assert.deepEqual(errors(await patch({})), ['blank'])
  })

  it('assigns only members of the inbox', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const assignee = { inboxId: gladly.handoffInboxId, agentId: gladly.botAgentId }
    const refused = await call(gladly, 'PATCH', `/conversations/${conversationId}`, { assignee })
    assert.deepEqual([refused.status, errors(refused)], [400, ['invalid_state assignee.agentId']])
    const claimed = await call(gladly, 'PATCH', `/conversations/${conversationId}`, {
      assignee: { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId },
    })
    assert.equal(claimed.status, 204)
    assert.equal(gladly.conversation(conversationId).agentId, gladly.botAgentId)
  })

  for (const agentId of [null, '']) {
    it(`clears the agent with ${JSON.stringify(agentId)}`, async () => {
      const gladly = await organization()
      const { conversationId } = await gladly.customerSays('hello')
      await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId })
      const assignee = { inboxId: gladly.handoffInboxId, agentId }
      const answer = await call(gladly, 'PATCH', `/conversations/${conversationId}`, {
        assignee,
        status: { value: 'OPEN' },
      })
      assert.equal(answer.status, 204)
      const { inboxId, agentId: now } = gladly.conversation(conversationId)
      assert.deepEqual([inboxId, now], [gladly.handoffInboxId, undefined])
    })
  }

  it('keeps the agent when agentId is left out, so an inbox it is no member of is refused; a setting clears it', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    await gladly.assign(conversationId, { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId })
    const path = `/conversations/${conversationId}`
    const assignee = { inboxId: gladly.handoffInboxId }
    assert.deepEqual(errors(await call(gladly, 'PATCH', path, { assignee })), ['invalid_state assignee.agentId'])
    gladly.settings.omittedAgent = 'clear'
    assert.equal((await call(gladly, 'PATCH', path, { assignee })).status, 204)
    assert.equal(gladly.conversation(conversationId).agentId, undefined)
  })

  it('does not close while the customer waits, unless forced', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const path = `/conversations/${conversationId}`
    const refused = await call(gladly, 'PATCH', path, { status: { value: 'CLOSED' } })
    assert.deepEqual([refused.status, errors(refused)], [400, ['invalid_state']])
    assert.match(refused.body.errors[0].detail, /set 'status.force' to true/)
    assert.equal((await call(gladly, 'PATCH', path, { status: { value: 'CLOSED', force: true } })).status, 204)
    const { body } = await call(gladly, 'GET', path)
    assert.equal(body.status, 'CLOSED')
    assert.ok(Date.parse(body.closedAt) > 0)
  })

  it('closes without force once the customer was answered', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    await gladly.agentSays(conversationId, 'hi')
    const answer = await call(gladly, 'PATCH', `/conversations/${conversationId}`, { status: { value: 'CLOSED' } })
    assert.equal(answer.status, 204)
  })

  it('wants topics before closing where the organization requires them, force or not', async () => {
    const gladly = await organization({ topicsRequired: true })
    const { conversationId } = await gladly.customerSays('hello')
    const close = () =>
      call(gladly, 'PATCH', `/conversations/${conversationId}`, { status: { value: 'CLOSED', force: true } })
    const refused = await close()
    assert.match(refused.body.errors[0].detail, /topics are required/)
    const topics = await call(gladly, 'GET', '/topics')
    await call(gladly, 'POST', `/conversations/${conversationId}/topics`, { topicIds: [topics.body[0].id] })
    assert.equal((await close()).status, 204)
  })

  it('does not reassign a closed conversation, not even while reopening it', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    await gladly.close(conversationId)
    const assignee = { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId }
    const path = `/conversations/${conversationId}`
    const refused = await call(gladly, 'PATCH', path, { assignee, status: { value: 'OPEN' } })
    assert.match(refused.body.errors[0].detail, /closed conversation cannot be reassigned/)
    assert.equal((await call(gladly, 'PATCH', path, { status: { value: 'OPEN' } })).status, 204)
    assert.equal((await call(gladly, 'PATCH', path, { assignee })).status, 204)
  })

  it('changes nothing when part of an update is refused', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const assignee = { inboxId: gladly.billingInboxId, agentId: gladly.humanAgentId }
    const refused = await call(gladly, 'PATCH', `/conversations/${conversationId}`, {
      assignee,
      status: { value: 'CLOSED' },
    })
    assert.equal(refused.status, 400)
    assert.equal(gladly.conversation(conversationId).inboxId, gladly.aiInboxId)
  })

  it('keeps one active conversation per customer, over channels', async () => {
    const gladly = await organization()
    const chat = await gladly.customerSays('hello')
    const mail = await gladly.customerSays('hello again', {
      customerId: chat.customerId,
      channel: 'EMAIL',
      subject: 'Lid',
    })
    assert.equal(mail.conversationId, chat.conversationId)
    const types = gladly.items(chat.conversationId).map(({ content }) => content.type)
    assert.deepEqual(types, ['CHAT_MESSAGE', 'EMAIL'])
    await gladly.close(chat.conversationId)
    await gladly.customerSays('back', { customerId: chat.customerId })
    assert.equal(gladly.conversations().length, 1)
  })

  it('reopens a closed conversation within the window, inbox and agent unchanged', async () => {
    const gladly = await organization()
    const { conversationId, customerId } = await gladly.customerSays('hello')
    const assignee = { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId }
    await gladly.assign(conversationId, assignee)
    await gladly.close(conversationId)
    gladly.clock.advance(24 * 3_600_000 - 5000)
    const again = await gladly.customerSays('one more thing', { customerId })
    assert.equal(again.conversationId, conversationId)
    const { status, inboxId, agentId, closedAt } = gladly.conversation(conversationId)
    assert.deepEqual([status, inboxId, agentId, closedAt], ['OPEN', assignee.inboxId, assignee.agentId, undefined])
    const changes = gladly.items(conversationId).filter(({ content }) => content.type === 'CONVERSATION_STATUS_CHANGE')
    assert.deepEqual(
      changes.map(({ content }) => content.status),
      ['CLOSED', 'OPEN'],
    )
  })

  it('starts a new conversation in the AI inbox after the window', async () => {
    const gladly = await organization({ reopenWindowMs: 60_000 })
    const { conversationId, customerId } = await gladly.customerSays('hello')
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId })
    await gladly.close(conversationId)
    gladly.clock.advance(60_000)
    const later = await gladly.customerSays('hello again', { customerId })
    assert.notEqual(later.conversationId, conversationId)
    assert.equal(gladly.conversation(later.conversationId).inboxId, gladly.aiInboxId)
    const { body, headers } = await call(gladly, 'GET', `/customers/${customerId}/conversations`)
    assert.deepEqual(
      body.map(({ id }: { id: string }) => id),
      [conversationId, later.conversationId],
    )
    assert.equal(headers.get('gladly-limited-data'), 'false')
    const reopened = await call(gladly, 'PATCH', `/conversations/${conversationId}`, { status: { value: 'OPEN' } })
    assert.deepEqual([reopened.status, errors(reopened)], [400, ['invalid_state']])
  })

  it('cuts the list of items at its limit, oldest first, and says so', async () => {
    const gladly = await organization({ itemsLimit: 3 })
    const { conversationId, customerId, itemId } = await gladly.customerSays('1')
    const path = `/conversations/${conversationId}/items`
    for (const text of ['2', '3']) await gladly.customerSays(text, { customerId })
    assert.equal((await call(gladly, 'GET', path)).headers.get('gladly-limited-data'), 'false')
    await gladly.customerSays('4', { customerId })
    const cut = await call(gladly, 'GET', path)
    assert.equal(cut.headers.get('gladly-limited-data'), 'true')
    assert.deepEqual(
      cut.body.map((item: { content: { content: string } }) => item.content.content),
      ['1', '2', '3'],
    )
    assert.equal(cut.body[0].id, itemId)
    assert.equal((await call(gladly, 'GET', '/conversations/none/items')).status, 404)
  })

  it('writes timestamps with as many fraction digits as they need', async () => {
    const gladly = await organization()
    const lengths = new Set<number>()
    for (let count = 0; count < 200; count++) {
      const { conversationId } = await gladly.customerSays('hello')
      const { timestamp } = gladly.items(conversationId)[0]!
      assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/)
      lengths.add(timestamp.length)
      gladly.clock.advance(1)
    }
    assert.ok(lengths.size > 1)
  })
})

import assert from 'node:assert/strict'
import type { GladlySimulator } from '../../../scripts/sandbox/gladly/index.ts'
import { stopAll } from '../simulator/services.ts'
import { call, organization, type Received, type Receiver, receiver } from './organization.ts'

const MINUTE = 60_000
const retries = [MINUTE / 2, 5 * MINUTE, 30 * MINUTE, 60 * MINUTE]

async function hooked(gladly: GladlySimulator, events?: string[]): Promise<Receiver & { id: string }> {
  const service = await receiver()
  const id = await gladly.registerWebhook({ url: service.url, events, ping: false })
  return Object.assign(service, { id })
}

/** What was received of one type, PINGs aside. */
function ofType(service: Receiver, type: string): Received[] {
  return service.received.filter(({ event }) => event.type === type)
}

describe('Gladly simulator: what webhooks tell', () => {
  afterEach(stopAll)

  it('tells of a first message by ids alone, with the envelope of each event', async () => {
    const gladly = await organization()
    const service = await hooked(gladly)
    const { conversationId, customerId, itemId } = await gladly.customerSays('the secret text')
    await gladly.idle()
    assert.deepEqual(service.types().sort(), [
      'CONTACT/MESSAGE_RECEIVED',
      'CONTACT/STARTED',
      'CONVERSATION/CREATED',
      'CONVERSATION_STATUS/UPDATED',
    ])
    const [{ event, headers } = {} as Received] = ofType(service, 'CONTACT/MESSAGE_RECEIVED')
    assert.equal(headers['content-type'], 'application/json')
    assert.deepEqual(Object.keys(event).sort(), ['content', 'id', 'initiator', 'timestamp', 'type'])
    assert.deepEqual(event.initiator, { id: customerId, type: 'CUSTOMER' })
    const { contactId, ...content } = event.content
    assert.match(contactId, /^[\w-]{22}$/)
    const context = { assignee: { inboxId: gladly.aiInboxId } }
    assert.deepEqual(content, { channel: 'CHAT', conversationId, customerId, messageId: itemId, context })
    assert.ok(service.received.every(({ text }) => !text.includes('secret text')))
  })

  it('gives neither initiator nor status with CONVERSATION_STATUS/UPDATED', async () => {
    const gladly = await organization()
    const service = await hooked(gladly, ['CONVERSATION_STATUS/UPDATED'])
    const { conversationId, customerId } = await gladly.customerSays('hello')
    await gladly.idle()
    const [{ event } = {} as Received] = service.received
    assert.deepEqual(Object.keys(event).sort(), ['content', 'id', 'timestamp', 'type'])
    assert.deepEqual(event.content, { conversationId, customerId })
  })

  it('tells of the API user’s own reply, assignment and status too', async () => {
    const gladly = await organization()
    const service = await hooked(gladly)
    const { itemId } = await gladly.customerSays('hello')
    await gladly.idle()
    service.received.length = 0
    await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, { content: { type: 'CHAT_MESSAGE', body: 'hi' } })
    await gladly.idle()
    const types = ['CONTACT/MESSAGE_SENT', 'CONVERSATION_ASSIGNEE/UPDATED', 'CONVERSATION_STATUS/UPDATED']
    assert.deepEqual(service.types().sort(), types)
    const [{ event: sent } = {} as Received] = ofType(service, 'CONTACT/MESSAGE_SENT')
    assert.deepEqual(sent.initiator, { type: 'API', id: gladly.botAgentId })
    const [{ event: assigned } = {} as Received] = ofType(service, 'CONVERSATION_ASSIGNEE/UPDATED')
    assert.equal(assigned.content.reason, 'MESSAGE_OUTBOUND')
    assert.deepEqual(assigned.content.assignee, { inboxId: gladly.aiInboxId, agentId: gladly.botAgentId })
    assert.deepEqual(assigned.content.context, { assignee: { inboxId: gladly.aiInboxId } })
  })

  it('calls the author of API items what the setting says', async () => {
    const gladly = await organization({ apiInitiator: { type: 'AGENT', id: 'someone' } })
    const { conversationId, itemId } = await gladly.customerSays('hello')
    await call(gladly, 'POST', `/conversation-items/${itemId}/reply`, { content: { type: 'CHAT_MESSAGE', body: 'hi' } })
    assert.deepEqual(gladly.items(conversationId)[1]?.initiator, { type: 'AGENT', id: 'someone' })
  })

  it('tells of a person taking over, answering, closing, and of the customer coming back', async () => {
    const gladly = await organization()
    const service = await hooked(gladly)
    const { conversationId, customerId } = await gladly.customerSays('hello')
    await gladly.idle()
    service.received.length = 0
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
    await gladly.agentSays(conversationId, 'I am Amy')
    await gladly.close(conversationId)
    await gladly.customerSays('thanks', { customerId })
    await gladly.idle()
    const told = new Set(service.types())
    for (const type of [
      'CONVERSATION_ASSIGNEE/UPDATED',
      'CONTACT/MESSAGE_SENT',
      'CONVERSATION/CLOSED',
      'CONTACT/ENDED',
      'CONVERSATION/REOPENED',
      'CONTACT/MESSAGE_RECEIVED',
    ]) {
      assert.ok(told.has(type), `${type} was not told`)
    }
    assert.equal(told.has('CONVERSATION/CREATED'), false)
    const [{ event: sent } = {} as Received] = ofType(service, 'CONTACT/MESSAGE_SENT')
    assert.deepEqual(sent.initiator, { id: gladly.humanAgentId, type: 'AGENT' })
    const [{ event: closed } = {} as Received] = ofType(service, 'CONVERSATION/CLOSED')
    const assignee = { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId }
    assert.deepEqual(closed.content, { customerId, conversationId, context: { assignee } })
  })

  it('names the routing engine where no person assigned', async () => {
    const gladly = await organization()
    const { conversationId } = await gladly.customerSays('hello')
    const assignee = { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId }
    await gladly.assign(conversationId, assignee, { reason: 'AUTOMATED_ASSIGNMENT' })
    const told = gladly.events().find(({ type }) => type === 'CONVERSATION_ASSIGNEE/UPDATED')
    assert.equal(told?.initiator?.type, 'SYSTEM')
    assert.equal(told?.content.reason, 'AUTOMATED_ASSIGNMENT')
  })

  it('sends MESSAGE/RECEIVED with its two ids to those who still have it, beside or instead of today’s event', async () => {
    const gladly = await organization()
    const service = await hooked(gladly, ['MESSAGE/RECEIVED', 'CONTACT/MESSAGE_RECEIVED'])
    const { conversationId, itemId } = await gladly.customerSays('hello')
    await gladly.idle()
    assert.deepEqual(service.types().sort(), ['CONTACT/MESSAGE_RECEIVED', 'MESSAGE/RECEIVED'])
    const [{ event } = {} as Received] = ofType(service, 'MESSAGE/RECEIVED')
    assert.deepEqual(event.content, { conversationId, conversationItemId: itemId })
  })
})

describe('Gladly simulator: how webhooks deliver', () => {
  afterEach(stopAll)

  it('sends credentials and static headers with every request, the PING included', async () => {
    const gladly = await organization()
    const service = await receiver()
    const credentials = { username: 'gladly', password: 's3cr3t' }
    await gladly.registerWebhook({ url: service.url, headers: { 'X-Account-Identifier': 'k-4f1d' }, credentials })
    await gladly.customerSays('hello')
    await gladly.idle()
    assert.equal(service.received[0]?.text, '{"type":"PING"}')
    for (const { headers } of service.received) {
      assert.equal(headers['x-account-identifier'], 'k-4f1d')
      assert.equal(headers.authorization, `Basic ${Buffer.from('gladly:s3cr3t').toString('base64')}`)
    }
  })

  it('may send Basic credentials only when challenged', async () => {
    const gladly = await organization({ webhookCredentials: 'challenged' })
    const service = await receiver()
    const headers = { 'WWW-Authenticate': 'Basic realm="bot"' }
    service.answer = ({ headers: sent }) => (sent.authorization ? 200 : { status: 401, headers })
    await gladly.registerWebhook({ url: service.url, credentials: { username: 'a', password: 'b' } })
    assert.deepEqual(
      service.received.map(({ headers: sent }) => sent.authorization !== undefined),
      [false, true],
    )
  })

  it('posts only what is subscribed', async () => {
    const gladly = await organization()
    const service = await hooked(gladly, ['CONVERSATION/CLOSED'])
    const { conversationId } = await gladly.customerSays('hello')
    await gladly.close(conversationId)
    await gladly.idle()
    assert.deepEqual(service.types(), ['CONVERSATION/CLOSED'])
  })

  it('retries what is not answered 2xx on the documented schedule, byte for byte', async () => {
    const gladly = await organization()
    const service = await hooked(gladly, ['CONVERSATION/CREATED'])
    service.answer = () => 500
    await gladly.customerSays('hello')
    await gladly.idle()
    for (const [at, wait] of retries.entries()) {
      gladly.clock.advance(wait - 5000)
      await gladly.idle()
      assert.equal(service.received.length, at + 1)
      if (at === 3) service.answer = () => 204
      gladly.clock.advance(5000)
      await gladly.idle()
      assert.equal(service.received.length, at + 2)
    }
    assert.equal(new Set(service.received.map(({ text }) => text)).size, 1)
    assert.deepEqual(
      gladly.deliveries.map(({ attempt, status }) => [attempt, status]),
      [
        [1, 500],
        [2, 500],
        [3, 500],
        [4, 500],
        [5, 204],
      ],
    )
    assert.equal((await call(gladly, 'GET', `/webhooks/${service.id}`)).body.enabled, true)
  })

  it('divides the schedule by timeScale', async () => {
    const gladly = await organization({ timeScale: 600 })
    const service = await hooked(gladly, ['CONVERSATION/CREATED'])
    service.answer = () => (service.received.length > 1 ? 200 : 503)
    await gladly.customerSays('hello')
    await gladly.idle()
    await new Promise((resolve) => setTimeout(resolve, 80))
    await gladly.idle()
    assert.equal(service.received.length, 2)
  })

  it('disables the webhook for all events after the fourth retry, until it is enabled again with a PING', async () => {
    const gladly = await organization()
    const service = await hooked(gladly)
    service.answer = ({ event }) => (event.type === 'CONVERSATION/CREATED' ? 406 : 200)
    const { customerId } = await gladly.customerSays('hello')
    await gladly.idle()
    for (const wait of retries) {
      gladly.clock.advance(wait)
      await gladly.idle()
    }
    const path = `/webhooks/${service.id}`
    const { body } = await call(gladly, 'GET', path)
    assert.equal(body.enabled, false)
    assert.ok(Date.parse(body.disabledAtDueToRetryLimit) > 0)
    const before = service.received.length
    await gladly.customerSays('anybody?', { customerId })
    await gladly.idle()
    assert.equal(service.received.length, before)
    assert.equal((await call(gladly, 'PATCH', path, { enabled: true })).status, 204)
    assert.equal(service.received.at(-1)?.event.type, 'PING')
    assert.equal('disabledAtDueToRetryLimit' in (await call(gladly, 'GET', path)).body, false)
    await gladly.customerSays('anybody now?', { customerId })
    await gladly.idle()
    assert.equal(service.received.at(-1)?.event.type, 'CONTACT/MESSAGE_RECEIVED')
  })

  it('gives up waiting for an answer, follows no redirect, and says why', async () => {
    const gladly = await organization({ webhookTimeoutMs: 50 })
    const service = await hooked(gladly, ['CONVERSATION/CREATED', 'CONTACT/STARTED'])
    service.answer = ({ event }) => {
      return event.type === 'CONTACT/STARTED' ? 'never' : { status: 302, headers: { Location: service.url } }
    }
    await gladly.customerSays('hello')
    await gladly.idle()
    const results = gladly.deliveries.map(({ event, status, error }) => [event.type, status ?? error])
    assert.deepEqual(results.sort(), [
      ['CONTACT/STARTED', 'timed out after 50 ms'],
      ['CONVERSATION/CREATED', 302],
    ])
  })

  it('fails a delivery where nobody listens', async () => {
    const gladly = await organization()
    await gladly.registerWebhook({ url: 'http://127.0.0.1:1/', events: ['CONTACT/STARTED'], ping: false })
    await gladly.customerSays('hello')
    await gladly.idle()
    assert.deepEqual(
      gladly.deliveries.map(({ error }) => error),
      ['ECONNREFUSED'],
    )
  })

  it('sends the events of one message in parallel: a slow answer to one holds up no other', async () => {
    const gladly = await organization({ webhookTimeoutMs: 2000 })
    const service = await hooked(gladly)
    service.answer = ({ event }) => (event.type === 'CONVERSATION/CREATED' ? 'never' : 200)
    await gladly.customerSays('hello')
    const until = Date.now() + 1500
    while (service.received.length < 4 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(service.received.length, 4)
  })

  it('keeps a log of the last 100 requests', async () => {
    const gladly = await organization()
    const service = await hooked(gladly, ['CONVERSATION/CREATED'])
    for (let count = 0; count < 101; count++) await gladly.customerSays('hello')
    await gladly.idle()
    assert.equal(gladly.deliveries.length, 101)
    assert.deepEqual(gladly.webhookLog(service.id), gladly.deliveries.slice(1))
  })
})

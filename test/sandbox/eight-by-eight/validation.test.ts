import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, opened, queued, tenant } from './tenant.ts'

const AGENT = { authorType: 'agent', text: 'Hello' }
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)

describe('8x8 simulator: what it refuses', () => {
  afterEach(stopAll)

  it('refuses conversations that lack something, or have too much', async () => {
    const simulator = await tenant()
    const { channelId } = simulator
    const property = { key: 'topic', value: 'refund' }
    const message = { authorType: 'user', text: 'Hi' }
    const wrong: [string, object][] = [
      ['channelId', { user: {} }],
      ['user', { channelId }],
      ['user', { channelId, user: { color: 'red' } }],
      ['user.name', { channelId, user: { name: 5 } }],
      ['user.email', { channelId, user: { email: 'nobody' } }],
      ['user.language', { channelId, user: { language: 'en-GB' } }],
      ['user.additionalProperties', { channelId, user: { additionalProperties: many(31, property) } }],
      ['user.additionalProperties.0.value', { channelId, user: { additionalProperties: [{ key: 'a', value: '' }] } }],
      ['user.additionalProperties.0.value', { channelId, user: { additionalProperties: [{ key: 'a', value: 1 }] } }],
      ['history.messages', { channelId, user: {}, history: { messages: many(201, message) } }],
      ['history.messages.0.authorType', { channelId, user: {}, history: { messages: [AGENT] } }],
      ['assignment.type', { channelId, user: {}, assignment: { type: 'agent', id: simulator.agentId } }],
      ['assignment.id', { channelId, user: {}, assignment: { type: 'queue' } }],
      ['assignment.id', { channelId, user: {}, assignment: { type: 'queue', id: 214 } }],
    ]
    simulator.settings.badRequestShape = 'validations'
    for (const [field, body] of wrong) {
      const { status, body: problem } = await call(simulator, 'POST', '/conversations', body)
      assert.equal(status, 400, JSON.stringify(body))
      assert.equal(problem.validations[0].field, field, JSON.stringify(problem))
    }
    assert.deepEqual(simulator.conversations(), [])
    const most = { messages: many(200, message) }
    const additionalProperties = many(30, property)
    await opened(simulator, { history: most, user: { language: 'zh-CN', additionalProperties } })
    simulator.settings.looseUserFields = 'ignore'
    const id = await opened(simulator, { user: { name: 'A', color: 'red' } })
    assert.deepEqual(simulator.conversation(id).user, { name: 'A' })
  })

  it('refuses queues, scripts and channels that do not exist, or are of another kind', async () => {
    const simulator = await tenant()
    const create = async (more: object) => {
      const whole = { channelId: simulator.channelId, user: {}, ...more }
      const { status, body } = await call(simulator, 'POST', '/conversations', whole)
      return [status, body.errors[0].code]
    }
    assert.deepEqual(await create({ assignment: { id: '999' } }), [400, 'invalid_queue'])
    assert.deepEqual(await create({ assignment: { type: 'script', id: '214' } }), [400, 'invalid_script'])
    assert.deepEqual(await create({ channelId: 'none' }), [400, 'invalid_channel'])
    assert.deepEqual(await create({ channelId: simulator.webChatChannelId }), [400, 'invalid_channel'])
    const { conversationId } = simulator.customerSays('Hi')
    const patched = await call(simulator, 'PATCH', `/conversations/${conversationId}`, { assignment: { id: '999' } })
    assert.equal(patched.status, 400)
    assert.equal((await call(simulator, 'PATCH', `/conversations/${conversationId}`, {})).status, 400)
  })

  it('refuses messages of the wrong author, without content, or with wrong cards', async () => {
    const { simulator, id } = await queued({ maxTextLength: 10 })
    const quick = (content: object) => [{ contentType: 'application/8x8.quick.replies', content }]
    const adaptive = (content: object) => [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    const wrong = [
      AGENT,
      { authorType: 'customer', text: 'Hi' },
      { text: 'Hi' },
      { authorType: 'user' },
      { authorType: 'user', text: '' },
      { authorType: 'user', text: 'far too long it is' },
      { authorType: 'bot', cards: [{ contentType: 'application/unknown', content: {} }] },
      { authorType: 'bot', cards: quick({ options: [] }) },
      { authorType: 'bot', cards: quick({ options: [{ title: 'A', data: { payload: 'a' } }] }) },
      { authorType: 'bot', cards: adaptive({ type: 'Other' }) },
      { authorType: 'bot', cards: adaptive({ type: 'AdaptiveCard', version: '1.7' }) },
      { authorType: 'user', text: 'Hi', externalProvider: { name: 'X', externalMessageId: '1' } },
      { authorType: 'user', externalProvider: { name: 'X', externalMessageId: '1' } },
    ]
    for (const message of wrong) {
      const { status, body } = await call(simulator, 'POST', `/conversations/${id}/messages`, message)
      assert.equal(status, 400, JSON.stringify(message))
      assert.equal(body.errors.code, 'invalid_json_object', 'errors is one object')
      assert.ok(body.referenceId)
    }
    const refused = await call(simulator, 'POST', `/conversations/${id}/messages`, AGENT)
    assert.match(refused.body.message, /Invalid authorType=agent, has to be one of user, bot, agent/)
    assert.deepEqual(simulator.conversation(id).messages, [])
  })

  it('refuses indicators and post-agent assignments out of their ranges', async () => {
    const { simulator, id } = await queued()
    const assigned = (configuration?: object, more: object = {}) => {
      return { type: 'webhook', id: simulator.webhookId, configuration, ...more }
    }
    const wrong: [string, unknown][] = [
      ['typing', {}],
      ['typing', { authorType: 'agent' }],
      ['thinking', { authorType: 'user' }],
      ['thinking', { maxThinkingTimeSeconds: 601 }],
      ['read-receipt', { authorType: 'bot' }],
      ['read-receipt', { authorType: 'bot', readAt: '5' }],
      ['post-agent-assignment', assigned(undefined, { type: 'queue' })],
      ['post-agent-assignment', assigned(undefined, { id: 'none' })],
      ['post-agent-assignment', assigned({ maxTotalMinutes: 19 })],
      ['post-agent-assignment', assigned({ userTimeoutInMinutes: 301 })],
      ['post-agent-assignment', assigned({ notifyChannelWebhookIfExists: false })],
    ]
    for (const [path, body] of wrong) {
      const { status, body: problem } = await call(simulator, 'POST', `/conversations/${id}/${path}`, body)
      assert.equal(status, 400, `${path} ${JSON.stringify(body)}`)
      assert.equal(problem.errors[0].code, 'invalid_parameter')
      assert.ok(problem.referenceId)
    }
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/post-agent-assignment`, assigned())).status, 201)
    const stays = await call(simulator, 'PATCH', `/conversations/${id}/participants/user`, { removed: false })
    assert.equal(stays.status, 400)
  })

  it('answers 404 as texts, and as codes for the newer operations', async () => {
    const simulator = await tenant()
    const older = await call(simulator, 'GET', '/conversations/none')
    assert.deepEqual([older.status, typeof older.body.errors[0]], [404, 'string'])
    const newer = await call(simulator, 'POST', '/conversations/none/typing', { authorType: 'bot' })
    assert.deepEqual([newer.status, newer.body.errors[0].code], [404, 'resource_not_found'])
    assert.equal((await fetch(`${simulator.url}/chat-gateway/v1/nothing`)).status, 404)
    assert.equal((await fetch(`${simulator.url}/elsewhere`)).status, 404)
  })

  it('says what is wrong in the shape that is set', async () => {
    const simulator = await tenant()
    const refused = async () => (await call(simulator, 'POST', '/conversations', { user: {} })).body
    assert.deepEqual(Object.keys(await refused()), ['message', 'errors'])
    simulator.settings.badRequestShape = 'constraints'
    const { errors, validations } = await refused()
    assert.deepEqual([typeof errors[0], typeof validations[0]], ['string', 'string'])
    simulator.settings.badRequestShape = 'message'
    assert.deepEqual(Object.keys(await refused()), ['message'])
  })

  it('refuses bodies that are no JSON objects', async () => {
    const simulator = await tenant()
    for (const body of ['{', '[]', '"text"', '']) {
      const { status } = await call(simulator, 'POST', '/conversations', body)
      assert.equal(status, 400, body)
    }
    const typed = await call(simulator, 'POST', '/conversations', '{}', { 'content-type': 'text/plain' })
    assert.equal(typed.status, 415)
  })
})

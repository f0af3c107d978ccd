import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, opened, queued, receiver, tenant } from './tenant.ts'

describe('8x8 simulator: a conversation on a ChatAPI channel', () => {
  afterEach(stopAll)

  it('is created, becomes active, and waits in the queue', async () => {
    const { simulator, service, id } = await queued()
    assert.deepEqual(service.story(), [
      'CONVERSATION_UPDATE created queue',
      'CONVERSATION_UPDATE active queue',
      'QUEUED 214',
    ])
    const { event } = service.received[1]!
    assert.deepEqual(Object.keys(event), ['eventType', 'conversationId', 'timestamp', 'data'])
    assert.equal(event.conversationId, id)
    assert.equal(event.data.channel, 'ChatAPI')
    assert.deepEqual(event.data.user, { name: 'Nadia Okoye', language: 'en' })
    assert.deepEqual(service.data('QUEUED'), [{ queueId: '214', queueName: 'Parcel desk' }])
    assert.equal(simulator.conversation(id).owner, 'queue')
  })

  it('stays created where it is told to, and refuses messages then', async () => {
    const simulator = await tenant({ activates: false })
    const id = await opened(simulator)
    const message = { authorType: 'user', text: 'Hello?' }
    const refused = await call(simulator, 'POST', `/conversations/${id}/messages`, message)
    assert.equal(refused.status, 400)
    assert.equal(refused.body.errors.code, 'invalid_conversation_state')
    simulator.settings.messageWhileCreated = 409
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, message)).status, 409)
    simulator.settings.messageWhileCreated = 'accept'
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, message)).status, 202)
    await simulator.idle()
    assert.equal(simulator.conversation(id).state, 'created')
  })

  it('goes to an agent, who is told as a member and as the assignment', async () => {
    const { simulator, service, id } = await queued()
    assert.equal(simulator.agentAccepts(id), simulator.agentId)
    simulator.agentTypes(id)
    simulator.agentTypes(id, false)
    simulator.agentSays(id, 'Mara here', { quickReplies: [{ title: 'Fine', postback: 'fine' }] })
    simulator.agentReads(id)
    await simulator.idle()
    assert.deepEqual(service.story().slice(3), [
      'MEMBERS_CHANGED agent joined',
      'CONVERSATION_UPDATE active agent',
      'ACTIVITY typing',
      'ACTIVITY typing',
      'MESSAGE agent Mara here',
      'ACTIVITY read-receipts',
    ])
    const [begun, stopped, read] = service.data('ACTIVITY')
    assert.deepEqual(begun.value, { users: [{ id: simulator.agentId, type: 'agent' }] })
    assert.deepEqual(stopped.value, { users: [] })
    assert.equal(read.value[0].users[0].id, simulator.agentId)
    const [{ cards, isEcho }] = service.data('MESSAGE')
    assert.equal(isEcho, false)
    assert.deepEqual(cards[0].content.options, [{ title: 'Fine', data: { postback: 'fine' } }])
    assert.equal(simulator.conversation(id).owner, 'agent')
    assert.throws(() => simulator.agentAccepts(id), /waits in no queue/)
  })

  it('takes the customer’s messages, and tells of them as it is set', async () => {
    const { simulator, service, id } = await queued()
    const say = (text: string) => call(simulator, 'POST', `/conversations/${id}/messages`, { authorType: 'user', text })
    const { status, body } = await say('one')
    assert.deepEqual([status, body], [202, ''])
    simulator.settings.userEcho = 'echo'
    await say('two')
    simulator.settings.userEcho = 'none'
    await say('three')
    await call(simulator, 'POST', `/conversations/${id}/messages`, { authorType: 'bot', text: 'four' })
    await simulator.idle()
    assert.deepEqual(service.story().slice(3), ['MESSAGE user one', 'MESSAGE echo user two', 'MESSAGE echo bot four'])
    assert.deepEqual(
      simulator.conversation(id).messages.map(({ authorType, text }) => `${authorType} ${text}`),
      ['user one', 'user two', 'user three', 'bot four'],
    )
  })

  it('is transferred, in either order, and gets another agent', async () => {
    for (const transferOrder of ['left-first', 'transfer-first'] as const) {
      const { simulator, service, id } = await queued({ transferOrder, transferGapMs: 5 })
      simulator.agentAccepts(id)
      simulator.agentTransfers(id, simulator.billingQueueId)
      await simulator.idle()
      assert.equal(simulator.agentAccepts(id, simulator.billingAgentId), simulator.billingAgentId)
      await simulator.idle()
      const pair = ['MEMBERS_CHANGED agent left', 'TRANSFER']
      assert.deepEqual(service.story().slice(5), [
        ...(transferOrder === 'left-first' ? pair : pair.reverse()),
        'CONVERSATION_UPDATE active queue',
        'QUEUED 215',
        'MEMBERS_CHANGED agent joined',
        'CONVERSATION_UPDATE active agent',
      ])
      const transferred = service.received.find(({ event }) => event.eventType === 'TRANSFER')!
      assert.deepEqual(Object.keys(transferred.event), ['eventType', 'conversationId', 'timestamp'])
      assert.equal(simulator.conversation(id).interactions.length, 2)
    }
  })

  it('ends when the agent leaves: idle comes later, or never', async () => {
    const { simulator, service, id } = await queued()
    simulator.agentAccepts(id)
    simulator.agentLeaves(id)
    assert.equal(simulator.conversation(id).owner, 'closed')
    await simulator.idle()
    assert.deepEqual(service.story().slice(5), ['MEMBERS_CHANGED agent left', 'CONVERSATION_UPDATE idle agent'])

    const other = await opened(simulator)
    await simulator.idle()
    simulator.agentAccepts(other)
    simulator.agentLeaves(other, { idleDelayMs: -1 })
    simulator.clock.advance(3_600_000)
    await simulator.idle()
    assert.equal(service.story().at(-1), 'MEMBERS_CHANGED agent left')
    assert.equal(simulator.conversation(other).state, 'active')
    simulator.goIdle(other)
    await simulator.idle()
    assert.equal(service.story().at(-1), 'CONVERSATION_UPDATE idle agent')
  })

  it('ends when the client takes the customer out, once', async () => {
    const { simulator, service, id } = await queued()
    simulator.agentAccepts(id)
    for (let time = 0; time < 2; time++) {
      const left = await call(simulator, 'PATCH', `/conversations/${id}/participants/user`, { removed: true })
      assert.equal(left.status, 204)
    }
    await simulator.idle()
    assert.deepEqual(service.story().slice(5), [
      'MEMBERS_CHANGED agent left',
      'MEMBERS_CHANGED user left',
      'CONVERSATION_UPDATE idle agent',
    ])
    const { body } = await call(simulator, 'GET', `/conversations/${id}/participants`)
    assert.deepEqual(
      body._embedded.participants.map(({ type, removed }: { type: string; removed: boolean }) => [type, removed]),
      [
        ['user', true],
        ['agent', true],
      ],
    )
  })

  it('never becomes active once it has ended', async () => {
    const simulator = await tenant({ activationDelayMs: 60_000 })
    const service = await receiver(simulator)
    const id = await opened(simulator)
    await call(simulator, 'PATCH', `/conversations/${id}/participants/user`, { removed: true })
    await simulator.idle()
    simulator.clock.advance(120_000)
    await simulator.idle()
    assert.ok(!service.story().some((one) => one.includes('active')))
  })

  it('is opened again in its last queue by a message after the end, or refuses it', async () => {
    const { simulator, service, id } = await queued()
    simulator.agentAccepts(id)
    simulator.agentTransfers(id, simulator.billingQueueId)
    await simulator.idle()
    simulator.goIdle(id)
    await simulator.idle()
    const stray = { authorType: 'bot', text: 'Anything else?' }
    simulator.settings.messageAfterEnd = 'refuse'
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, stray)).status, 400)
    simulator.settings.messageAfterEnd = 'requeue'
    assert.equal((await call(simulator, 'POST', `/conversations/${id}/messages`, stray)).status, 202)
    await simulator.idle()
    assert.deepEqual(service.story().slice(-3), [
      'CONVERSATION_UPDATE active queue',
      'QUEUED 215',
      'MESSAGE echo bot Anything else?',
    ])
    assert.equal(simulator.conversation(id).owner, 'queue')
  })

  it('moves to another queue while it waits, and changes what is known of the customer', async () => {
    const { simulator, service, id } = await queued()
    const patched = await call(simulator, 'PATCH', `/conversations/${id}`, {
      user: { additionalProperties: [{ key: 'topic', value: 'refund' }] },
      assignment: { type: 'queue', id: simulator.billingQueueId },
    })
    assert.equal(patched.status, 202)
    assert.equal(patched.body.assignment.id, simulator.queueId, 'the answer shows the old one still')
    await simulator.idle()
    assert.deepEqual(service.story().slice(3), [
      'CONVERSATION_UPDATE active queue',
      'CONVERSATION_UPDATE active queue',
      'QUEUED 215',
    ])
    assert.deepEqual(simulator.conversation(id).user, {
      name: 'Nadia Okoye',
      language: 'en',
      additionalProperties: [{ key: 'topic', value: 'refund' }],
    })
    const replaced = await call(simulator, 'PUT', `/conversations/${id}`, { user: { name: 'N.' } })
    assert.deepEqual(replaced.body.user, { name: 'N.' })
  })

  it('takes another queue before it is active, and is queued there only', async () => {
    const simulator = await tenant({ activationDelayMs: 60, assignmentDelayMs: 5 })
    const service = await receiver(simulator)
    const id = await opened(simulator)
    await call(simulator, 'PATCH', `/conversations/${id}`, { assignment: { id: simulator.billingQueueId } })
    simulator.clock.advance(100)
    await simulator.idle()
    assert.deepEqual(service.story(), [
      'CONVERSATION_UPDATE created queue',
      'CONVERSATION_UPDATE created queue',
      'CONVERSATION_UPDATE active queue',
      'QUEUED 215',
    ])
  })

  it('is accepted for an unknown queue where set so, and never queued', async () => {
    const { simulator, service, id } = await queued(
      { unknownQueue: 'accept' },
      { assignment: { type: 'queue', id: '999' } },
    )
    assert.deepEqual(service.data('QUEUED'), [])
    assert.equal(simulator.conversation(id).state, 'active')
    assert.throws(() => simulator.agentAccepts(id), /waits in no queue/)
  })

  it('sends older, flat events where set so', async () => {
    const { simulator, service, id } = await queued({ legacyEvents: 'only' })
    simulator.agentAccepts(id)
    simulator.agentSays(id, 'Mara here')
    simulator.agentTypes(id)
    simulator.agentLeaves(id)
    await simulator.idle()
    const flat = service.received.slice(1).map(({ event }) => event)
    assert.deepEqual(
      flat.map(({ eventType, messageType, agentName, message }) => [eventType, messageType, agentName, message]),
      [
        ['QUEUED', 'SYSTEM', undefined, undefined],
        ['AGENT_JOINED', 'SYSTEM', 'Mara Lindqvist', undefined],
        ['TEXT', 'AGENT', 'Mara Lindqvist', 'Mara here'],
        ['AGENT_LEFT', 'SYSTEM', 'Mara Lindqvist', undefined],
      ],
    )
    assert.equal(flat[0].queueId, '214')
    simulator.settings.legacyEvents = true
    await opened(simulator)
    await simulator.idle()
    assert.ok(service.story().includes('CONVERSATION_UPDATE active queue'))
  })
})

import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, handedOver, mirror, organization, say } from './organization.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
type Shown = any

describe('Genesys simulator: conversations by the API', () => {
  afterEach(stopAll)

  it('shows participants, with their state in one form and in their communications in the other', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    const own = (await call(genesys, 'GET', `/conversations/messages/${id}`)).body
    assert.deepEqual(
      own.participants.map(({ purpose, state }: Shown) => [purpose, state]),
      [
        ['customer', 'connected'],
        ['workflow', 'disconnected'],
        ['acd', 'connected'],
      ],
    )
    const [customer, , acd] = own.participants
    assert.equal(customer.fromAddress.addressNormalized, 'webchat-1')
    assert.deepEqual([customer.attributes.type, customer.messages[0].messageStatus], ['human', 'received'])
    assert.equal(acd.queue.id, genesys.queues[0]?.id)
    const media = (await call(genesys, 'GET', `/conversations/${id}`)).body
    assert.equal(media.participants[0].state, undefined)
    assert.equal(media.participants[0].messages[0].state, 'connected')
    assert.equal((await call(genesys, 'GET', '/conversations/messages/nonsense')).status, 404)
  })

  it('shows messages one by one and many at once', async () => {
    const genesys = await organization()
    const { id, conversationId } = (await say(genesys, 'a', 'hello')).body
    const mirrored = (await mirror(genesys, 'a', 'BOT hi')).body.id
    const path = `/conversations/messages/${conversationId}/messages`
    const { body } = await call(genesys, 'GET', `${path}/${id}`)
    assert.deepEqual([body.direction, body.status, body.normalizedMessage.text], ['inbound', 'received', 'hello'])
    const bulk = (await call(genesys, 'POST', `${path}/bulk`, [id, mirrored, 'nonsense'])).body.entities
    assert.deepEqual(
      bulk.map((one: Shown) => [one.id, one.direction, one.toAddress]),
      [
        [id, 'inbound', genesys.integrationId],
        [mirrored, 'outbound', 'a'],
      ],
    )
    assert.equal((await call(genesys, 'GET', `${path}/nonsense`)).status, 404)
  })

  it('refuses agentless texts that are not as documented', async () => {
    const genesys = await organization()
    const wrong = [
      { textBody: 'x'.repeat(2001) },
      { textBody: '' },
      { toAddressMessengerType: 'whatsapp' },
      { fromAddress: 'nobody' },
    ]
    for (const more of wrong) assert.equal((await mirror(genesys, 'a', 'BOT hi', more)).status, 400)
    assert.equal((await mirror(genesys, 'a', 'x'.repeat(2000))).status, 202)
  })

  it('merges participant data by either path: texts only', async () => {
    const genesys = await organization()
    const { conversationId } = (await say(genesys, 'a', 'hello')).body
    const customer = genesys.conversation(conversationId).participants[0]?.id
    const under = `/${conversationId}/participants/${customer}/attributes`
    await call(genesys, 'PATCH', `/conversations${under}`, { attributes: { topic: 'invoice', type: 'human' } })
    await call(genesys, 'PATCH', `/conversations/messages${under}`, { attributes: { type: '' } })
    assert.deepEqual(genesys.conversation(conversationId).attributes, { topic: 'invoice', type: '' })
    const wrong = await call(genesys, 'PATCH', `/conversations${under}`, { attributes: { igRegistered: true } })
    assert.equal(wrong.status, 400)
    const strange = `/conversations/${conversationId}/participants/nobody/attributes`
    assert.equal((await call(genesys, 'PATCH', strange, { attributes: {} })).status, 404)
  })

  it('ends a conversation for everyone, a little after the answer', async () => {
    const genesys = await organization({ disconnectDelayMs: 60_000 })
    const id = await handedOver(genesys)
    await genesys.agentAccepts(id)
    const path = `/conversations/messages/${id}`
    assert.equal((await call(genesys, 'PATCH', path, { state: 'connected' })).status, 400)
    const { status, body } = await call(genesys, 'PATCH', path, { state: 'disconnected' })
    assert.deepEqual([status, body.participants.at(-1).state], [200, 'connected'])
    genesys.clock.advance(60_000)
    const { owner, participants } = genesys.conversation(id)
    assert.equal(owner, 'closed')
    assert.ok(participants.every(({ state }) => state === 'disconnected'))
    assert.equal((await call(genesys, 'POST', `/conversations/${id}/disconnect`)).status, 204)
  })

  it('lets the customer leave: the agent goes to after-call work', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    await genesys.agentAccepts(id)
    const customer = genesys.conversation(id).participants[0]?.id
    const path = `/conversations/messages/${id}/participants`
    assert.equal((await call(genesys, 'PATCH', `${path}/${customer}`, { state: 'disconnected' })).status, 204)
    const agent = genesys.conversation(id).participants.at(-1)!
    assert.deepEqual([agent.disconnectType, agent.wrapupRequired], ['peer', true])
    const wrapup = `${path}/${agent.id}/communications/${agent.communicationId}/wrapup`
    assert.equal((await call(genesys, 'POST', wrapup, { code: 'gone', durationSeconds: 0 })).status, 204)
    assert.deepEqual(genesys.conversation(id).participants.at(-1)?.wrapup, { code: 'gone', durationSeconds: 0 })
  })

  it('moves to a queue who can be moved: not a flow that has disconnected', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    const billing = { queueId: genesys.queues[1]?.id, transferType: 'Unattended' }
    const [, flow, acd] = genesys.conversation(id).participants
    const replace = (participant: string | undefined, body: object) => {
      return call(genesys, 'POST', `/conversations/${id}/participants/${participant}/replace/queue`, body)
    }
    assert.equal((await replace(flow?.id, billing)).status, 400)
    assert.equal((await replace(acd?.id, { queueId: 'billing' })).status, 400)
    assert.equal((await replace(acd?.id, billing)).status, 202)
    assert.equal(genesys.conversation(id).queue, 'billing')
    const path = `/conversations/messages/${id}/participants/${genesys.conversation(id).participants.at(-1)?.id}/replace`
    assert.equal((await call(genesys, 'POST', path, { queueId: genesys.queues[0]?.id })).status, 202)
    assert.equal(genesys.conversation(id).queue, 'support')
  })

  it('is idle only once what is to be ended has ended', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    await call(genesys, 'PATCH', `/conversations/messages/${id}`, { state: 'disconnected' })
    await genesys.idle()
    assert.equal(genesys.conversation(id).owner, 'closed')
  })

  it('takes an alerted agent’s leaving for a refusal, not for the end', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    await genesys.agentIsAlerted(id)
    const path = `/conversations/messages/${id}/participants/${genesys.conversation(id).participants.at(-1)?.id}`
    await call(genesys, 'PATCH', path, { state: 'disconnected' })
    assert.equal(genesys.conversation(id).owner, 'queue')
    assert.equal((await call(genesys, 'PATCH', path, {})).status, 400)
  })
})

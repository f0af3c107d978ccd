import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, channelOf, handedOver, mirror, organization, say, withAttributes } from './organization.ts'

const HOUR = 3_600_000

describe('Genesys simulator: threads and identity', () => {
  afterEach(stopAll)

  it('starts a new conversation after an agent ended the last one', async () => {
    const genesys = await organization()
    const first = await handedOver(genesys)
    await genesys.agentAccepts(first)
    assert.equal((await say(genesys, 'webchat-1', 'are you there?')).body.conversationId, first)
    await genesys.agentDisconnects(first)
    const second = (await say(genesys, 'webchat-1', 'one more thing')).body.conversationId
    assert.notEqual(second, first)
    await genesys.idle()
    assert.deepEqual(genesys.conversation(second).attributes, {})
    assert.equal(genesys.conversation(second).owner, 'closed')
  })

  it('continues it within the threading window, participant data and all', async () => {
    const genesys = await organization({ threadingWindowMs: 72 * HOUR, tokenLifeSeconds: 1_000_000 })
    const first = await handedOver(genesys)
    await genesys.agentAccepts(first)
    await genesys.agentDisconnects(first)
    genesys.clock.advance(71 * HOUR)
    assert.equal((await say(genesys, 'webchat-1', 'one more thing')).body.conversationId, first)
    await genesys.idle()
    // Still `human`: nobody has set it back.
    assert.equal(genesys.conversation(first).owner, 'queue')
    await genesys.agentAccepts(first)
    await genesys.agentDisconnects(first)
    genesys.clock.advance(73 * HOUR)
    assert.notEqual((await say(genesys, 'webchat-1', 'and another')).body.conversationId, first)
  })

  it('keeps customers apart, and tells conversations only to those who ask', async () => {
    const genesys = await organization()
    const path = `/conversations/messages/${genesys.integrationId}/inbound/open/message`
    const { body } = await call(genesys, 'POST', path, { channel: channelOf('a'), text: 'hello' })
    assert.equal(body.conversationId, undefined)
    assert.match(body.id, /^[0-9a-f]{32}$/)
    await say(genesys, 'b', 'hello')
    assert.deepEqual(
      genesys.conversations().map(({ customerId }) => customerId),
      ['a', 'b'],
    )
    const details = await call(genesys, 'GET', `/conversations/messages/${body.id}/details`)
    assert.equal(details.body.conversationId, genesys.conversations()[0]?.id)
  })

  it('takes a repeated messageId for a new message, unless it is to know better', async () => {
    const genesys = await organization()
    const again = { messageId: 'own-again' }
    const [one, two] = [await say(genesys, 'a', 'hello', again), await say(genesys, 'a', 'hello', again)]
    assert.notEqual(one.body.id, two.body.id)
    assert.equal(genesys.conversation(one.body.conversationId).messages.length, 2)
    genesys.settings.dedupe = true
    const three = await say(genesys, 'a', 'hello', again)
    assert.equal(three.body.id, two.body.id)
    assert.equal(genesys.conversation(one.body.conversationId).messages.length, 2)
  })

  it('lets later attributes win, or not, as set', async () => {
    const genesys = await organization()
    const { conversationId } = (await say(genesys, 'a', 'hello', withAttributes({ topic: 'one', type: 'bot' }))).body
    await say(genesys, 'a', 'hello', withAttributes({ topic: 'two' }))
    assert.deepEqual(genesys.conversation(conversationId).attributes, { topic: 'two', type: 'bot' })
    genesys.settings.laterAttributes = 'ignored'
    await say(genesys, 'a', 'hello', withAttributes({ topic: 'three', more: 'x' }))
    assert.deepEqual(genesys.conversation(conversationId).attributes, { topic: 'two', type: 'bot', more: 'x' })
  })

  it('puts agentless texts into the live conversation, or one of their own', async () => {
    const genesys = await organization()
    const { conversationId } = (await say(genesys, 'a', 'hello')).body
    await genesys.idle()
    const { status, body } = await mirror(genesys, 'a', 'BOT hi')
    assert.deepEqual([status, body.conversationId, body.messengerType], [202, conversationId, 'open'])
    const apart = await mirror(genesys, 'a', 'BOT apart', { useExistingActiveConversation: undefined })
    assert.notEqual(apart.body.conversationId, conversationId)
    assert.equal((await say(genesys, 'a', 'me again')).body.conversationId, conversationId)
    const { messages, participants } = genesys.conversation(conversationId)
    assert.deepEqual(
      messages.map(({ from, text }) => [from, text]),
      [
        ['customer', 'hello'],
        ['bot', 'BOT hi'],
        ['customer', 'me again'],
      ],
    )
    assert.equal(participants.filter(({ purpose }) => purpose === 'api').length, 1)
  })

  it('forgets the oldest beyond its limit', async () => {
    const genesys = await organization({ recordLimit: 3 })
    for (const customer of ['a', 'b', 'c', 'd']) await say(genesys, customer, 'hello')
    assert.deepEqual(
      genesys.conversations().map(({ customerId }) => customerId),
      ['b', 'c', 'd'],
    )
    const found = ['a', 'b', 'd'].map((customer) =>
      genesys.conversationsOf(customer).map(({ customerId }) => customerId),
    )
    assert.deepEqual(found, [[], ['b'], ['d']])
    for (const text of ['1', '2', '3', '4']) await say(genesys, 'd', text)
    assert.deepEqual(
      genesys
        .conversations()
        .at(-1)
        ?.messages.map(({ text }) => text),
      ['2', '3', '4'],
    )
    assert.ok(genesys.calls.length <= 3)
  })
})

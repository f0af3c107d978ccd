import assert from 'node:assert/strict'
import { stopAll } from '../simulator/services.ts'
import { call, connected, handedOver, organization, say, withAttributes } from './organization.ts'

const purposes = (participants: { purpose: string; state: string }[]) => {
  return participants.map(({ purpose, state }) => `${purpose} ${state}`)
}

describe('Genesys simulator: the flow', () => {
  afterEach(stopAll)

  it('registers a conversation once, and disconnects for any type but human', async () => {
    const { genesys, bot } = await connected()
    const { body } = await say(genesys, 'webchat-1', 'My bill looks wrong', withAttributes({ type: 'bot' }))
    await genesys.idle()
    await say(genesys, 'webchat-1', 'Hello?')
    await genesys.idle()
    const { conversationId } = body
    assert.deepEqual(
      bot.received.map(({ path, body, headers }) => [path, body, headers.authorization]),
      [
        [
          '/register',
          { teamId: 'team-42', botId: 'bot-7', conversationId, messageId: body.id, customerId: 'webchat-1' },
          `Bearer ${genesys.registrationSecret}`,
        ],
      ],
    )
    assert.deepEqual(
      genesys.registrations.map(({ status, registered }) => [status, registered]),
      [[200, true]],
    )
    const { owner, attributes, flowRuns, participants } = genesys.conversation(conversationId)
    assert.deepEqual([owner, attributes, flowRuns], ['closed', { type: 'bot', igRegistered: 'true' }, 2])
    assert.deepEqual(purposes(participants), ['customer connected', 'workflow disconnected', 'workflow disconnected'])
  })

  it('goes on where registration fails, and tries again with the next message', async () => {
    const { genesys, bot } = await connected({ registrationTimeoutMs: 50, registrationCustomerId: false })
    const answers = [500, 'never', ['no object'], { registered: 'yes' }, { registered: true }] as const
    bot.answer = (_, nth) => answers[nth - 1] ?? 200
    for (let nth = 0; nth <= answers.length; nth++) {
      await say(genesys, 'webchat-1', `message ${nth}`)
      await genesys.idle()
    }
    const registered = genesys.registrations.map((one) => one.registered)
    assert.deepEqual(registered, [false, false, false, false, true])
    assert.equal(bot.received[0]?.body.customerId, undefined)
    assert.equal(genesys.registrations[1]?.error, 'timed out after 50 ms')
    assert.equal(genesys.conversations().length, 1)
  })

  it('transfers to a queue once the customer writes with type human set', async () => {
    const { genesys } = await connected()
    const { body } = await say(genesys, 'webchat-1', 'hello')
    await genesys.idle()
    const { conversationId } = body
    const [customer] = genesys.conversation(conversationId).participants
    const path = `/conversations/messages/${conversationId}/participants/${customer?.id}/attributes`
    const attributes = { type: 'human', queue: 'Billing' }
    assert.equal((await call(genesys, 'PATCH', path, { attributes })).status, 200)
    assert.equal(genesys.conversation(conversationId).owner, 'closed')
    await say(genesys, 'webchat-1', 'hello again')
    await genesys.idle()
    const { owner, queue, participants } = genesys.conversation(conversationId)
    assert.deepEqual([owner, queue], ['queue', 'billing'])
    assert.deepEqual(
      participants.map(({ purpose, state, disconnectType }) => [purpose, state, disconnectType]),
      [
        ['customer', 'connected', undefined],
        ['workflow', 'disconnected', 'client'],
        ['workflow', 'disconnected', 'transfer'],
        ['acd', 'connected', undefined],
      ],
    )
  })

  it('knows queues by name and id, and the default one for others', async () => {
    const genesys = await organization()
    const queueOf = async (customer: string, wanted: string) => {
      return genesys.conversation(await handedOver(genesys, customer, wanted)).queue
    }
    assert.equal(await queueOf('a', 'billing'), 'billing')
    assert.equal(await queueOf('b', genesys.queues[1]!.id), 'billing')
    assert.equal(await queueOf('c', 'nonsense'), 'support')
    assert.equal(await queueOf('d', ''), 'support')
  })

  it('reads the type at its beginning: what is set meanwhile waits for the next message', async () => {
    const { genesys, bot } = await connected()
    bot.answer = ({ path }) => (path === '/register' ? 'never' : 200)
    genesys.settings.registrationTimeoutMs = 100
    const { body } = await say(genesys, 'webchat-1', 'hello')
    assert.equal(genesys.conversation(body.conversationId).owner, 'flow')
    await say(genesys, 'webchat-1', 'a person!', withAttributes({ type: 'human' }))
    await genesys.idle()
    assert.deepEqual(genesys.conversation(body.conversationId).flowRuns, 1)
    assert.equal(genesys.conversation(body.conversationId).owner, 'closed')
    await say(genesys, 'webchat-1', 'hello?')
    await genesys.idle()
    assert.equal(genesys.conversation(body.conversationId).owner, 'queue')
  })

  it('can end the whole conversation where it disconnects', async () => {
    const { genesys, bot } = await connected({ flowDisconnects: 'conversation' })
    const first = await say(genesys, 'webchat-1', 'one')
    await genesys.idle()
    const second = await say(genesys, 'webchat-1', 'two')
    await genesys.idle()
    assert.notEqual(first.body.conversationId, second.body.conversationId)
    assert.equal(bot.received.length, 2)
  })
})

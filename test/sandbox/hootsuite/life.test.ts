import assert from 'node:assert/strict'
import type { HootsuiteSimulatorOptions } from '../../../scripts/sandbox/hootsuite/index.ts'
import { stopAll } from '../simulator/services.ts'
import { botTexts, connected, manipulate } from './organization.ts'

const MINUTE = 60_000

describe('Hootsuite simulator: who has a conversation', () => {
  afterEach(stopAll)

  it('starts at an inception agent and comes back with the same id after it was resolved', async () => {
    const { hootsuite, bot } = await connected({ activation: 'inception' })
    const { conversationId, customerId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    await manipulate(hootsuite, conversationId, { complete: 'RESOLVED' })
    const again = await hootsuite.customerSays('again', { customerId })
    await hootsuite.idle()
    assert.equal(again.conversationId, conversationId)
    assert.deepEqual(
      bot
        .types()
        .map((type) => type[0])
        .join(''),
      'CICI',
    )
    const { owner, epoch, activation } = hootsuite.conversation(conversationId)
    assert.deepEqual([owner, epoch, activation], ['bot', 2, 'inception'])
    hootsuite.settings.sameIdOnReturn = false
    await manipulate(hootsuite, conversationId, { complete: 'RESOLVED' })
    assert.notEqual((await hootsuite.customerSays('again', { customerId })).conversationId, conversationId)
    await assert.rejects(hootsuite.delegate(conversationId), /no delegation virtual agent/)
  })

  it('starts in New where there is only a delegation agent, or no access to the channel', async () => {
    const { hootsuite, bot } = await connected({ activation: 'delegation' })
    const { conversationId } = await hootsuite.customerSays('hello')
    assert.equal(hootsuite.conversation(conversationId).owner, 'new')
    hootsuite.settings.activation = 'both'
    hootsuite.settings.channels[0]!.access = false
    const other = await hootsuite.customerSays('hello')
    assert.equal(hootsuite.conversation(other.conversationId).owner, 'new')
    await assert.rejects(hootsuite.delegate(other.conversationId), /no delegation virtual agent/)
    await hootsuite.idle()
    assert.deepEqual(bot.types(), [])
  })

  it('tells a delegation agent that it has been given one, and of messages from then on', async () => {
    const { hootsuite, bot } = await connected({ activation: 'delegation' })
    const { conversationId, customerId } = await hootsuite.customerSays('hello')
    await hootsuite.agentSays(conversationId, 'I am Amy')
    await hootsuite.customerSays('hi Amy', { customerId })
    await hootsuite.delegate(conversationId)
    await assert.rejects(hootsuite.delegate(conversationId), /already/)
    await hootsuite.customerSays('hi bot', { customerId })
    await hootsuite.idle()
    assert.deepEqual(bot.types(), ['CONVERSATION_DELEGATED', 'INBOUND_MESSAGE_RECEIVED'])
    assert.equal(bot.received[1]?.event.data.message.text, 'hi bot')
    assert.deepEqual(
      hootsuite.messages(conversationId).map(({ from }) => from),
      ['customer', 'agent', 'customer', 'customer'],
    )
  })

  it('is taken over silently: the bot learns it from a 404', async () => {
    const { hootsuite, bot } = await connected()
    const { conversationId, customerId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    await hootsuite.agentTakes(conversationId)
    await hootsuite.customerSays('are you a person?', { customerId })
    await hootsuite.agentResolves(conversationId)
    await hootsuite.idle()
    assert.equal(bot.received.length, 2)
    assert.equal((await manipulate(hootsuite, conversationId, { sendMessage: { text: 'hi' } })).status, 404)
    assert.equal(hootsuite.conversation(conversationId).release, 'taken-over')
    await hootsuite.delegate(conversationId)
    assert.equal((await manipulate(hootsuite, conversationId, { sendMessage: { text: 'hi' } })).status, 200)
    assert.equal(hootsuite.conversation(conversationId).epoch, 2)
  })

  it('stays with people after a hand-over, until they resolve it', async () => {
    const { hootsuite, bot } = await connected()
    const { conversationId, customerId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    await manipulate(hootsuite, conversationId, { complete: 'HANDOVER' })
    await hootsuite.customerSays('anybody?', { customerId })
    await hootsuite.idle()
    assert.equal(bot.received.length, 2)
    await hootsuite.agentResolves(conversationId)
    await hootsuite.customerSays('one more thing', { customerId })
    await hootsuite.idle()
    assert.deepEqual(bot.types().slice(2), ['CONVERSATION_STARTED', 'INBOUND_MESSAGE_RECEIVED'])
  })

  for (const [name, handoffRule, taken, expected] of [
    ['the previous agent', 'previous-agent', true, 'agent'],
    ['New, where there was no agent', 'previous-agent', false, 'new'],
    ['New', 'no-one', true, 'new'],
  ] as const) {
    it(`is handed over by a delegation agent to ${name}`, async () => {
      const { hootsuite } = await connected({ activation: 'delegation', handoffRule })
      const { conversationId } = await hootsuite.customerSays('hello')
      if (taken) await hootsuite.agentTakes(conversationId)
      await hootsuite.delegate(conversationId)
      await manipulate(hootsuite, conversationId, { complete: 'HANDOVER' })
      const { owner, agentId } = hootsuite.conversation(conversationId)
      assert.deepEqual([owner, agentId], [expected, expected === 'agent' ? hootsuite.humanAgentId : undefined])
    })
  }

  it('is handed over by an inception agent to New, whatever the rule', async () => {
    const { hootsuite } = await connected({ handoffRule: 'previous-agent' })
    const { conversationId } = await hootsuite.customerSays('hello')
    await manipulate(hootsuite, conversationId, { complete: 'HANDOVER' })
    assert.equal(hootsuite.conversation(conversationId).owner, 'new')
  })

  it('is another one on another medium', async () => {
    const { hootsuite, bot } = await connected()
    const { customerId, conversationId } = await hootsuite.customerSays('hello')
    const other = await hootsuite.customerSays('hello', { customerId, medium: 'twit' })
    await hootsuite.idle()
    assert.notEqual(other.conversationId, conversationId)
    assert.equal(hootsuite.conversation(other.conversationId).medium, 'twit')
    assert.equal(bot.received.filter(({ event }) => event.type === 'CONVERSATION_STARTED').length, 2)
  })
})

describe('Hootsuite simulator: time-outs', () => {
  afterEach(stopAll)
  const start = async (options: HootsuiteSimulatorOptions = {}) => {
    const { hootsuite } = await connected(options)
    const said = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    const later = (ms: number) => {
      hootsuite.clock.advance(ms)
      return hootsuite.conversation(said.conversationId)
    }
    return { hootsuite, later, ...said }
  }

  it('puts a conversation into New when the bot is silent for 5 minutes; typing is no reply', async () => {
    const { hootsuite, later, conversationId, customerId } = await start({ errorTopic: 'Bot trouble' })
    await manipulate(hootsuite, conversationId, { indicateTyping: 'START', applyTopics: ['Billing'] })
    assert.equal(later(4 * MINUTE).owner, 'bot')
    await hootsuite.customerSays('still there?', { customerId })
    const { owner, release, topics } = later(MINUTE)
    assert.deepEqual([owner, release, topics], ['new', 'virtual-agent-timeout', ['Billing', 'Bot trouble']])
    assert.equal(hootsuite.messages(conversationId).length, 2)
  })

  it('or resolves it with a standard message, as set', async () => {
    const { hootsuite, later, conversationId } = await start({ onError: 'resolved', virtualAgentTimeoutMs: 1000 })
    assert.equal(later(1000).owner, 'resolved')
    const { from, text } = hootsuite.messages(conversationId).at(-1)!
    assert.deepEqual([from, text], ['system', 'Please try again in a little while.'])
  })

  it('waits for the customer once the bot has spoken', async () => {
    const { hootsuite, later, conversationId, customerId } = await start({ contactTimeoutMs: 10 * MINUTE })
    await manipulate(hootsuite, conversationId, { sendMessage: { text: 'hi' } })
    assert.equal(later(9 * MINUTE).owner, 'bot')
    await hootsuite.customerSays('hm', { customerId })
    await manipulate(hootsuite, conversationId, { sendMessage: { text: 'yes?' } })
    assert.equal(later(9 * MINUTE).owner, 'bot')
    const { owner, release } = later(MINUTE)
    assert.deepEqual([owner, release], ['new', 'contact-timeout'])
  })

  it('gives a delegated conversation back when the bot asks nothing for 2 minutes', async () => {
    const { hootsuite, later, conversationId } = await start({
      activation: 'delegation',
      handoffRule: 'previous-agent',
      onError: 'resolved',
    })
    await hootsuite.agentTakes(conversationId)
    await hootsuite.delegate(conversationId)
    await hootsuite.idle()
    assert.equal(later(2 * MINUTE - 1000).owner, 'bot')
    const { owner, release } = later(1000)
    assert.deepEqual([owner, release], ['agent', 'first-question-timeout'])
    await hootsuite.delegate(conversationId)
    await manipulate(hootsuite, conversationId, { sendMessage: { text: 'What is your order number?' } })
    assert.equal(later(3 * MINUTE).owner, 'bot')
  })

  it('never ends what it no longer has, nor a later epoch', async () => {
    const { hootsuite, later, conversationId } = await start({ virtualAgentTimeoutMs: MINUTE, onError: 'resolved' })
    await hootsuite.agentTakes(conversationId)
    assert.equal(later(MINUTE).owner, 'agent')
    await hootsuite.delegate(conversationId)
    await manipulate(hootsuite, conversationId, { sendMessage: { text: 'hi' } })
    assert.equal(later(MINUTE).owner, 'bot')
    assert.deepEqual(botTexts(hootsuite, conversationId), ['hi'])
  })

  it('can be scaled, or switched off', async () => {
    const { hootsuite, later, customerId } = await start({ timeScale: 300 })
    assert.equal(later(1000).owner, 'new')
    hootsuite.settings.virtualAgentTimeoutMs = 0
    const other = await hootsuite.customerSays('hello', { customerId, medium: 'fb' })
    hootsuite.clock.advance(60 * MINUTE)
    assert.equal(hootsuite.conversation(other.conversationId).owner, 'bot')
  })
})

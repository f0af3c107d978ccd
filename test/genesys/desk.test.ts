import assert from 'node:assert/strict'
import { DeskClosedError, PlatformUnreachableError, RateLimitedError } from '../../adapters/core/errors.ts'
import type { GenesysSettings } from '../../adapters/genesys/index.ts'
import type { GenesysSimulatorOptions } from '../../scripts/sandbox/genesys/index.ts'
import { OWN, StandIn, until } from './stand-in.ts'

const THREE_DAYS = 72 * 3_600_000

describe('Genesys: the desk, end to end', () => {
  let one: StandIn
  const start = async (options: GenesysSimulatorOptions = {}, changes: Partial<GenesysSettings> = {}) => {
    one = await StandIn.start(options, changes)
    return one
  }
  const mirrored = async (count: number) => {
    await until(
      'the mirror',
      () => one.simulator.conversations().reduce((sum, { messages }) => sum + messages.length, 0) >= count,
    )
    await one.settled()
  }
  const accepted = async () => {
    await until('the queue', () => one.simulator.conversations().some(({ owner }) => owner === 'queue'))
    await until('news of the queue', () => one.kinds().at(-1) === 'queued')
    const waiting = one.simulator.conversations().find(({ owner }) => owner === 'queue')!
    await one.simulator.agentAccepts(waiting.id, 'Priya')
    await until('the agent', () => one.owner === 'agent')
    return waiting.id
  }
  afterEach(async () => {
    assert.deepEqual(await one.stop(), [], 'requests that are not as documented, or events nobody understood')
  })

  const windows: [string, GenesysSimulatorOptions][] = [
    ['no threading window, the flow ends itself', { threadingWindowMs: 0, flowDisconnects: 'itself' }],
    ['no threading window, the flow ends the conversation', { threadingWindowMs: 0, flowDisconnects: 'conversation' }],
    ['72 h, the flow ends itself', { threadingWindowMs: THREE_DAYS, flowDisconnects: 'itself' }],
    ['72 h, the flow ends the conversation', { threadingWindowMs: THREE_DAYS, flowDisconnects: 'conversation' }],
    ['attributes that later messages do not overwrite', { threadingWindowMs: THREE_DAYS, laterAttributes: 'ignored' }],
    ['old webhooks, without a conversation', { webhookConversationId: false, webhookIdType: false }],
    ['agentless messages that are a bot’s', { agentlessEntity: 'Bot' }],
    ['a data action that does not know the customer', { registrationCustomerId: false }],
  ]
  for (const [name, options] of windows) {
    it(`mirrors, hands off, relays both ways, ends, and mirrors again: ${name}`, async () => {
      await start(options)
      one.say('customer', 'BOTH parcels are late')
      one.say('bot', 'Shall I get somebody?')
      await mirrored(2)
      assert.deepEqual(one.happened, [], 'our own words came back as an agent’s')
      assert.ok(
        one.simulator.registrations.every(({ status }) => status === 200),
        'a registration was refused',
      )

      await one.handOff({ queue: 'billing', collected: { topics: ['Parcel'], contact: { tier: 'gold', Type: 'x' } } })
      const id = await accepted()
      const conversation = one.simulator.conversation(id)
      assert.equal(conversation.queue, 'billing')
      const { type, topics, tier } = conversation.attributes
      assert.deepEqual({ type, topics, tier }, { type: 'human', topics: 'Parcel', tier: 'gold' })
      const seen = conversation.messages.map(({ text }) => text).join('\n')
      assert.match(seen, /BOTH parcels are late[\s\S]*Shall I get somebody\?[\s\S]*|Shall I get somebody/)
      assert.match(seen, /Handed over by the bot: asked for a person/)

      await one.relay({ text: 'BOTH parcels, I said' })
      assert.equal(one.simulator.conversation(id).messages.at(-1)!.text, 'BOTH parcels, I said')
      await one.simulator.agentSays(id, 'BOTH? Let me look.')
      await until('the agent’s words', () => one.said().length === 1)
      assert.equal(one.said()[0]!.text, 'BOTH? Let me look.')
      assert.equal(one.said()[0]!.agent?.name, 'Priya')
      await one.desk.receipt(one.said()[0]!.receipt, 'delivered', one.view)
      assert.equal(one.simulator.conversation(id).messages.at(-1)!.status, 'delivery-success')

      await one.simulator.agentDisconnects(id)
      await until('the end', () => one.owner === 'bot')
      assert.deepEqual(one.kinds(), ['queued', 'accepted', 'ended'])
      await until('type set back', () => one.simulator.conversation(id).attributes.type === 'bot')

      one.say('customer', 'Thanks, bot')
      one.say('bot', 'Any time')
      await until('mirrored again', () =>
        one.simulator
          .conversations()
          .flatMap(({ messages }) => messages)
          .some(({ text }) => text === 'BOT Any time'),
      )
      await one.settled()
      assert.ok(
        one.simulator.conversations().every(({ owner }) => owner !== 'queue'),
        'the flow queued the customer again',
      )
      assert.equal(one.said().length, 1)

      // And once more, in the same conversation or another: the first agent is no news.
      await one.handOff({ queue: 'support' })
      await accepted()
      assert.deepEqual(one.kinds(), ['queued', 'accepted', 'ended', 'queued', 'accepted'])
    })
  }

  it('shows nothing before the hand-off where only a summary is wanted', async () => {
    await start({}, { mirror: 'summary' })
    one.say('customer', 'Hello')
    one.say('bot', 'Hello, Noor')
    assert.equal(one.simulator.calls.length, 0)
    await one.handOff()
    const id = await accepted()
    assert.match(one.simulator.conversation(id).messages[0]!.text!, /Customer: Hello\nBot: Hello, Noor/)
  })

  it('tells in the summary what was not mirrored, and that only', async () => {
    await start()
    one.say('customer', 'first')
    one.say('bot', 'second')
    one.say('customer', 'third')
    await mirrored(3)
    one.simulator.faults.api({ kind: 'status', status: 400, match: { path: /agentless/ } })
    one.say('bot', 'fourth')
    await until('the refusal', () => one.calls(/agentless/).length === 2)
    await one.handOff()
    const id = await accepted()
    const summary = one.simulator.conversation(id).messages.find(({ text }) => text?.startsWith('Handed over'))!.text!
    assert.match(summary, /Bot: fourth/)
    assert.doesNotMatch(summary, /first|second|third/)
  })

  it('knows who has the customer without a socket, and after a restart', async () => {
    // Looks are not spaced out here.
    await start({ notificationEvents: false }, { profile: { requestsPerMinute: 1_000_000 } })
    one.say('customer', 'Hi')
    await mirrored(1)
    await one.handOff({ queue: 'support' })
    await one.settled()
    await one.check()
    assert.deepEqual(one.kinds(), ['queued'])
    const { id } = one.newest
    await one.restart()
    await one.simulator.agentAccepts(id, 'Tom')
    await one.check()
    assert.deepEqual(one.happened.at(-1), { kind: 'accepted', agent: { id: one.simulator.agents[1]!.id, name: 'Tom' } })
    await one.simulator.agentTransfers(id, { queue: 'billing' })
    await one.check()
    await one.restart()
    await one.simulator.agentAccepts(id, 'Priya')
    await one.check()
    await one.simulator.agentDisconnects(id)
    await one.check()
    assert.deepEqual(one.kinds(), ['queued', 'accepted', 'queued', 'accepted', 'ended'])
  })

  it('takes a person’s words for a person’s arrival', async () => {
    await start({ notificationEvents: false })
    await one.handOff({ queue: 'support' })
    await one.settled()
    await one.simulator.agentAccepts(one.newest.id, 'Tom')
    await one.simulator.agentSays(one.newest.id, 'BOTHered, are we?')
    await until('the words', () => one.said().length === 1)
    assert.deepEqual(one.kinds(), ['accepted'])
    assert.equal(one.said()[0]!.agent?.name, 'Tom')
  })

  it('goes on when its sockets break, and when they are closed with notice', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    await until('a subscription', () =>
      one.simulator.channels().some(({ topics, connected }) => connected && topics.length > 0),
    )
    const id = one.newest.id
    one.simulator.dropSockets({ announced: true })
    await until('another socket', () => one.simulator.channels().filter(({ topics }) => topics.length > 0).length > 1)
    await one.simulator.agentAccepts(id, 'Priya')
    await until('the agent', () => one.owner === 'agent')
    one.simulator.dropSockets()
    await one.simulator.agentDisconnects(id)
    await until('the end', () => one.owner === 'bot')
  })

  it('shows structured messages, and answers their buttons as such', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    const id = await accepted()
    const content = ['Invoice', 'Outage'].map((text) => ({
      contentType: 'QuickReply',
      quickReply: { text, payload: `topic_${text.toLowerCase()}`, action: 'Message' },
    }))
    await one.simulator.flowSays(id, 'Which topic?', { structured: content })
    await until('the question', () => one.said().length === 1)
    assert.deepEqual(
      one.said()[0]!.suggestedActions?.actions.map(({ title, value }) => [title, value]),
      [
        ['Invoice', 'topic_invoice'],
        ['Outage', 'topic_outage'],
      ],
    )
    await one.relay({ text: 'topic_outage' })
    const [call] = one.calls(/structured\/response/)
    assert.deepEqual((call!.body as { buttonResponse: unknown }).buttonResponse, {
      type: 'QuickReply',
      text: 'Outage',
      payload: 'topic_outage',
    })
    await one.relay({ text: 'something else' })
    assert.equal(one.simulator.conversation(id).messages.at(-1)!.text, 'something else')
  })

  it('shows typing both ways, at most one in four seconds', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    const id = await accepted()
    await one.simulator.agentTypes(id)
    await until('typing', () => one.happened.some(({ kind }) => kind === 'typing'))
    await one.desk.typing(one.view)
    await one.desk.typing(one.view)
    assert.equal(one.calls(/inbound\/open\/event/).length, 1)
  })

  it('sends files one by one, and carries what only we may fetch', async () => {
    await start({ downloadsNeedToken: true })
    await one.handOff({ queue: 'support' })
    const id = await accepted()
    const file = (name: string) => ({ contentType: 'image/png', contentUrl: `https://cdn.example.net/${name}`, name })
    await one.relay({
      text: 'See',
      attachments: [file('a.png'), file('b.png'), { contentType: 'text/plain', content: 'x', name: 'c.txt' }],
    })
    const sent = one.simulator.conversation(id).messages.slice(-2)
    assert.deepEqual(
      sent.map(({ text, content }) => [text, content.length]),
      [
        ['See\n[c.txt]', 1],
        [undefined, 1],
      ],
    )
    await one.simulator.agentSays(id, 'Here', {
      attachments: [{ mime: 'application/pdf', filename: 'tariff.pdf', body: 'PDF' }],
    })
    await until('the file', () => one.said().some(({ attachments }) => attachments !== undefined))
    const [got] = one.said().find(({ attachments }) => attachments !== undefined)!.attachments!
    assert.equal(got!.contentUrl, `data:application/pdf;base64,${Buffer.from('PDF').toString('base64')}`)
    assert.equal(got!.name, 'tariff.pdf')
  })

  it('moves who waits, changes topics, and rejects what belongs to the flow', async () => {
    await start()
    await one.handOff({ queue: 'support', collected: { topics: ['A', 'B'] } })
    await until('the queue', () => one.newest.owner === 'queue')
    const update = (change: Parameters<typeof one.desk.update>[0]) =>
      one.desk.update(change, one.view, new AbortController().signal)
    const done = await update({
      queue: 'billing',
      addTopics: ['C'],
      removeTopics: ['A'],
      conversation: { IGREGISTERED: 'no', order: 12 },
      note: 'VIP',
    })
    assert.deepEqual(done.rejected, [{ what: 'attribute IGREGISTERED', why: 'the name is reserved for the flow' }])
    await one.settled()
    assert.equal(one.newest.queue, 'billing')
    const { topics, order, notes, igRegistered } = one.newest.attributes
    assert.deepEqual(
      { topics, order, notes, igRegistered },
      { topics: 'B,C', order: '12', notes: 'VIP', igRegistered: 'true' },
    )
  })

  it('ends what the customer left, once and again', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    const id = await accepted()
    await one.desk.close('customer-left', one.view, new AbortController().signal)
    await one.simulator.idle()
    assert.equal(one.simulator.conversation(id).owner, 'closed')
    assert.equal(one.simulator.conversation(id).attributes.type, 'bot')
    await one.desk.close('customer-left', one.view, new AbortController().signal)
  })

  it('says that nobody can take the customer: no such queue, nobody on it', async () => {
    await start()
    await assert.rejects(one.handOff({ queue: 'sales' }), DeskClosedError)
    for (const { id } of one.simulator.agents) one.simulator.agentOffline(id)
    await assert.rejects(one.handOff({ queue: 'billing' }), DeskClosedError)
    assert.equal(one.calls(/inbound/).length, 0)
    assert.deepEqual(await one.desk.queueStatus('billing', new AbortController().signal), {
      agentsAvailable: 0,
      waiting: 0,
    })
  })

  it('hands off without the permission to see queues', async () => {
    await start({ missingPermissions: ['analytics:queueObservation:view', 'analytics:conversationDetail:view'] })
    for (const { id } of one.simulator.agents) one.simulator.agentOffline(id)
    await one.handOff({ queue: 'billing' })
    assert.deepEqual(await one.desk.queueStatus('billing', new AbortController().signal), {})
    await one.settled()
    await one.check()
    assert.deepEqual(one.kinds(), ['queued'])
  })

  it('fails a hand-off that the flow drops', async () => {
    await start({}, { profile: { human: 'person', settleMs: 0 } })
    await one.handOff()
    await one.settled()
    await one.check()
    assert.deepEqual(one.kinds(), ['failed'])
  })

  it('renews a token that was revoked', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    one.simulator.revokeTokens()
    await one.relay({ text: 'still there?' })
    assert.equal(one.newest.messages.at(-1)!.text, 'still there?')
  })

  it('never lets the bot wait for mirrors, however ill Genesys is', async () => {
    await start({ requestsPerMinute: 12 }, { profile: { requestsPerMinute: 300 } })
    const before = Date.now()
    for (let i = 0; i < 40; i++) one.say(i % 2 === 0 ? 'customer' : 'bot', `line ${i}`)
    assert.ok(Date.now() - before < 200)
    await until('the limit', () => one.simulator.calls.length >= 8)
    await one.desk.stop()
    one.simulator.clock.advance(60_000)
  })

  it('tells what a relay met: too fast, or ill', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    await one.settled()
    one.simulator.settings.requestsPerMinute = 1
    await assert.rejects(one.relay({ text: 'quick' }), RateLimitedError)
    await one.simulator.stop()
    await one.desk.stop()
    await assert.rejects(new StandInDesk(one).relay(), PlatformUnreachableError)
  })

  it('finds a message again whose answer was lost', async () => {
    await start()
    await one.handOff({ queue: 'support' })
    await one.settled()
    const signal = new AbortController().signal
    const words = { id: 'lost-1', text: 'did you get this?', at: new Date().toISOString() }
    await one.desk.relay(words, one.view, signal)
    assert.equal(await one.desk.findRelayed(words, one.view, signal), true)
    assert.equal(await one.desk.findRelayed({ ...words, id: 'never-sent' }, one.view, signal), false)
    const request = { id: 'hand-off-1', handOff: {} }
    assert.deepEqual(await one.desk.findOpened(request, one.view, signal), {
      conversationId: one.desk.addressOf(OWN),
      ready: false,
    })
    assert.equal(await one.desk.findOpened({ ...request, id: 'hand-off-9' }, one.view, signal), undefined)
  })
})

/** A desk whose Genesys is down. */
class StandInDesk {
  constructor(private readonly one: StandIn) {}
  async relay(): Promise<unknown> {
    await this.one.restart().catch(() => {})
    return this.one.relay({ text: 'anybody?' })
  }
}

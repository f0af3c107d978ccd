import assert from 'node:assert/strict'
import { imiconnectSecrets } from '../../adapters/imiconnect/index.ts'
import { SECRET } from './fixtures.ts'
import { start, stopAll } from './stage.ts'

describe('IMIconnect: a bot on the simulated tenant', () => {
  afterEach(stopAll)

  it('is verified, answers, knows what a number stands for, and hands over with what agents should know', async () => {
    const { imi, told, quiet } = await start()
    const { customerId, conversationId } = await imi.customerSays('branches')
    await quiet()
    await imi.customerSays('2', { customerId })
    await quiet()
    await imi.customerSays('person', { customerId })
    await quiet()
    const said = imi.botMessages(conversationId).map(({ text }) => text)
    assert.deepEqual(said, ['Which branch?\n\n1. Leeds\n2. York', 'heard york-1', 'somebody comes'])
    const { owner, handover } = imi.conversation(conversationId)
    assert.equal(owner, 'queue')
    assert.equal(handover?.customparams.customparam1, 'billing')
    assert.equal(handover?.customparams.customparam2, 'asked for a person')
    assert.equal(handover?.customparams.customparam3, conversationId)
    assert.match(handover?.customparams.customparam4 ?? '', /customer: person\nBot: somebody comes$/)
    // Only fields the platform looks at, in its own spelling.
    assert.deepEqual(
      imi.calls.flatMap(({ ignored }) => ignored),
      [],
    )
    assert.equal(told.filter((one) => one === 'conversationUpdate').length, 1)
  })

  it('is silent while people have the conversation, and has it back when the customer’s message says so', async () => {
    const { imi, engine, told, quiet } = await start()
    const { customerId, botConversationId } = await imi.customerSays('person')
    await quiet()
    await imi.agentSays(botConversationId, 'Priya here')
    await imi.customerSays('hello Priya', { customerId })
    await quiet()
    assert.equal(imi.botMessages(botConversationId).length, 1)
    assert.deepEqual(
      told.filter((one) => one.startsWith('contactcenter.observed')),
      ['contactcenter.observed agent: Priya here', 'contactcenter.observed customer: hello Priya'],
    )
    const { ccspId } = imi.conversation(botConversationId)
    const lines = await engine.transcripts.last('imiconnect', ccspId!, 10)
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['Priya here', 'hello Priya'],
    )

    await imi.agentCloses(botConversationId)
    // Within a minute of the hand-over it was on its way already.
    await imi.customerSays('still there?', { customerId })
    await quiet()
    assert.equal(imi.botMessages(botConversationId).length, 1)
    imi.clock.advance(61_000)
    await imi.customerSays('hello again', { customerId })
    await quiet()
    assert.deepEqual(
      imi.botMessages(botConversationId).map(({ text }) => text),
      ['somebody comes', 'heard hello again'],
    )
    assert.ok(told.includes('handoff.status completed'))
    assert.ok(!told.includes('handoff.status accepted'))
  })

  it('collates into its own conversation where the platform links the two, and knows who took over', async () => {
    const profile = { fields: { linkedConversation: ['BotConversationid'] } }
    const { imi, engine, told, quiet } = await start(
      { profile },
      { linkField: 'BotConversationid', closedEvent: 'Chat Closed' },
    )
    const { customerId, botConversationId } = await imi.customerSays('person')
    await quiet()
    await imi.agentSays(botConversationId, 'Priya here')
    await quiet()
    await imi.customerSays('hello Priya', { customerId })
    await quiet()
    const lines = await engine.transcripts.last('imiconnect', botConversationId, 10)
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['person', 'somebody comes', 'Priya here', 'hello Priya'],
    )
    assert.ok(told.includes('handoff.status accepted'))
    await imi.agentCloses(botConversationId)
    await quiet()
    assert.ok(told.includes('handoff.status completed'))
    assert.ok(told.includes('endOfConversation'))
    // Closed is closed: what comes next begins anew, also within the minute.
    await imi.customerSays('hello again', { customerId })
    await quiet()
    assert.equal(imi.botMessages(botConversationId).at(-1)?.text, 'heard hello again')
  })

  it('answers everything authentic with the token, in time, and nothing else', async () => {
    const { imi, engine, url, adapter, quiet } = await start()
    const bodies = [
      '',
      '{}',
      'no json',
      '[1]',
      '{"Event":"Incoming message"}',
      JSON.stringify({ Event: 'X', Conversationid: 'c' }),
    ]
    for (const body of bodies) {
      const response = await fetch(url, { method: 'POST', body })
      assert.equal(response.status, 200, body)
      assert.deepEqual(await response.json(), { verification_token: imi.verificationToken }, body)
    }
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(url, { method })
      assert.equal(response.status, 200)
      assert.equal(await response.text(), '')
    }
    for (const method of ['POST', 'GET', 'HEAD']) {
      const response = await fetch(`${url}x`, { method, body: method === 'POST' ? '{}' : undefined })
      assert.equal(response.status, 404)
      assert.equal(await response.text(), '')
    }
    await quiet()
    assert.equal(engine.stats().deadLetters, 3)
    assert.equal(adapter.health().failedInARow, 0)
    for (const odd of [
      'unknown-event',
      'no-message-id',
      'numeric-ids',
      'other-spelling',
      'bad-timestamp',
      'large',
      'prototype',
      'not-json',
      'array',
    ] as const)
      await imi.receive(odd)
    await quiet()
    assert.equal(imi.webhookActive, true)
    assert.ok(imi.deliveries.every(({ ok }) => ok))
  })

  it('takes each event once, however often it comes', async () => {
    const { imi, told, quiet } = await start()
    imi.faults.webhooks({ kind: 'duplicate', copies: 4 })
    const { customerId, conversationId } = await imi.customerSays('one')
    await quiet()
    await imi.customerPresses('{"branch":7}', { customerId })
    await quiet()
    await imi.customerPresses('{"branch":7}', { customerId })
    await quiet()
    const said = imi.botMessages(conversationId).map(({ text }) => text)
    assert.deepEqual(said, ['heard one', 'heard {"branch":7}', 'heard {"branch":7}'])
    // The receipts of three replies.
    assert.equal(told.filter((one) => one === 'contactcenter.delivery delivered').length, 3)
  })

  it('says what it is to say while the platform is ill, once it is well, in order', async () => {
    const { imi, quiet } = await start()
    const cures = ['7005', '7020'].map((code) => imi.faults.api({ kind: 'code', code, times: 1 }))
    const { customerId, conversationId } = await imi.customerSays('one')
    await imi.idle()
    await imi.customerSays('two', { customerId })
    await quiet()
    for (const cure of cures) cure()
    const said = imi.botMessages(conversationId).map(({ text }) => text)
    assert.deepEqual(said, ['heard one', 'heard two'])
  })

  it('tells the bot where the platform takes no hand-over, and goes on', async () => {
    const { imi, told, quiet } = await start()
    imi.faults.api({ kind: 'code', code: '7004', match: { eventid: '1002' }, times: 1 })
    const { customerId, conversationId } = await imi.customerSays('person')
    await quiet()
    assert.ok(told.includes('handoff.status failed'))
    await imi.customerSays('and now?', { customerId })
    await quiet()
    assert.equal(imi.botMessages(conversationId).at(-1)?.text, 'heard and now?')
  })

  it('closes on its own side, and begins anew with the customer’s next message', async () => {
    const { imi, told, quiet } = await start()
    const { customerId, conversationId } = await imi.customerSays('bye')
    await quiet()
    assert.ok(told.includes('endOfConversation'))
    const again = await imi.customerSays('hello', { customerId })
    await quiet()
    assert.equal(again.conversationId, conversationId)
    assert.equal(told.filter((one) => one === 'conversationUpdate').length, 2)
    assert.deepEqual(
      imi.calls.map(({ body }) => (body as { eventid: string }).eventid),
      ['1001', '1001'],
    )
  })

  it('works with keys and tokens on the generated URL', async () => {
    const key = await start({ serviceKey: 'sandbox-service-key' }, { inboundAuth: 'serviceKey' })
    const one = await key.imi.customerSays('one')
    await key.quiet()
    assert.equal(key.imi.botMessages(one.conversationId).length, 1)

    const serviceSecret = Buffer.from('the sandbox service keeps this secret').toString('base64')
    const inboundAuth = { type: 'jwt' as const, serviceId: 'sandbox-service', serviceSecret }
    const jwt = await start({ profile: { inboundAuth } }, { inboundAuth: 'jwt' })
    const two = await jwt.imi.customerSays('two')
    await jwt.quiet()
    assert.equal(jwt.imi.botMessages(two.conversationId).length, 1)
  })

  it('answers handshakes before the generated URL is known, and events with 503, for none of which a turn runs', async () => {
    const { imi, engine, url, adapter, logged } = await start({ inboundUrl: undefined })
    assert.equal(imi.webhookActive, true)
    await imi.customerSays('too early')
    await imi.idle()
    assert.equal(imi.deliveries.at(-1)?.status, 503)
    assert.equal(engine.lastAccepted('imiconnect', ''), undefined)
    assert.match(logged(), /IMICONNECT_INBOUND_URL is not set/)
    assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 200)
    assert.equal(adapter.health().failedInARow, 0)
  })

  it('writes no secret into its log', async () => {
    const { imi, url, logged, quiet } = await start({ serviceKey: 'sandbox-service-key' })
    imi.faults.api({ kind: 'status', status: 404, body: `Cannot POST ${imi.inboundUrl}`, times: 1 })
    imi.faults.api({ kind: 'reset-before', times: 1 })
    await imi.customerSays('person')
    await fetch(`${url}x`, { method: 'POST', body: '{}' })
    await quiet()
    assert.notEqual(logged(), '')
    const secrets = imiconnectSecrets({
      inboundUrl: imi.inboundUrl,
      verificationToken: imi.verificationToken,
      urlSecrets: [SECRET],
      serviceKey: 'sandbox-service-key',
    })
    for (const secret of secrets) assert.ok(!logged().includes(secret), secret)
  })
})

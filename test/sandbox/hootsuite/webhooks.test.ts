import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { signatureOf } from '../../../scripts/sandbox/hootsuite/signature.ts'
import { stopAll } from '../simulator/services.ts'
import { botTexts, connected, manipulate, organization, upload } from './organization.ts'

const messages = /INBOUND_MESSAGE_RECEIVED/

describe('Hootsuite simulator: events', () => {
  afterEach(stopAll)

  it('tells of the start and then of each message', async () => {
    const { hootsuite, bot } = await connected()
    const contactAttributes = [
      { attribute: 'tier', value: 'gold', source: 'CRM_CONFIRMED' as const },
      { attribute: 'tier', value: 'silver', source: 'AGENT' as const },
    ]
    const said = await hootsuite.customerSays('Bonjour', { name: 'Léa', language: 'fr', contactAttributes })
    await hootsuite.idle()
    await manipulate(hootsuite, said.conversationId, { applyTopics: ['Billing'] })
    const trigger = { type: 'STORY', action: 'REPLY' } as const
    await hootsuite.customerSays('Suivi', { customerId: said.customerId, payload: 'TRACK', trigger })
    await hootsuite.idle()
    assert.deepEqual(bot.types(), ['CONVERSATION_STARTED', 'INBOUND_MESSAGE_RECEIVED', 'INBOUND_MESSAGE_RECEIVED'])
    const [start, first, second] = bot.received.map(({ event }) => event)
    assert.deepEqual(Object.keys(start), ['timestamp', 'idempotencyKey', 'version', 'type', 'data'])
    assert.match(start.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/)
    assert.ok(Math.abs(Date.parse(start.timestamp) - Date.now()) < 60_000)
    assert.equal(new Set(bot.received.map(({ event }) => event.idempotencyKey)).size, 3)
    const { contactProfile, ...data } = start.data
    assert.deepEqual(data, {
      conversationId: said.conversationId,
      medium: { id: 'whatsapp' },
      channel: { id: '0-02534c5ac04-000-261ad914', name: 'Acme WhatsApp' },
      language: 'fr',
      contactAttributes,
    })
    assert.deepEqual([contactProfile.id, contactProfile.primaryIdentifier], [said.customerId, 'Léa'])
    assert.deepEqual(first.data.message, { messageId: said.messageId, text: 'Bonjour' })
    assert.equal(first.data.trigger, null)
    assert.equal(first.data.language, undefined)
    assert.deepEqual(second.data.conversationTopics, ['Billing'])
    assert.deepEqual([second.data.message.payload, second.data.trigger], ['TRACK', trigger])
  })

  it('signs the bytes it sends with the hex-decoded secret', async () => {
    const { hootsuite, bot } = await connected()
    await hootsuite.customerSays('Où est mon colis ?')
    await hootsuite.idle()
    for (const { headers, text } of bot.received) {
      const key = Buffer.from(hootsuite.webhookSecret, 'hex')
      assert.equal(headers['x-hootsuite-signature'], createHmac('sha256', key).update(text).digest('hex'))
      assert.equal(headers['x-hootsuite-signature'], hootsuite.sign(text))
    }
  })

  it('signs as others do', () => {
    const secret = '9b41c07e5d2f83a6e0174bc25a98df36417e0ac5b8d2936f5e81047a3cc2d9f1'
    const body = '{ "type" : "CONVERSATION_STARTED",\n  "data" : { "conversationId" : "conv-7781" } }\n'
    assert.equal(signatureOf(secret, body), 'f5ec6c3a7e3b51dc808b0a819e8c82265bd09b02d73f77e8c38b67d4793af210')
  })

  it('shows nothing of a customer’s file', async () => {
    const { hootsuite, bot } = await connected()
    const attachments = [{ contentType: 'image/png', filename: 'lid.png', body: 'png' }]
    const { conversationId } = await hootsuite.customerSays('', { attachments })
    await hootsuite.idle()
    assert.deepEqual(Object.keys(bot.received[1]?.event.data.message), ['messageId'])
    assert.equal(hootsuite.messages(conversationId)[0]?.attachment, 'lid.png')
  })

  it('can be dated otherwise, for those who check it', async () => {
    const { hootsuite, bot } = await connected({ timestampSkewMs: -400_000 })
    await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.ok(Date.now() - Date.parse(bot.received[0]?.event.timestamp) >= 400_000)
  })
})

describe('Hootsuite simulator: answers to events', () => {
  afterEach(stopAll)

  it('carries out what comes back, bare tags included', async () => {
    const { hootsuite, bot } = await connected()
    bot.answer = ({ event }) => {
      if (event.type === 'CONVERSATION_STARTED') return { body: '' }
      return { body: { sendMessage: { text: 'hi' }, applyTags: ['happy'], complete: 'RESOLVED' } }
    }
    const { conversationId, messageId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    const { owner, tags } = hootsuite.conversation(conversationId)
    assert.deepEqual([owner, tags], ['resolved', [{ messageId, tag: 'Happy' }]])
    assert.deepEqual(
      hootsuite.botMessages(conversationId).map(({ text, via }) => [text, via]),
      [['hi', 'response']],
    )
    const outcomes = hootsuite.deliveries.map(({ outcome, status, attempt }) => [outcome, status, attempt])
    assert.deepEqual(outcomes, [
      ['applied', 200, 1],
      ['applied', 200, 1],
    ])
    assert.match(JSON.stringify(hootsuite.deliveries[1]?.responseBody), /RESOLVED/)
  })

  for (const body of ['OK', '[]', { sendMessage: { attachment: 'none.png' } }, { applyTags: 'Happy' }]) {
    it(`counts a malformed one as a failure: ${JSON.stringify(body)}`, async () => {
      const { hootsuite, bot } = await connected()
      bot.answer = ({ event }) => (messages.test(event.type) ? { body } : 200)
      const { conversationId } = await hootsuite.customerSays('hello')
      await hootsuite.idle()
      assert.equal(hootsuite.conversation(conversationId).owner, 'new')
      const refused = hootsuite.deliveries.filter(({ outcome }) => outcome === 'refused')
      assert.deepEqual([refused.length, refused[0]?.status], [4, 200])
      assert.match(refused[0]?.error ?? '', /./)
    })
  }

  it('or ignores it, as set', async () => {
    const { hootsuite, bot } = await connected({ malformedAnswer: 'ignore' })
    bot.answer = () => ({ body: 'OK' })
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(conversationId).owner, 'bot')
    assert.equal(hootsuite.deliveries.length, 2)
  })

  it('refuses bare tags where no message is answered', async () => {
    const { hootsuite, bot } = await connected()
    bot.answer = ({ event }) => (messages.test(event.type) ? 200 : { body: { applyTags: ['Happy'] } })
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(conversationId).release, 'webhook-failed')
  })

  it('sends a file that was uploaded before', async () => {
    const { hootsuite, bot } = await connected()
    const { conversationId, customerId } = await hootsuite.customerSays('hello')
    await upload(hootsuite, conversationId, 'cat.png')
    bot.answer = () => ({ body: { sendMessage: { attachment: 'cat.png' } } })
    await hootsuite.customerSays('a cat, please', { customerId })
    await hootsuite.idle()
    assert.equal(hootsuite.botMessages(conversationId)[0]?.attachment, 'cat.png')
  })

  it('does not carry out what comes when the conversation is a person’s', async () => {
    const { hootsuite, bot } = await connected()
    bot.answer = ({ event }) => {
      if (!messages.test(event.type)) return 200
      void hootsuite.agentTakes(event.data.conversationId)
      return { body: { sendMessage: { text: 'hi' } } }
    }
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    const { outcome } = hootsuite.deliveries.find(({ event }) => messages.test(event.type))!
    assert.equal(outcome, 'not-assigned')
    assert.deepEqual(botTexts(hootsuite, conversationId), [])
  })
})

describe('Hootsuite simulator: retries', () => {
  afterEach(stopAll)

  it('tries three times more with the same key and a new timestamp, then leaves it to the New queue', async () => {
    const { hootsuite, bot } = await connected()
    bot.answer = ({ event }) => (messages.test(event.type) ? 503 : 200)
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    const tried = bot.received.filter(({ event }) => messages.test(event.type))
    assert.equal(tried.length, 4)
    assert.equal(new Set(tried.map(({ event }) => event.idempotencyKey)).size, 1)
    assert.equal(new Set(tried.map(({ event }) => event.timestamp)).size, 4)
    for (const { headers, text } of tried) assert.equal(headers['x-hootsuite-signature'], hootsuite.sign(text))
    assert.deepEqual(
      hootsuite.deliveries.filter(({ event }) => messages.test(event.type)).map(({ attempt }) => attempt),
      [1, 2, 3, 4],
    )
    const { owner, release } = hootsuite.conversation(conversationId)
    assert.deepEqual([owner, release], ['new', 'webhook-failed'])
    assert.equal((await manipulate(hootsuite, conversationId, {})).status, 404)
  })

  it('waits at most 2 s before each, on its own clock', async () => {
    const { hootsuite, bot } = await connected({ retryDelaysMs: undefined })
    bot.answer = () => 500
    await hootsuite.customerSays('hello')
    for (const [number, wait] of [500, 1000, 2000].entries()) {
      while (hootsuite.deliveries.length < (number + 1) * 2) await sleep(2)
      assert.equal(bot.received.length, (number + 1) * 2)
      hootsuite.clock.advance(wait)
    }
    await hootsuite.idle()
    assert.equal(bot.received.length, 8)
  })

  it('takes nothing but 200 for well: not 202, not a redirect', async () => {
    const { hootsuite, bot } = await connected()
    const statuses = [202, 302, 401]
    bot.answer = (_, nth) => statuses[nth - 1] ?? 200
    hootsuite.settings.activation = 'both'
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(conversationId).owner, 'bot')
    assert.equal(bot.received.length, 5)
  })

  it('loses an answer that comes too late: the retry’s counts', async () => {
    const { hootsuite, bot } = await connected({ webhookTimeoutMs: 250 })
    let tries = 0
    bot.answer = ({ event }) => {
      if (!messages.test(event.type)) return 200
      tries++
      return { body: { sendMessage: { text: `try ${tries}` } }, delayMs: tries === 1 ? 400 : 0 }
    }
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    await sleep(250)
    assert.deepEqual(botTexts(hootsuite, conversationId), ['try 2'])
    const lost = hootsuite.deliveries.find(({ outcome }) => outcome === 'failed')
    assert.match(lost?.error ?? '', /timed out after 250 ms/)
    assert.ok((lost?.durationMs ?? 0) >= 240)
  })

  it('stops when the conversation has left the bot', async () => {
    const { hootsuite, bot } = await connected({ retryDelaysMs: [2_400, 2_400, 2_400] })
    bot.answer = () => 500
    const { conversationId } = await hootsuite.customerSays('hello')
    while (hootsuite.deliveries.length < 2) await sleep(2)
    await hootsuite.agentTakes(conversationId)
    bot.answer = () => 200
    hootsuite.clock.advance(2_400)
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(conversationId).owner, 'agent')
    assert.equal(hootsuite.deliveries.filter(({ attempt }) => attempt > 2).length, 0)
  })

  it('counts an answer beyond 32 KiB, and a bot that is not there, as failures', async () => {
    const { hootsuite, bot } = await connected()
    bot.answer = () => ({ body: { sendMessage: { text: 'x'.repeat(33_000) } } })
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(conversationId).owner, 'new')
    assert.match(hootsuite.deliveries[0]?.error ?? '', /larger than 32768/)
    hootsuite.setWebhook('http://127.0.0.1:9/')
    const other = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(other.conversationId).owner, 'new')
    assert.equal(hootsuite.deliveries.at(-1)?.error, 'ECONNREFUSED')
  })

  it('gives nothing to a virtual agent that has no URL', async () => {
    const hootsuite = await organization()
    const { conversationId } = await hootsuite.customerSays('hello')
    await hootsuite.idle()
    assert.equal(hootsuite.conversation(conversationId).owner, 'new')
    assert.equal(hootsuite.deliveries.length, 0)
  })
})

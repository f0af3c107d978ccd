import assert from 'node:assert/strict'
import { signatureOf } from '../../../scripts/sandbox/genesys/signature.ts'
import { stopAll } from '../simulator/services.ts'
import { connected, handedOver, mirror, organization, say } from './organization.ts'

/** A conversation that an agent has. */
async function answering(options: Parameters<typeof connected>[0] = {}) {
  const { genesys, bot } = await connected(options)
  const id = await handedOver(genesys)
  await genesys.agentAccepts(id)
  return { genesys, bot, id }
}

describe('Genesys simulator: webhooks', () => {
  afterEach(stopAll)

  it('sign the body in base64, as the published vector does', () => {
    const channelId = '7c1b7d55-2f0a-4b6e-9d8e-0f6b7f6f1a10'
    const id = '0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21'
    const body = `{"id":"${id}","channel":{"id":"${channelId}","platform":"Open","type":"Private","to":{"id":"webchat-5f21","idType":"Opaque"},"from":{"nickname":"Acme Support","id":"${channelId}","idType":"Opaque"},"time":"2026-03-02T10:15:30.250Z","messageId":"${id}"},"type":"Text","text":"Hello, Priya speaking.","originatingEntity":"Human","direction":"Outbound","conversationId":"3e9c3f0a-58a4-4f63-8a0a-2d0f6d5e7b44"}`
    const expected = 'sha256=6Fi07JqN9vTDn8ncWqgwK/zIv56tyIIYrCfrQwoRsc0='
    assert.equal(signatureOf('constructed-webhook-secret-01', body), expected)
  })

  it('bring an agent’s text, signed, with the integration’s name and not the agent’s', async () => {
    const { genesys, bot, id } = await answering()
    const [messageId] = await genesys.agentSays(id, 'Grüß Gott')
    await genesys.idle()
    const { body, headers, text } = bot.received.at(-1)!
    assert.equal(headers['x-hub-signature-256'], genesys.sign(text))
    assert.equal(genesys.deliveries[0]?.signature, genesys.sign(text))
    const { integrationId } = genesys
    const { channel, ...rest } = body
    assert.deepEqual(rest, {
      id: messageId,
      type: 'Text',
      text: 'Grüß Gott',
      originatingEntity: 'Human',
      direction: 'Outbound',
      conversationId: id,
    })
    const { time, ...shown } = channel
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(shown, {
      id: integrationId,
      platform: 'Open',
      type: 'Private',
      messageId,
      to: { id: 'webchat-1', idType: 'Opaque' },
      from: { nickname: 'Acme Support', id: integrationId, idType: 'Opaque' },
    })
    assert.equal(genesys.conversation(id).messages.at(-1)?.status, 'sent')
  })

  it('leave out what older tenants leave out', async () => {
    const { genesys, bot, id } = await answering({ webhookConversationId: false, webhookIdType: false })
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.equal(bot.events()[0].conversationId, undefined)
    assert.deepEqual(bot.events()[0].channel.to, { id: 'webchat-1' })
  })

  it('bring files one by one, structured content, typing and what came from nobody', async () => {
    const { genesys, bot, id } = await answering()
    const quickReply = { text: 'Invoice', payload: 'topic_invoice', action: 'Message' }
    const structured = [{ contentType: 'QuickReply', quickReply }]
    const attachments = [
      { mime: 'application/pdf', filename: 'tariff.pdf', body: 'pdf' },
      { mime: 'image/png', filename: 'map.png', url: 'https://cdn.example.net/map.png' },
    ]
    await genesys.agentSays(id, 'Here you are', { attachments })
    await genesys.flowSays(id, 'Which topic?', { structured })
    await genesys.agentTypes(id)
    await mirror(genesys, 'webchat-1', 'BOT hello')
    await genesys.idle()
    const events = bot.events().toSorted((one, other) => one.channel.time.localeCompare(other.channel.time))
    const [text, pdf, png, choice, typing, mirrored] = events
    assert.deepEqual([text.type, text.text, text.content], ['Text', 'Here you are', undefined])
    assert.deepEqual([pdf.type, pdf.text, pdf.content.length], ['Text', undefined, 1])
    const { url, ...file } = pdf.content[0].attachment
    assert.deepEqual(
      [file.mediaType, file.mime, file.filename, file.contentSizeBytes],
      ['File', 'application/pdf', 'tariff.pdf', 3],
    )
    assert.equal(await (await fetch(url)).text(), 'pdf')
    genesys.settings.downloadsNeedToken = true
    assert.equal((await fetch(url)).status, 401)
    assert.deepEqual(
      [png.content[0].attachment.mediaType, png.content[0].attachment.url],
      ['Image', attachments[1]?.url],
    )
    assert.deepEqual([choice.type, choice.originatingEntity, choice.content], ['Structured', 'Bot', structured])
    assert.deepEqual(typing.events, [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }])
    assert.equal(typing.originatingEntity, undefined)
    assert.deepEqual([mirrored.text, mirrored.originatingEntity], ['BOT hello', 'Human'])
  })

  it('bring receipts for what we sent in, if that is set', async () => {
    const { genesys, bot } = await connected({ receipts: 'delivered' })
    const { id } = (await say(genesys, 'a', 'hello')).body
    await genesys.idle()
    const [receipt] = bot.events()
    assert.deepEqual(
      [receipt.type, receipt.id, receipt.status, receipt.direction, receipt.isFinalReceipt],
      ['Receipt', id, 'Delivered', 'Inbound', true],
    )
    genesys.settings.receipts = 'failed'
    await say(genesys, 'a', 'hello')
    await genesys.idle()
    assert.equal(bot.events()[1].reasons[0].code, 'MessageNotAllowed')
  })

  for (const refusal of [500, 503, 429, 'never'] as const) {
    it(`come again after ${refusal}, five times at most, the same bytes`, async () => {
      const { genesys, bot, id } = await answering({ webhookTimeoutMs: 40 })
      bot.answer = () => refusal
      await genesys.agentSays(id, 'hello')
      await genesys.idle()
      const attempts = bot.received.filter(({ path }) => path === '/webhook')
      assert.equal(attempts.length, 6)
      assert.equal(new Set(attempts.map(({ text }) => text)).size, 1)
      assert.deepEqual(
        genesys.deliveries.map(({ attempt }) => attempt),
        [1, 2, 3, 4, 5, 6],
      )
      assert.equal(genesys.conversation(id).messages.at(-1)?.status, 'failed')
    })
  }

  it('wait five seconds between attempts', async () => {
    const { genesys, bot, id } = await answering({ webhookRetryDelayMs: undefined })
    genesys.settings.webhookRetryDelayMs = 5000
    bot.answer = (_, nth) => (nth === 2 ? 500 : 200)
    await genesys.agentSays(id, 'hello')
    await assert.rejects(genesys.idle(100))
    genesys.clock.advance(4000)
    assert.equal(genesys.deliveries.length, 1)
    genesys.clock.advance(1000)
    await genesys.idle()
    assert.deepEqual(
      genesys.deliveries.map(({ status }) => status),
      [500, 200],
    )
  })

  it('do not come again after another refusal, or a connection that is refused', async () => {
    const { genesys, bot, id } = await answering()
    bot.answer = () => 401
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.equal(genesys.deliveries.length, 1)
    genesys.setWebhook('http://127.0.0.1:1/webhook')
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.deepEqual(
      genesys.deliveries.map(({ error }) => error),
      [undefined, 'ECONNREFUSED'],
    )
    genesys.settings.retryConnectionErrors = true
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.equal(genesys.deliveries.length, 8)
    genesys.setWebhook(undefined)
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.equal(genesys.deliveries.length, 8)
  })

  it('fail, and nothing else does, where the URL is none', async () => {
    const { genesys, id } = await answering()
    genesys.setWebhook('nonsense')
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.match(genesys.deliveries[0]?.error ?? '', /Invalid URL/)
  })

  it('go to nobody where none is set', async () => {
    const genesys = await organization()
    const id = await handedOver(genesys)
    await genesys.agentAccepts(id)
    await genesys.agentSays(id, 'hello')
    await genesys.idle()
    assert.deepEqual([genesys.deliveries.length, genesys.conversation(id).messages.at(-1)?.status], [0, 'failed'])
  })
})

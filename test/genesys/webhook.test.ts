import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { GenesysDesk } from '../../adapters/genesys/index.ts'
import { isSigned, sign } from '../../adapters/genesys/signature.ts'
import { readWebhook, verifyWebhook } from '../../adapters/genesys/webhook.ts'
import { ADDRESS, acme, INTEGRATION, outbound, SECRET, signed } from './fixtures.ts'

/** From the document, to the byte. */
const VECTOR =
  '{"id":"0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21","channel":{"id":"7c1b7d55-2f0a-4b6e-9d8e-0f6b7f6f1a10","platform":"Open","type":"Private","to":{"id":"webchat-5f21","idType":"Opaque"},"from":{"nickname":"Acme Support","id":"7c1b7d55-2f0a-4b6e-9d8e-0f6b7f6f1a10","idType":"Opaque"},"time":"2026-03-02T10:15:30.250Z","messageId":"0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21"},"type":"Text","text":"Hello, Priya speaking.","originatingEntity":"Human","direction":"Outbound","conversationId":"3e9c3f0a-58a4-4f63-8a0a-2d0f6d5e7b44"}'
const SIGNATURE = 'sha256=6Fi07JqN9vTDn8ncWqgwK/zIv56tyIIYrCfrQwoRsc0='

describe('Genesys: signatures', () => {
  const body = Buffer.from(VECTOR)
  const hex = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`

  it('are those of the document', () => {
    assert.equal(sign(SECRET, body), SIGNATURE)
    assert.ok(isSigned(SIGNATURE, body, [SECRET], false))
    assert.ok(isSigned(SIGNATURE.replace('sha256', 'SHA256'), body, [SECRET], false))
  })

  it('are good with any of the secrets, and with no other', () => {
    assert.ok(isSigned(SIGNATURE, body, ['newer', SECRET], false))
    assert.ok(!isSigned(SIGNATURE, body, ['newer', ''], false))
    assert.ok(!isSigned(SIGNATURE, body, [], false))
    assert.ok(!isSigned(SIGNATURE, Buffer.from(`${VECTOR} `), [SECRET], false))
  })

  it('are base64; hex only where the profile says so', () => {
    assert.ok(!isSigned(hex, body, [SECRET], false))
    assert.ok(isSigned(hex, body, [SECRET], true))
    assert.ok(isSigned(SIGNATURE, body, [SECRET], true))
  })

  for (const header of [
    '',
    'sha256=',
    SIGNATURE.slice(7),
    `${SIGNATURE}=`,
    SIGNATURE.slice(0, -1),
    'sha1=abc',
    'sha256=not base64!',
    `sha256=${'A'.repeat(43)}=`,
  ]) {
    it(`'${header}' is none`, () => assert.ok(!isSigned(header, body, [SECRET], true)))
  }
})

describe('Genesys: webhook', () => {
  const status = (verdict: ReturnType<typeof verifyWebhook>) => (verdict.ok ? 200 : (verdict.status ?? 401))
  const eventsOf = (body: object) => {
    const reading = readWebhook(acme(), signed(body))
    assert.equal(reading.kind, 'events')
    return reading.kind === 'events' ? reading.events : []
  }
  const kindOf = (body: object | Buffer) => readWebhook(acme(), signed(body)).kind

  it('takes for no time what is of a year beyond four digits', () => {
    assert.equal(eventsOf(outbound())[0]?.occurredAt, '2026-03-02T10:15:30.250Z')
    assert.equal(eventsOf(outbound({}, { time: '+255481-09-17T14:13:20.000Z' }))[0]?.occurredAt, undefined)
  })

  it('refuses what is not signed, and says 503 only to what is while the integration is not known', () => {
    assert.equal(status(verifyWebhook(acme(), signed(outbound()))), 200)
    assert.equal(status(verifyWebhook(acme(), signed(outbound(), { 'x-hub-signature-256': undefined }))), 401)
    assert.equal(status(verifyWebhook(acme(), signed(outbound(), { 'x-hub-signature-256': ['a', 'b'] }))), 401)
    assert.equal(status(verifyWebhook(acme(), signed(outbound(), {}, 'another'))), 401)
    const early = acme({ integrationId: undefined })
    assert.equal(status(verifyWebhook(early, signed(outbound()))), 503)
    assert.equal(status(verifyWebhook(early, signed(outbound(), {}, 'another'))), 401)
  })

  it('reads one event, under the customer’s address, keyed by id and type', () => {
    const [event] = eventsOf(outbound())
    assert.deepEqual(event!.conversation, { channelId: 'genesys', account: '', conversationId: ADDRESS })
    assert.equal(event!.key, 'Text:0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21')
    assert.equal(event!.occurredAt, '2026-03-02T10:15:30.250Z')
    assert.equal(
      eventsOf(outbound({ type: 'Receipt', status: 'Failed' }))[0]!.key,
      'Receipt:0d6f2f3b9f0e4f6aa1c77f5d3f1a9b21:Failed',
    )
  })

  it('keeps typing events apart, and deliveries of one together', () => {
    const typing = (time: string) =>
      eventsOf(outbound({ type: 'Event', events: [{ eventType: 'Typing' }] }, { time }))[0]!.key
    assert.equal(typing('2026-03-02T10:15:31.000Z'), typing('2026-03-02T10:15:31.000Z'))
    assert.notEqual(typing('2026-03-02T10:15:31.000Z'), typing('2026-03-02T10:15:35.000Z'))
    const nameless = outbound({ id: undefined }, { messageId: undefined })
    assert.equal(eventsOf(nameless)[0]!.key, eventsOf(nameless)[0]!.key)
  })

  it('finds the customer where a receipt names the integration first', () => {
    const receipt = outbound({ type: 'Receipt', status: 'Failed' }, { to: { id: INTEGRATION }, from: { id: ADDRESS } })
    assert.equal(eventsOf(receipt)[0]!.conversation.conversationId, ADDRESS)
  })

  it('acknowledges what it does not know, and keeps what it does not understand', () => {
    assert.equal(kindOf(outbound({ type: 'Hologram' })), 'ignored')
    assert.equal(kindOf(outbound({}, { id: 'another-integration' })), 'ignored')
    assert.equal(kindOf(outbound({}, { to: null, from: null })), 'malformed')
    assert.equal(kindOf(Buffer.from('{"id":')), 'malformed')
    assert.equal(kindOf(Buffer.from('[]')), 'malformed')
    assert.equal(kindOf(Buffer.from('{"__proto__":{"x":1},"type":"Text"}')), 'malformed')
    assert.equal(kindOf(Buffer.from([0xff, 0xfe])), 'malformed')
  })

  it('allows nothing but POST', async () => {
    const desk = new GenesysDesk({ ...acme(), profile: {} })
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const request = { ...signed(outbound()), method }
      assert.ok(desk.verify(request).ok)
      const reading = await desk.read(request)
      assert.deepEqual(reading.kind === 'answer' && [reading.answer.status, reading.answer.headers?.Allow], [
        405,
        'POST',
      ])
    }
  })
})

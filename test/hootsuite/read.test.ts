import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readWebhook } from '../../adapters/hootsuite/webhook.ts'
import { acme, delegatedEvent, messageEvent, signed, startedEvent } from './fixtures.ts'

const read = (event: unknown) => readWebhook(acme(), signed(typeof event === 'string' ? event : JSON.stringify(event)))

function eventOf(event: unknown) {
  const reading = read(event)
  assert.equal(reading.kind, 'events')
  assert.ok(reading.kind === 'events')
  assert.equal(reading.events.length, 1)
  return reading.events[0]!
}

describe('Hootsuite: what is in a request', () => {
  it('is one event of one conversation, whose key is the idempotency key', () => {
    for (const event of [startedEvent(), delegatedEvent(), messageEvent()]) {
      const { key, conversation, type, occurredAt, keyLifeMs, body } = eventOf(event)
      assert.equal(key, event.idempotencyKey)
      assert.deepEqual(conversation, { channelId: 'hootsuite', account: '', conversationId: 'conv-7781' })
      assert.equal(type, event.type)
      assert.equal(occurredAt, '2031-05-06T07:08:09.123Z')
      assert.ok(keyLifeMs >= 15 * 60_000)
      assert.equal(body, JSON.stringify(event))
    }
  })

  it('has the hash of the body for a key where it brings none', () => {
    const { idempotencyKey: _, ...keyless } = messageEvent()
    const one = eventOf(keyless)
    assert.match(one.key, /^body:[0-9a-f]{64}$/)
    assert.equal(eventOf(keyless).key, one.key)
    assert.notEqual(eventOf({ ...keyless, version: 2 }).key, one.key)
  })

  it('is read in the shape of old payloads as well', () => {
    const old = { type: 'INBOUND_MESSAGE_RECEIVED', data: { conversationId: '0-0a1b', message: { text: 'bonjour' } } }
    assert.equal(eventOf(old).conversation.conversationId, '0-0a1b')
  })

  it('is read whatever is null or unknown', () => {
    const data = { medium: null, channel: null, contactProfile: null, message: null, unheard: [1] }
    assert.equal(eventOf(messageEvent({}, { data, idempotencyKey: 'k', extra: true })).key, 'k')
    const start = { language: null, contactAttributes: [null, 5, { attribute: 'a' }] }
    assert.equal(eventOf(startedEvent({ data: start })).type, 'CONVERSATION_STARTED')
  })

  it('is ignored where its type is new, and answered like all else with an empty object', () => {
    const reading = read({ ...startedEvent(), type: 'CONVERSATION_TRANSFERRED' })
    assert.ok(reading.kind === 'ignored')
    assert.equal(reading.answer?.status, 200)
    assert.equal(reading.answer?.body, '{}')
  })

  it('is kept as malformed where it is no event', () => {
    const odd = ['', 'not json', '[]', 'null', '{"type":5}', '{"__proto__":{},"type":"X"}', '['.repeat(50_000)]
    for (const body of odd) assert.equal(read(body).kind, 'malformed')
    const reading = read({ type: 'CONVERSATION_STARTED', data: { language: 'fr' } })
    assert.ok(reading.kind === 'malformed')
    assert.equal(reading.type, 'CONVERSATION_STARTED')
    assert.match(reading.why, /conversationId/)
    assert.equal(readWebhook(acme(), signed(Buffer.from([0xff, 0xfe]))).kind, 'malformed')
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        read(json)
        read(`{"type":"INBOUND_MESSAGE_RECEIVED","timestamp":${json},"data":{"conversationId":"c","message":${json}}}`)
        read(`{"type":"CONVERSATION_STARTED","data":${json}}`)
      }),
    )
  })

  it('belongs to the account it was sent to', () => {
    const reading = readWebhook(acme({ account: 'eu' }), signed(JSON.stringify(startedEvent())))
    assert.ok(reading.kind === 'events')
    assert.equal(reading.events[0]!.conversation.account, 'eu')
  })
})

import assert from 'node:assert/strict'
import type { CustomerMessage } from '../../adapters/core/platform.ts'
import { interpret } from '../../adapters/hootsuite/interpret.ts'
import { accepted, delegatedEvent, messageEvent, NOW, profile, startedEvent, viewWith } from './fixtures.ts'

const meaning = (event: object, record: Parameters<typeof viewWith>[0] = {}) =>
  interpret(profile(), accepted(event), viewWith(record))

function messageIn(event: object, record: Parameters<typeof viewWith>[0] = {}): CustomerMessage {
  const [only] = meaning(event, record).happenings
  assert.ok(only?.kind === 'message')
  return only
}

describe('Hootsuite: what an event means', () => {
  it('is the beginning of an epoch, of a customer with a name', () => {
    const { happenings, customer } = meaning(startedEvent())
    assert.deepEqual(happenings, [{ kind: 'started' }])
    assert.deepEqual(customer, { id: 'cp-9001', name: 'Léa Martin' })
  })

  it('is a beginning in which the bot speaks first', () => {
    assert.deepEqual(meaning(delegatedEvent()).happenings, [{ kind: 'started', delegated: true }])
  })

  it('leaves what only a start event tells with the conversation', () => {
    const { data } = meaning(startedEvent())
    const after = meaning(messageEvent(), { data, epoch: 1, owner: 'bot' }).data!
    assert.equal(after.language, 'fr')
    assert.equal(after.medium, 'whatsapp')
    assert.equal((after.contactProfile as { id: string }).id, 'cp-9001')
    assert.deepEqual(after.contactAttributes, [
      { attribute: 'loyalty_tier', value: 'gold', source: 'CRM_CONFIRMED' },
      { attribute: 'loyalty_tier', value: 'silver', source: 'AGENT' },
      { attribute: 'city', source: 'MEDIUM' },
    ])
    assert.equal(after.lastMessageId, 'msg-0001')
  })

  it('is a message with its id, time, language and text', () => {
    const { data } = meaning(startedEvent())
    const message = messageIn(messageEvent(), { data, epoch: 1, owner: 'bot' })
    assert.equal(message.id, 'msg-0001')
    assert.equal(message.text, 'Suivi de colis')
    assert.equal(message.locale, 'fr')
    assert.equal(message.at, '2031-05-06T07:08:09.123Z')
    assert.equal(message.value, undefined)
  })

  it('brings the whole event, and what is known beside it, as channel data', () => {
    const { data } = meaning(startedEvent())
    const trigger = { type: 'STORY', action: 'REPLY' }
    const event = messageEvent({ attachments: [{ url: 'https://x' }] }, { data: { trigger } })
    const channelData = messageIn(event, { data, epoch: 1, owner: 'bot' }).channelData as {
      data: { trigger: unknown; message: Record<string, unknown> }
      known: { language: string; contactAttributes: unknown[] }
    }
    assert.deepEqual(channelData.data.trigger, trigger)
    assert.deepEqual(channelData.data.message.attachments, [{ url: 'https://x' }])
    assert.equal(channelData.known.language, 'fr')
    assert.equal(channelData.known.contactAttributes.length, 3)
  })

  it('is a message also where it has no text: a photo, or whatever it is', () => {
    for (const message of [{ text: undefined }, { text: null }, { text: '' }, { text: 7 }]) {
      assert.equal(messageIn(messageEvent(message)).text, '')
    }
  })

  it('is a message of the idempotency key where it has no id of its own', () => {
    const event = messageEvent({ messageId: undefined }, { idempotencyKey: 'key-x' })
    assert.equal(messageIn(event).id, 'key-x')
    assert.equal(meaning(event, { data: { lastMessageId: 'old' } }).data!.lastMessageId, undefined)
  })

  it('carries the payload of a button as value', () => {
    assert.equal(messageIn(messageEvent({ payload: 'TRACK_PARCEL' })).value, 'TRACK_PARCEL')
  })

  it('carries the payload of a button of ours as the choice it stands for', () => {
    const choices = [{ id: 'yes', label: 'Yes', value: { answer: true } }]
    const message = messageIn(messageEvent({ payload: 'yes' }), { owner: 'bot', epoch: 1, choices })
    assert.equal(message.choiceId, 'yes')
    assert.equal(message.value, undefined)
  })

  it('keeps the customer where an old payload names none', () => {
    const old = {
      type: 'INBOUND_MESSAGE_RECEIVED',
      data: { conversationId: 'conv-7781', message: { text: 'bonjour' } },
    }
    const { customer, happenings, data } = meaning(old, { data: { language: 'fr' } })
    assert.equal(customer, undefined)
    assert.equal(happenings.length, 1)
    assert.equal(data!.language, 'fr')
  })

  it('is told by the id on the network where Inbox gives none', () => {
    const event = startedEvent({ data: { contactProfile: { mediumContactProfileId: '99', primaryIdentifier: '' } } })
    assert.deepEqual(meaning(event).customer, { id: '99' })
  })

  it('survives being stored', () => {
    const { data } = meaning(messageEvent(), { data: meaning(startedEvent()).data })
    const stored = JSON.parse(JSON.stringify(data))
    assert.deepEqual(meaning(messageEvent({}, { idempotencyKey: 'x' }), { data: stored }).data, {
      ...stored,
      heardAt: NOW.toISOString(),
    })
  })
})

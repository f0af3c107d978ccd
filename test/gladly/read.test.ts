import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import type { IncomingEvent } from '../../adapters/core/engine/engine.ts'
import type { Reading } from '../../adapters/core/platform.ts'
import { isoOf } from '../../adapters/gladly/events.ts'
import { readWebhook } from '../../adapters/gladly/webhook.ts'
import { acme, fixture, json, webhookRequest } from './fixtures.ts'

const read = (body: string | Buffer, settings: Parameters<typeof acme>[0] = {}): Reading =>
  readWebhook(acme(settings), webhookRequest(body))

function oneEvent(body: string, settings?: Parameters<typeof acme>[0]): IncomingEvent {
  const reading = read(body, settings)
  assert.equal(reading.kind, 'events')
  assert.equal(reading.events.length, 1)
  return reading.events[0]!
}

const changed = (name: string, change: (event: ReturnType<typeof json>) => void): string => {
  const event = json(name)
  change(event)
  return JSON.stringify(event)
}

const CONVERSATION = '-vC0nvers4tionHdYx2Jq5B'

describe('Gladly: what is in a webhook', () => {
  it('answers a ping with exactly 200 and takes it for a sign that events were missed', () => {
    assert.deepEqual(read(fixture('events/ping')), { kind: 'answer', answer: { status: 200 }, catchUp: true })
    assert.deepEqual(read('{"type":"PING","id":1,"content":null}').kind, 'answer')
  })

  it('keeps a message as it came, under the id of its item', () => {
    const body = fixture('events/message-received')
    assert.deepEqual(oneEvent(body), {
      conversation: { channelId: 'gladly', account: '', conversationId: CONVERSATION },
      key: 'message:_mIt3mGa48RkyWq7TzLh1dXw',
      keyLifeMs: 7 * 24 * 3_600_000,
      type: 'CONTACT/MESSAGE_RECEIVED',
      origin: 'webhook',
      occurredAt: '2026-03-09T08:21:47.318Z',
      body,
    })
  })

  it('takes both names of a message for one event', () => {
    const now = oneEvent(fixture('events/message-received'))
    const legacy = oneEvent(fixture('events/message-received-legacy'))
    assert.equal(legacy.key, now.key)
    assert.deepEqual(legacy.conversation, now.conversation)
    assert.equal(legacy.type, 'MESSAGE/RECEIVED')
  })

  const kinds: [name: string, key: string][] = [
    ['message-sent', 'sent:mHum4nReplyX8kZq2WyLtR'],
    ['conversation-created', 'event:ev_conversation_create'],
    ['conversation-closed', 'event:ev_conversation_closed'],
    ['conversation-reopened', 'event:ev_conversation_reopen'],
    ['status-updated', 'event:ev_status_updatedQQQQQ'],
    ['assignee-updated', 'event:ev_assignee_updatedQQQ'],
    ['customer-merged', 'event:ev_customer_mergedQQQQ'],
  ]
  for (const [name, key] of kinds) {
    it(`keeps ${json(`events/${name}`).type} for its conversation`, () => {
      const event = oneEvent(fixture(`events/${name}`))
      assert.equal(event.key, key)
      assert.equal(event.conversation.conversationId, CONVERSATION)
    })
  }

  it('puts a merge into the source conversation, else the destination’s, else one named after the customer', () => {
    const merge = (change: (content: Record<string, unknown>) => void) =>
      oneEvent(changed('events/customer-merged', ({ content }) => change(content))).conversation.conversationId
    assert.equal(
      merge(() => {}),
      CONVERSATION,
    )
    assert.equal(
      merge((content) => {
        content.sourceConversationId = null
      }),
      'vDest8zLw3yXkRb2TtMc5',
    )
    const { conversation } = oneEvent(fixture('events/customer-merged-without-conversations'))
    assert.equal(conversation.conversationId, 'customer:cUst0merF4rbG9nD6tKz8PQ')
  })

  it('ignores what it has no use for', () => {
    for (const name of ['contact-started', 'note-created', 'topic-added']) {
      assert.equal(read(fixture(`events/${name}`)).kind, 'ignored', name)
    }
    assert.equal(read('{"id":"x","type":"SOMETHING/NEW","content":{"a":[1]}}').kind, 'ignored')
    assert.equal(read('{"type":"AUTOMATION/MESSAGE_RECEIVED"}').kind, 'ignored')
    assert.equal(read('{"id":"x","type":"CONVERSATION_STATUS/UPDATED","content":{"customerId":"c"}}').kind, 'ignored')
  })

  it('calls malformed what it cannot understand', () => {
    const bad = [
      '',
      'not json',
      '[]',
      'null',
      '"PING"',
      '{}',
      '{"type":7}',
      '{"type":""}',
      '{"id":"x","type":"CONTACT/MESSAGE_RECEIVED"}',
      '{"id":"x","type":"CONTACT/MESSAGE_RECEIVED","content":{"conversationId":"c"}}',
      '{"id":"x","type":"CONTACT/MESSAGE_RECEIVED","content":{"conversationId":"","messageId":"m"}}',
      '{"id":"x","type":"CONTACT/MESSAGE_RECEIVED","content":{"conversationId":5,"messageId":"m"}}',
      '{"type":"CONVERSATION/CLOSED","content":{"conversationId":"c"}}',
      '{"id":"x","type":"CONVERSATION/CLOSED","content":[]}',
      '{"id":"x","type":"CUSTOMER/MERGED","content":{"sourceCustomerId":"a"}}',
    ]
    for (const body of bad) assert.equal(read(body).kind, 'malformed', body)
    assert.equal(read(Buffer.from([0x7b, 0xff, 0x7d])).kind, 'malformed')
  })

  it('names the type of what is malformed, where there is one', () => {
    const reading = read('{"id":"x","type":"CONVERSATION/CLOSED","content":{}}')
    assert.equal(reading.kind === 'malformed' ? reading.type : undefined, 'CONVERSATION/CLOSED')
  })

  it('refuses bodies that would reach for prototypes', () => {
    const body = fixture('events/message-received').trim().slice(1)
    assert.equal(read(`{"__proto__":{"polluted":1},${body}`).kind, 'malformed')
    assert.equal(read(`{"constructor":{"prototype":{"polluted":1}},${body}`).kind, 'malformed')
    assert.equal(read(`{"a":{"b":[{"__proto__":{}}]},${body}`).kind, 'malformed')
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
  })

  it('takes events whose optional fields are missing or odd', () => {
    for (const odd of [undefined, null, '', 0, [], {}, 'x']) {
      const body = changed('events/message-received', (event) => {
        event.initiator = odd
        event.content.context = odd
        event.content.channel = odd
        event.timestamp = odd
        event.id = undefined
      })
      const event = oneEvent(body)
      assert.equal(event.key, 'message:_mIt3mGa48RkyWq7TzLh1dXw')
      assert.equal(event.occurredAt, undefined)
    }
  })

  it('takes for no time what is of a year beyond four digits', () => {
    for (const odd of ['9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00', '+255481-09-17T14:13:20.000Z']) {
      const body = changed('events/message-received', (event) => {
        event.timestamp = odd
      })
      assert.equal(oneEvent(body).occurredAt, undefined, odd)
    }
  })

  it('looks for the item’s id where the profile says', () => {
    const profile = { webhook: { itemIdFields: ['itemRef'], messageTypes: ['X/MSG'] } }
    const event = oneEvent('{"type":"X/MSG","content":{"conversationId":"c","itemRef":"i"}}', { profile })
    assert.equal(event.key, 'message:i')
  })

  it('names conversations of other accounts by their account', () => {
    assert.equal(oneEvent(fixture('events/message-received'), { account: 'emea' }).conversation.account, 'emea')
  })

  it('never throws, whatever comes', () => {
    const names = readdirSync(new URL('./fixtures/events/', import.meta.url)).map((name) => name.replace('.json', ''))
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(fc.string()), fc.jsonValue(), (name, path, value) => {
        const event = json(`events/${name}`)
        const keys = ['id', 'type', 'timestamp', 'initiator', 'content', ...Object.keys(event.content ?? {})]
        for (const [index] of path.entries()) {
          const key = keys[index % keys.length]!
          if (index % 2 === 0) (event as Record<string, unknown>)[key] = structuredClone(value)
          else if (typeof event.content === 'object' && event.content !== null) {
            event.content[key] = structuredClone(value)
          }
        }
        assert.ok(['events', 'answer', 'ignored', 'malformed'].includes(read(JSON.stringify(event)).kind))
      }),
    )
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.ok(read(Buffer.from(bytes)).kind)))
  })
})

describe('Gladly: moments', () => {
  it('reads fractions of none to nine digits', () => {
    const expected: Record<string, string> = {
      '2026-03-09T08:21:47Z': '2026-03-09T08:21:47.000Z',
      '2026-03-09T08:21:47.4Z': '2026-03-09T08:21:47.400Z',
      '2026-03-09T08:21:47.41Z': '2026-03-09T08:21:47.410Z',
      '2026-03-09T08:21:47.318Z': '2026-03-09T08:21:47.318Z',
      '2026-03-09T08:21:47.123456789Z': '2026-03-09T08:21:47.123Z',
      '2026-03-09T08:21:47.9999999Z': '2026-03-09T08:21:47.999Z',
      '2026-03-09T08:21:47.1': '2026-03-09T08:21:47.100Z',
      '2026-03-09T08:21Z': '2026-03-09T08:21:00.000Z',
      '2026-03-09T10:21:47.1+02:00': '2026-03-09T08:21:47.100Z',
      '2026-03-09T10:21:47+0200': '2026-03-09T08:21:47.000Z',
    }
    for (const [given, iso] of Object.entries(expected)) assert.equal(isoOf(given), iso, given)
  })

  it('takes nothing else for a moment', () => {
    for (const odd of ['', 'yesterday', '2026-13-40T99:99:99Z', 1773044507, null, undefined, {}, '12']) {
      assert.equal(isoOf(odd), undefined, String(odd))
    }
  })
})

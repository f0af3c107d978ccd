import assert from 'node:assert/strict'
import { readEvent } from '../../adapters/eight-by-eight/events.ts'
import { readWebhook } from '../../adapters/eight-by-eight/webhook.ts'
import { acme, body, CONVERSATION, second } from './desk-fixtures.ts'

const headers = { 'x-8x8-event-id': 'evt-1', 'x-8x8-transmission-time': String(second(9)) }
const read = (text: string | Buffer, more: object = {}) =>
  readWebhook(acme(), { method: 'POST', url: '/', headers: { ...headers, ...more }, body: Buffer.from(text as string) })

describe('8x8 webhook', () => {
  it('keeps an event under its signed id, in its conversation', () => {
    const reading = read(body('TRANSFER', 8))
    assert(reading.kind === 'events')
    const { conversation, key, type, occurredAt } = reading.events[0]!
    assert.deepEqual(conversation, { channelId: '8x8', account: '', conversationId: CONVERSATION })
    assert.deepEqual([key, type, occurredAt], ['evt-1', 'TRANSFER', new Date(second(8)).toISOString()])
  })

  it('is as old as its transmission, whatever its body says', () => {
    const reading = read(body('TRANSFER', 500))
    assert(reading.kind === 'events')
    assert.equal(reading.events[0]?.occurredAt, new Date(second(9)).toISOString())
  })

  it('is as old as its transmission where its body names a year that sorts before every other', () => {
    for (const timestamp of [8e15, '8000000000000000', '+255481-09-17T14:13:20.000Z', Date.UTC(9999, 0)]) {
      const reading = read(JSON.stringify({ eventType: 'TRANSFER', conversationId: 'c', timestamp }))
      assert(reading.kind === 'events')
      assert.equal(reading.events[0]?.occurredAt, new Date(second(9)).toISOString(), String(timestamp))
    }
  })

  it('makes keys of odd ids', () => {
    const reading = read(body('TRANSFER', 1), { 'x-8x8-event-id': 'ein Ereignis/ü' })
    assert(reading.kind === 'events')
    assert.match(reading.events[0]!.key, /^#[\w-]{32}$/)
  })

  it('answers the verification, and does nothing', () => {
    assert.deepEqual(read('{"notificationVersion":"Chat Gateway v1.0","eventType":"WEB_HOOK_VERIFY"}'), {
      kind: 'answer',
      answer: { status: 200 },
    })
  })

  it('ignores types it does not know', () => {
    assert.equal(read(body('CONVERSATION_STARRED', 1, {})).kind, 'ignored')
    assert.equal(read('{"eventType":"NEW_THING"}').kind, 'ignored')
  })

  const broken: [string, string | Buffer][] = [
    ['no JSON', 'eventType=MESSAGE'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['a list', '[]'],
    ['no type', '{"conversationId":"a"}'],
    ['no conversation', '{"eventType":"MESSAGE","data":{}}'],
    ['no data', '{"eventType":"MESSAGE","conversationId":"a"}'],
    ['data of another kind', body('MESSAGE', 1, ['hi'])],
    ['a member of no kind', body('MEMBERS_CHANGED', 1, { memberType: 'bot', change: 'joined' })],
    ['an activity without a name', body('ACTIVITY', 1, { value: {} })],
    ['typing without users', body('ACTIVITY', 1, { name: 'typing', value: {} })],
    ['a prototype', '{"eventType":"MESSAGE","conversationId":"a","data":{"__proto__":{"x":1}}}'],
  ]
  for (const [what, text] of broken) {
    it(`keeps what is authentic and broken for a person: ${what}`, () => assert.equal(read(text).kind, 'malformed'))
  }

  it('reads whatever it is given without throwing', () => {
    for (const data of [null, 1, 'x', [], {}, { users: 1 }, { sender: 7, text: {}, attachments: 'a', cards: [1] }]) {
      for (const type of ['CONVERSATION_UPDATE', 'QUEUED', 'MEMBERS_CHANGED', 'TRANSFER', 'MESSAGE', 'ACTIVITY']) {
        readEvent(JSON.stringify({ eventType: type, conversationId: 'a', timestamp: data, data }))
      }
    }
  })

  it('reads a message with all it may hold', () => {
    const event = readEvent(
      body('MESSAGE', 1, {
        isEcho: false,
        sender: { id: 'ag1', type: 'Agent' },
        attachments: [
          { id: 'f1', type: 'file', preSignedUrl: 'https://x.example/f', fileName: 'a.pdf' },
          { id: 'f2' },
          3,
        ],
        cards: [{ contentType: 'application/8x8.quick.replies', content: {} }],
      }),
    )
    assert(event.kind === 'event' && event.event.kind === 'message')
    assert.equal(event.event.sender.type, 'agent')
    assert.equal(event.event.text, '')
    assert.deepEqual(
      event.event.attachments.map(({ id }) => id),
      ['f1', 'f2'],
    )
    assert.equal(event.event.cards.length, 1)
  })
})

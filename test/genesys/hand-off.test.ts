import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  handOffAttributes,
  isReserved,
  joinTopics,
  sortAttributes,
  splitTopics,
} from '../../adapters/genesys/attributes.ts'
import { answerTo } from '../../adapters/genesys/buttons.ts'
import { inboundParts } from '../../adapters/genesys/content.ts'
import { summaryOf } from '../../adapters/genesys/summary.ts'
import { lineKey, unseen } from '../../adapters/genesys/unseen.ts'
import { profile } from './fixtures.ts'

const at = '2026-03-02T10:15:00.000Z'
const line = (from: 'customer' | 'bot' | 'agent', text: string) => ({ from, text, at })

describe('Genesys: attributes', () => {
  it('are texts; null clears one', () => {
    const { attributes } = sortAttributes({ a: 1, b: true, c: null, d: 'x' }, profile())
    assert.deepEqual(attributes, { a: '1', b: 'true', c: '', d: 'x' })
  })

  it('never steer the flow, however they are spelt', () => {
    for (const name of ['type', 'TYPE', ' Type ', 'igRegistered', 'IGREGISTERED', 'queue', 'Topics', 'notes']) {
      assert.ok(isReserved(name, profile()), name)
      const { attributes, rejected } = sortAttributes({ [name]: 'x' }, profile())
      assert.deepEqual([attributes, rejected.length], [{}, 1])
    }
    assert.ok(isReserved('Secret', profile({ reservedAttributes: ['secret'] })))
    assert.ok(!isReserved('types', profile()))
  })

  it('go with the hand-off while there is room; the rest is told', () => {
    const { attributes, told, rejected } = handOffAttributes(
      'billing',
      {
        topics: ['A', 'B', 'A'],
        contact: { small: 'x', long: 'y'.repeat(3_000), type: 'bot' },
        conversation: { order: 7 },
      },
      profile(),
    )
    assert.deepEqual(attributes, { type: 'human', queue: 'billing', topics: 'A,B', small: 'x', order: '7' })
    assert.deepEqual(
      told.map(([name]) => name),
      ['long', 'type'],
    )
    assert.deepEqual(
      rejected.map(({ what }) => what),
      ['attribute type'],
    )
  })

  it('always say that a person is wanted, within the limit', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ maxLength: 500 })), (contact) => {
        const { attributes, told } = handOffAttributes(undefined, { contact }, profile())
        assert.equal(attributes.type, 'human')
        assert.ok(Buffer.byteLength(JSON.stringify(attributes)) <= 1_900)
        const names = new Set([...Object.keys(attributes), ...told.map(([name]) => name)])
        for (const name of Object.keys(contact)) assert.ok(name.trim() === '' || names.has(name))
      }),
    )
  })

  it('have topics as one text, without commas in them', () => {
    assert.equal(joinTopics(['A', ' B,C ', 'A']), 'A,B C')
    assert.deepEqual(splitTopics(' A, ,B C'), ['A', 'B C'])
  })
})

describe('Genesys: the summary', () => {
  it('says why, what is known, and what was said', () => {
    const text = summaryOf(
      {
        handOff: {
          reason: 'wants a refund',
          collected: { notes: ['VIP'] },
          context: { order: 1182, empty: '', deep: { a: 1 } },
        },
        unseen: [line('customer', 'Hello\nthere'), line('bot', 'Hi'), line('agent', 'Old words')],
        told: [['long', 'y']],
        customer: { name: 'Noor', channel: 'webchat', locale: 'nl' },
      },
      profile(),
    )
    assert.equal(
      text,
      'Handed over by the bot: wants a refund\nCustomer: Noor, on webchat, nl\nNote: VIP\norder: 1182\ndeep: {"a":1}\nlong: y\n\nConversation so far:\nCustomer: Hello\n  there\nBot: Hi\nAgent: Old words',
    )
  })

  it('flattens cards', () => {
    const content = { title: 'Fibre', text: '24 months', buttons: [{ type: 'imBack', title: 'Order', value: 'o' }] }
    const card = { contentType: 'application/vnd.microsoft.card.hero', content }
    const text = summaryOf({ handOff: {}, unseen: [{ ...line('bot', ''), attachments: [card] }], told: [] }, profile())
    assert.match(text, /^Handed over by the bot\.\n[\s\S]*Bot: Fibre\n {2}24 months\n {2}\[Order\]$/)
  })

  it('keeps within the limit, and the newest lines', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 400 })), fc.string({ maxLength: 9_000 }), (texts, reason) => {
        const lines = [...texts, 'THE LAST ONE'].map((text) => line('customer', text))
        const text = summaryOf({ handOff: { reason }, unseen: lines, told: [] }, profile())
        assert.ok(text.length <= 5_000)
        assert.match(text, /Customer: THE LAST ONE$/)
      }),
    )
  })

  it('leaves out what was mirrored, and that only', () => {
    const lines = [line('customer', 'yes'), line('bot', 'yes'), line('customer', 'no'), line('customer', 'yes')]
    const left = unseen(lines, [lineKey({ from: 'customer', text: 'yes' }), lineKey({ from: 'bot', text: 'yes' })])
    assert.deepEqual(left, [lines[0], lines[2]])
    assert.deepEqual(unseen(lines, []), lines)
  })
})

describe('Genesys: the customer’s words', () => {
  const offered = {
    messageId: 'm',
    type: 'QuickReply' as const,
    options: [
      { text: 'Outage', payload: 'topic_outage' },
      { text: 'topic', payload: 'x' },
    ],
  }
  const answer = { type: 'QuickReply', text: 'Outage', payload: 'topic_outage' }

  it('answer a button by its payload, its text, or its value', () => {
    assert.deepEqual(answerTo({ text: 'topic_outage' }, offered), answer)
    assert.deepEqual(answerTo({ text: ' outage ' }, offered), answer)
    assert.deepEqual(answerTo({ text: '', value: 'topic_outage' }, offered), answer)
    assert.equal(answerTo({ text: 'Outages' }, offered), undefined)
    assert.equal(answerTo({ text: 'Outage' }, undefined), undefined)
    assert.equal(answerTo({ text: 'Outage', attachments: [{ contentType: 'x' }] }, offered), undefined)
  })

  it('are split where they are long, with a file a message', () => {
    const file = (contentUrl: string) => ({ contentType: 'image/png; x=1', contentUrl, name: 'a.png' })
    const parts = inboundParts(
      'One. Two. Three.',
      [file('https://x.example/a'), file('https://x.example/b'), file('data:,x')],
      7,
      () => true,
    )
    assert.deepEqual(
      parts.map(({ text, content }) => [text, content?.[0].attachment.url]),
      [
        ['One.', undefined],
        ['Two.', undefined],
        ['Three.', undefined],
        ['[a.png]', 'https://x.example/a'],
        [undefined, 'https://x.example/b'],
      ],
    )
    assert.deepEqual(
      inboundParts(' ', [], 100, () => true),
      [],
    )
    assert.deepEqual(
      inboundParts('', [file('https://x.example/a')], 100, () => false),
      [{ text: '[a.png]' }],
    )
  })
})

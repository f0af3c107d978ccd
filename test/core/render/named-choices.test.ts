import assert from 'node:assert/strict'
import fc from 'fast-check'
import { namedChoices } from '../../../adapters/core/render/named-choices.ts'

const same = (label: string): string => label

describe('choices for buttons', () => {
  it('are named after their values, or after their labels where those are no text', () => {
    const value = { action: 'refund', order: 1182 }
    const offers = [
      { label: 'A label that is a good deal longer than fifty characters are', value },
      { label: 'Café ☕', value: 'café ☕' },
      { label: '☕', value: '☕' },
      { label: 'Cafe!', value: 'cafe' },
    ]
    assert.deepEqual(namedChoices(offers, same), [
      { id: 'A_label_that_is_a_good_deal_longer_than_fifty_char', label: offers[0]!.label, value },
      { id: 'cafe', label: 'Café ☕', value: 'café ☕' },
      { id: 'option_3', label: '☕', value: '☕' },
      { id: 'cafe_2', label: 'Cafe!', value: 'cafe' },
    ])
  })

  it('say whose they are where cards have buttons of the same name, in the form of the platform', () => {
    const buy = ['Kettle', 'Pot'].map((of) => ({ label: 'Buy', value: `buy ${of}`, of }))
    assert.deepEqual(
      namedChoices([...buy, { label: 'Leave', value: 'no', of: 'Pot' }], (label) => label.toUpperCase()),
      [
        { id: 'buy_Kettle', label: 'KETTLE: BUY', value: 'buy Kettle' },
        { id: 'buy_Pot', label: 'POT: BUY', value: 'buy Pot' },
        { id: 'no', label: 'LEAVE', value: 'no' },
      ],
    )
  })

  it('have ids unlike one another that no markup breaks, whatever they say', () => {
    const offer = fc.record({ label: fc.string(), value: fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue()) })
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 20 }), (offers) => {
        const choices = namedChoices(offers, same)
        assert.equal(new Set(choices.map(({ id }) => id)).size, offers.length)
        for (const { id } of choices) assert.match(id, /^[A-Za-z0-9_-]+$/)
      }),
    )
  })
})

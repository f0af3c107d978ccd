import assert from 'node:assert/strict'
import type { AttributesPayload } from '../../../adapters/core/commands.ts'
import { changedProperties, changeOf, type UserChange } from '../../../adapters/eight-by-eight/channel/properties.ts'
import { acme } from './fixtures.ts'

const { profile } = acme()
const attributesOf = (scope: 'contact' | 'conversation', attributes: AttributesPayload['attributes']) =>
  changeOf({ scope, attributes }, profile)

describe('attributes at 8x8', () => {
  it("of the contact are the user's fields, where it has them and they can hold them", () => {
    const change = attributesOf('contact', {
      email: 'n@example.org',
      language: 'en-GB',
      tier: 'gold',
      points: 3,
      vip: true,
    })
    assert.deepEqual(change.fields, { email: 'n@example.org', language: 'en' })
    assert.deepEqual(change.properties, { tier: 'gold', points: '3', vip: 'true' })
    assert.deepEqual(change.rejected, [])
  })

  it('that a field cannot hold are additional properties', () => {
    const { fields, properties } = attributesOf('contact', { email: 'at home', language: 'tlh' })
    assert.deepEqual([fields, properties], [{}, { email: 'at home', language: 'tlh' }])
  })

  it('of the conversation are additional properties, whatever they are called', () => {
    assert.deepEqual(attributesOf('conversation', { email: 'n@example.org' }).properties, { email: 'n@example.org' })
  })

  it('without a value are removed, but for fields, or refused', () => {
    const { properties, rejected } = attributesOf('contact', { tier: null, email: null, plan: ' ', '': 'x' })
    assert.deepEqual(properties, { tier: null })
    assert.deepEqual(rejected, [
      { what: 'attribute email', why: '8x8 has no way to remove it' },
      { what: 'attribute plan', why: 'it must not be empty' },
      { what: 'attribute ', why: 'it must not be empty' },
    ])
  })
})

describe('additional properties', () => {
  const current = [
    { key: 'orderNo', value: 'PX-9920' },
    { key: 'topics', value: 'Billing, Orders' },
    { key: 'empty', value: '' },
  ]
  const cases: [string, UserChange, Record<string, string>][] = [
    ['are kept, but for empty ones', {}, { orderNo: 'PX-9920', topics: 'Billing, Orders' }],
    [
      'are set and removed',
      { properties: { orderNo: null, tier: 'gold' } },
      { topics: 'Billing, Orders', tier: 'gold' },
    ],
    ['are changed in place', { properties: { orderNo: 'PX-1' } }, { orderNo: 'PX-1', topics: 'Billing, Orders' }],
    [
      'hold topics, each once',
      { addTopics: ['Orders', 'Refund'] },
      { orderNo: 'PX-9920', topics: 'Billing, Orders, Refund' },
    ],
    ['lose topics', { removeTopics: ['Billing', 'Refund'] }, { orderNo: 'PX-9920', topics: 'Orders' }],
    ['lose the last topic with its property', { removeTopics: ['Billing', 'Orders'] }, { orderNo: 'PX-9920' }],
  ]
  for (const [name, change, expected] of cases) {
    it(name, () => {
      const { properties, rejected } = changedProperties(current, change, profile)
      assert.deepEqual(Object.fromEntries(properties.map(({ key, value }) => [key, value])), expected)
      assert.deepEqual(rejected, [])
    })
  }

  it('are 30 at the most: those that are there can be changed, and what finds no room is told', () => {
    const full = Array.from({ length: 30 }, (_, n) => ({ key: `k${n}`, value: 'v' }))
    const { properties, rejected } = changedProperties(
      full,
      { properties: { k0: 'new', more: 'x', k1: null, evenMore: 'y' }, addTopics: ['Billing'] },
      profile,
    )
    assert.equal(properties.length, 30)
    assert.deepEqual(properties[0], { key: 'k0', value: 'new' })
    assert.equal(properties.at(-1)?.key, 'topics')
    assert.deepEqual(
      rejected.map(({ what }) => what),
      ['attribute more', 'attribute evenMore'],
    )
  })
})

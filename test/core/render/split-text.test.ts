import assert from 'node:assert/strict'
import fc from 'fast-check'
import { shorten, splitText } from '../../../adapters/core/render/split-text.ts'

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)
const ink = (text: string): string => text.replace(/\s+/g, '')
const anyText = fc.string({
  unit: fc.constantFrom('a', 'é', '.', ' ', '\n', '😀', '👩‍👩‍👧', '한', '! ', 'word ', '\u0301'),
  maxLength: 400,
})

describe('text in parts', () => {
  it('leaves alone what fits', () => {
    assert.deepEqual(splitText('One. Two.', 9), ['One. Two.'])
    assert.deepEqual(splitText('  padded \n', 20), ['padded'])
    assert.deepEqual(splitText(' \n ', 20), [])
  })

  it('cuts between sentences', () => {
    assert.deepEqual(splitText('The first one. The second one! The third?', 32), [
      'The first one. The second one!',
      'The third?',
    ])
  })

  it('cuts between lines', () => {
    assert.deepEqual(splitText('1. Order status\n2. Billing\n3. A person', 28), [
      '1. Order status\n2. Billing',
      '3. A person',
    ])
  })

  it('cuts a sentence that is too long between words', () => {
    assert.deepEqual(splitText('a sentence without any end to speak of', 16), [
      'a sentence',
      'without any end',
      'to speak of',
    ])
  })

  it('cuts a word that is too long between characters, and never in the middle of one', () => {
    assert.deepEqual(splitText('😀'.repeat(5), 4), ['😀😀', '😀😀', '😀'])
    assert.deepEqual(splitText('e\u0301'.repeat(4), 5), ['e\u0301e\u0301', 'e\u0301e\u0301'])
    const family = '👩‍👩‍👧'
    assert.deepEqual(splitText(family.repeat(3), 17), [family + family, family])
  })

  it('cuts a character that is too long between its code points', () => {
    for (const part of splitText(`x${'\u0301'.repeat(40)}`, 16)) assert.ok(part.length <= 16)
  })

  it('makes no part longer than the limit, loses nothing but white space, and splits no surrogate pair', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 60 }), (text, limit) => {
        const parts = splitText(text, limit)
        assert.equal(ink(parts.join('')), ink(text))
        for (const part of parts) {
          assert.ok(part.length <= limit && part === part.trim() && part !== '')
          assert.ok(isWellFormed(part))
        }
      }),
    )
  })

  it('takes any text, well-formed or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (text, limit) => {
        assert.equal(ink(splitText(text, limit).join('')), ink(text))
      }),
    )
  })

  it('takes a long text as a whole', () => {
    const sentence = 'Lorem ipsum dolor sit amet, consectetur.'
    const parts = splitText(`${sentence} `.repeat(1_000), 2_048)
    assert.equal(parts.length, 21)
    for (const part of parts) assert.ok(part.endsWith(sentence))
  })
})

describe('labels', () => {
  it('are shortened with an ellipsis, by whole characters', () => {
    assert.equal(shorten('short', 50), 'short')
    assert.equal(shorten('a'.repeat(51), 50), `${'a'.repeat(49)}…`)
    assert.equal(shorten(`${'a'.repeat(48)}😀😀`, 50), `${'a'.repeat(48)}…`)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (label) => {
        assert.ok(shorten(label, 50).length <= 50)
        assert.ok(isWellFormed(shorten(label, 50)))
      }),
    )
  })
})

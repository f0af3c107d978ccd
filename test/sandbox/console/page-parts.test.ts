import assert from 'node:assert/strict'
import { jsonParts } from '../../../scripts/sandbox/console/page/json-parts.ts'
import { keyMoves } from '../../../scripts/sandbox/console/page/key-moves.ts'
import { type Fetched, Latest } from '../../../scripts/sandbox/console/page/latest.ts'
import { asSimpleCard, saidBy } from '../../../scripts/sandbox/console/page/simple-card-content.ts'
import { EVERYTHING, filtered } from '../../../scripts/sandbox/console/page/wire-filter.ts'
import { tryInWords } from '../../../scripts/sandbox/console/page/words.ts'
import type { WireRow } from '../../../scripts/sandbox/console/protocol.ts'

describe('the console page', () => {
  describe('fetches the newest', () => {
    it('with one request at a time, and once more after all that changed meanwhile', async () => {
      const asked: string[] = []
      const shown: Fetched<string>[] = []
      const answers: (() => void)[] = []
      const latest = new Latest<string>(
        (key) => {
          asked.push(key)
          return new Promise((resolve) => answers.push(() => resolve(`${key} ${asked.length}`)))
        },
        (fetched) => shown.push(fetched),
      )
      for (const version of ['1', '2', '3', '3']) latest.want('a', version)
      assert.deepEqual(asked, ['a'])
      await answered(answers, 0)
      assert.deepEqual(asked, ['a', 'a'])
      await answered(answers, 1)
      assert.deepEqual(asked, ['a', 'a'])
      assert.deepEqual(shown.at(-1), { key: 'a', value: 'a 2' })
    })

    it('and does not show what nobody wants any more', async () => {
      const shown: string[] = []
      const answers: (() => void)[] = []
      const latest = new Latest<string>(
        (key) => new Promise((resolve) => answers.push(() => resolve(key))),
        ({ key }) => shown.push(key),
      )
      latest.want('a', '1')
      latest.want('b', '1')
      await answered(answers, 0)
      await answered(answers, 1)
      latest.want('c', '1')
      latest.forget()
      await answered(answers, 2)
      assert.deepEqual(shown, ['b'])
    })

    it('and says why it could not', async () => {
      const shown: Fetched<string>[] = []
      const latest = new Latest<string>(
        () => Promise.reject(new Error('There is no such talk.')),
        (fetched) => shown.push(fetched),
      )
      latest.want('a', '1')
      await new Promise(setImmediate)
      assert.deepEqual(shown, [{ key: 'a', error: 'There is no such talk.' }])
    })
  })

  describe('filters the wire', () => {
    const rows = [
      row(1, { title: 'POST /api/gladly', summary: 'Hello there', talk: 'a' }),
      row(2, { kind: 'call', status: 503, talk: 'a' }),
      row(3, { platform: '8x8', error: 'socket hang up' }),
      row(4, { proof: { header: 'X-Signature', accepted: false } }),
    ]
    for (const [what, filter, ids] of [
      ['by words, all of which have to be there', { text: 'GLADLY  hello' }, [1]],
      ['by a status', { text: '503' }, [2]],
      ['by kind', { kind: 'call' }, [2]],
      ['by platform', { platform: '8x8' }, [3]],
      ['by conversation', { talk: 'a' }, [1, 2]],
      ['to failures: errors, bad answers, refused proofs', { failures: true }, [2, 3, 4]],
      ['by several at once', { failures: true, talk: 'a' }, [2]],
    ] as const) {
      it(what, () => {
        const shown = filtered(rows, { ...EVERYTHING, ...filter })
        assert.deepEqual(
          shown.map(({ id }) => id),
          ids,
        )
      })
    }

    it('and is the very same list where nothing is filtered, so that nothing is drawn anew', () => {
      assert.equal(filtered(rows, EVERYTHING), rows)
    })
  })

  it('reads cards that bots write, and survives those that are none', () => {
    const card = asSimpleCard({
      title: 'Kettle',
      images: [{ url: '/a.png' }, 5],
      buttons: [{ title: 'Buy', value: 'buy' }],
    })
    assert.equal(card?.title, 'Kettle')
    assert.deepEqual(card?.images, [{ url: '/a.png', alt: '' }])
    assert.equal(card?.buttons[0]?.type, 'imBack')
    for (const none of [undefined, null, 'text', 7]) assert.equal(asSimpleCard(none), undefined)
  })

  it('says what a card’s button stands for', () => {
    assert.deepEqual(saidBy({ type: 'imBack', title: 'Buy', value: 'buy it' }), { text: 'buy it', id: 'buy it' })
    assert.deepEqual(saidBy({ type: 'postBack', title: 'Buy', value: { sku: 1 } }), { text: 'Buy', id: '{"sku":1}' })
    assert.deepEqual(saidBy({ type: 'messageBack', title: 'Buy', displayText: 'I buy', value: 'b' }), {
      text: 'I buy',
      id: 'b',
    })
    assert.equal(saidBy({ type: 'openUrl', title: 'See', value: 'https://example.com' }), undefined)
  })

  it('takes JSON to pieces that make the indented text again', () => {
    const value = { name: 'a "b"', list: [1, -2.5e3, true, null], deep: { empty: {} } }
    const parts = jsonParts(JSON.stringify(value))
    assert.equal(parts.map(({ text }) => text).join(''), JSON.stringify(value, null, 2))
    assert.deepEqual(
      parts.filter(({ kind }) => kind === 'literal').map(({ text }) => text),
      ['1', '-2500', 'true', 'null'],
    )
    assert.ok(parts.some(({ kind, text }) => kind === 'name' && text === '"deep"'))
    assert.ok(parts.some(({ kind, text }) => kind === 'string' && text === '"a \\"b\\""'))
    assert.deepEqual(jsonParts('a=1&b=2'), [{ kind: 'plain', text: 'a=1&b=2' }])
  })

  it('moves through lists by keys, and not beyond their ends', () => {
    const press = (key: string, at: number): number | undefined =>
      keyMoves({ key, altKey: false, ctrlKey: false, metaKey: false }, at, 50, 10)
    assert.equal(press('ArrowDown', -1), 0)
    assert.equal(press('ArrowDown', 3), 4)
    assert.equal(press('PageUp', 3), 0)
    assert.equal(press('PageDown', 30), 40)
    assert.equal(press('Home', 30), 0)
    assert.equal(press('End', -1), 49)
    assert.equal(press('ArrowDown', 49), undefined)
    assert.equal(press('a', 3), undefined)
    assert.equal(keyMoves({ key: 'End', altKey: false, ctrlKey: false, metaKey: false }, -1, 0, 10), undefined)
  })

  it('counts tries as one does', () => {
    assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 22, 111].map(tryInWords), [
      '1st try',
      '2nd try',
      '3rd try',
      '4th try',
      '11th try',
      '12th try',
      '13th try',
      '21st try',
      '22nd try',
      '111th try',
    ])
  })
})

async function answered(answers: readonly (() => void)[], index: number): Promise<void> {
  answers[index]!()
  await new Promise(setImmediate)
}

function row(id: number, more: Partial<WireRow> = {}): WireRow {
  return {
    id,
    at: '2025-03-01T10:00:00.000Z',
    kind: 'webhook',
    direction: 'in',
    platform: 'gladly',
    title: '',
    summary: '',
    ...more,
  }
}

import assert from 'node:assert/strict'
import { isoMoment, isTooDeep, parseJson, readJson, textOf } from '../../../adapters/core/intake/body.ts'

describe('the body of a request', () => {
  it('is text where it is UTF-8, without its mark, and nothing else', () => {
    assert.equal(textOf(Buffer.from('grüß dich')), 'grüß dich')
    assert.equal(textOf(Buffer.from('\uFEFF{}')), '{}')
    assert.equal(textOf(Buffer.alloc(0)), '')
    assert.equal(textOf(Buffer.from([0x7b, 0xff, 0x7d])), undefined)
  })

  it('is read as JSON of any kind', () => {
    for (const json of [{ a: [1, null] }, [], 'text', 0, false, null])
      assert.deepEqual(readJson(JSON.stringify(json)), { ok: true, json })
  })

  it('is never JSON that reaches into prototypes, however it is spelt', () => {
    for (const text of [
      '{"__proto__":{"admin":true}}',
      '{"a":[{"\\u005f_proto__":1}]}',
      '{"constructor":{"prototype":{"admin":true}}}',
    ]) {
      assert.deepEqual(readJson(text), {
        ok: false,
        why: 'the body is not acceptable JSON: Object contains forbidden prototype property',
      })
      assert.throws(() => parseJson(text), SyntaxError)
    }
  })

  it('is told apart from what is no JSON, with why', () => {
    for (const text of ['', '{', 'hello', '{"a":01}']) {
      const read = readJson(text)
      assert.ok(!read.ok, text)
      assert.match(read.why, /^the body is not acceptable JSON: ./)
      assert.equal(read.json, undefined)
    }
  })

  it('is never nested deeper than what works on it can follow', () => {
    const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
    const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    for (const nested of [lists, objects]) {
      assert.ok(readJson(nested(512)).ok)
      for (const levels of [513, 5_000, 150_000]) {
        const why = 'the body is not acceptable JSON: it is nested deeper than 512 levels'
        assert.deepEqual(readJson(nested(levels)), { ok: false, why })
        assert.throws(() => parseJson(nested(levels)), SyntaxError)
        const read = readJson(nested(levels), { anyDepth: true })
        assert.ok(read.ok && isTooDeep(read.json))
      }
    }
    assert.ok(readJson(`[${'[],'.repeat(100_000)}"${'['.repeat(1_000)}"]`).ok, 'wide is not deep')
  })

  it('has times in years of four digits, which sort as text', () => {
    assert.equal(isoMoment(Date.UTC(2031, 4, 6)), '2031-05-06T00:00:00.000Z')
    assert.equal(isoMoment(Date.UTC(9999, 11, 31)), '9999-12-31T00:00:00.000Z')
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 8e15, -8e15, 1e300]) assert.equal(isoMoment(ms), undefined)
  })
})

import assert from 'node:assert/strict'
import { parseJson, readJson, textOf } from '../../../adapters/core/intake/body.ts'

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
})

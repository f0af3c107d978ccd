import assert from 'node:assert/strict'
import { refusalOf } from '../../../scripts/sandbox/console/guard.ts'

const MINE = { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-origin' }

describe('Who may use the console', () => {
  for (const host of ['127.0.0.1:4000', 'localhost:4000', '[::1]:4000']) {
    it(`is whoever calls it ${host}`, () => {
      assert.equal(refusalOf({ method: 'GET', headers: { host } }), undefined)
      assert.equal(refusalOf({ method: 'POST', headers: { ...MINE, host, origin: `http://${host}` } }), undefined)
    })
  }
  for (const host of [
    'evil.example:4000',
    '127.0.0.1.evil.example:4000',
    'localhost',
    '10.0.0.1:4000',
    '',
    undefined,
  ]) {
    it(`is nobody who calls it ${host || 'nothing'}: a name can be made to resolve to this machine`, () => {
      assert.match(refusalOf({ method: 'GET', headers: { host } }) ?? '', /loopback only/)
    })
  }
  for (const origin of ['https://evil.example', 'http://127.0.0.1:5000', 'https://127.0.0.1:4000', 'null']) {
    it(`is no page from ${origin}`, () => {
      for (const method of ['GET', 'POST']) {
        assert.match(refusalOf({ method, headers: { ...MINE, origin } }) ?? '', /may not use the console/)
      }
    })
  }
  for (const site of ['cross-site', 'same-site']) {
    it(`is no page of another origin that does not say which (${site}), neither to do something nor to get a picture or a script`, () => {
      const headers = { host: MINE.host, 'sec-fetch-site': site }
      assert.match(refusalOf({ method: 'POST', headers }) ?? '', /may not use the console/)
      assert.match(
        refusalOf({ method: 'POST', headers: { ...headers, 'sec-fetch-mode': 'navigate' } }) ?? '',
        /may not use the console/,
      )
      assert.match(
        refusalOf({ method: 'GET', headers: { ...headers, 'sec-fetch-mode': 'no-cors' } }) ?? '',
        /may not use the console/,
      )
    })
  }
  it('is whoever follows a link to it, or types its address', () => {
    for (const [site, mode] of [
      ['cross-site', 'navigate'],
      ['none', 'navigate'],
      ['none', 'no-cors'],
    ] as const) {
      const headers = { host: MINE.host, 'sec-fetch-site': site, 'sec-fetch-mode': mode }
      assert.equal(refusalOf({ method: 'GET', headers }), undefined)
    }
  })
})

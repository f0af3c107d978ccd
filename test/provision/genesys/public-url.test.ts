import assert from 'node:assert/strict'
import { publicUrl } from '../../../scripts/provision/genesys/public-url.ts'

describe('the public URL Genesys is told', () => {
  it('is https on port 443, with or without a path', () => {
    assert.equal(publicUrl('https://bot.example.com/'), 'https://bot.example.com')
    assert.equal(publicUrl('https://bot.example.com:443/base/'), 'https://bot.example.com/base')
  })

  const refused: [string, RegExp][] = [
    ['', /not a URL/],
    ['bot.example.com', /not a URL/],
    ['http://bot.example.com', /https only/],
    ['ftp://bot.example.com', /https only/],
    ['https://bot.example.com:8443', /port 443 only, and this is port 8443/],
    ['https://bot.example.com/?a=1', /query/],
    ['https://bot.example.com/#a', /fragment/],
    [`https://bot.example.com/\${credentials.token}`, /path/],
    ['https://localhost', /cannot reach this machine/],
    ['http://127.0.0.1:3978', /--allow-local/],
  ]
  for (const [url, why] of refused) {
    it(`is not '${url}'`, () => assert.throws(() => publicUrl(url), why))
  }

  it('is not shown with a password', () => {
    assert.throws(
      () => publicUrl('https://me:canary@bot.example.com'),
      ({ message }: Error) => /password/.test(message) && !/canary/.test(message),
    )
  })

  it('may be this machine where that is allowed', () => {
    assert.equal(publicUrl('http://127.0.0.1:3978/', { allowLocal: true }), 'http://127.0.0.1:3978')
    assert.equal(publicUrl('http://localhost:3978', { allowLocal: true }), 'http://localhost:3978')
    assert.throws(() => publicUrl('http://bot.example.com', { allowLocal: true }), /https only/)
    assert.throws(() => publicUrl('ftp://localhost', { allowLocal: true }), /https only/)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { RawRequest } from '../../adapters/core/platform.ts'
import { verifyWebhook } from '../../adapters/gladly/webhook.ts'
import { acme, webhookRequest } from './fixtures.ts'

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const verify = (settings: Parameters<typeof acme>[0], headers: RawRequest['headers']) =>
  verifyWebhook(acme(settings), webhookRequest('{"type":"PING"}', headers))

describe('Gladly: who a request is from', () => {
  describe('with a secret header', () => {
    it('takes the secret in use and the one it replaces', () => {
      assert.deepEqual(verify({}, { 'x-account-identifier': 's3cret-current' }), { ok: true })
      assert.deepEqual(verify({}, { 'x-account-identifier': 's3cret-previous' }), { ok: true })
    })

    it('refuses a secret that is no longer listed', () => {
      const verdict = verify({ webhookSecrets: ['s3cret-new'] }, { 'x-account-identifier': 's3cret-current' })
      assert.equal(verdict.ok, false)
    })

    it('refuses with 401 and a Basic challenge, and says why without telling the secret', () => {
      for (const headers of [{}, { 'x-account-identifier': 'wrong' }, { 'x-account-identifier': '' }]) {
        const verdict = verify({}, headers)
        assert.ok(!verdict.ok)
        assert.equal(verdict.status, 401)
        assert.deepEqual(verdict.headers, { 'WWW-Authenticate': 'Basic realm="gladly"' })
        assert.doesNotMatch(JSON.stringify(verdict), /s3cret|wrong"/)
      }
    })

    it('looks at the header named in the settings, whatever its case there', () => {
      const settings = { webhookHeader: 'X-Bot-Adapter-KEY' }
      assert.ok(verify(settings, { 'x-bot-adapter-key': 's3cret-current' }).ok)
      assert.ok(!verify(settings, { 'x-account-identifier': 's3cret-current' }).ok)
    })

    it('refuses a header that comes twice, even where both are right', () => {
      assert.ok(!verify({}, { 'x-account-identifier': ['s3cret-current', 's3cret-current'] }).ok)
      assert.ok(!verify({}, { 'x-account-identifier': 's3cret-current, s3cret-current' }).ok)
    })

    it('takes secrets beyond ASCII as the bytes they are sent as', () => {
      const sent = Buffer.from('geheim-äöü', 'utf8').toString('latin1')
      assert.ok(verify({ webhookSecrets: ['geheim-äöü'] }, { 'x-account-identifier': sent }).ok)
    })

    it('takes nothing but the secrets, whatever is sent', () => {
      fc.assert(
        fc.property(fc.string(), (sent) => {
          const right = sent === 's3cret-current' || sent === 's3cret-previous'
          assert.equal(verify({}, { 'x-account-identifier': sent }).ok, right)
        }),
      )
    })
  })

  describe('with Basic credentials', () => {
    const settings = { webhookSecrets: [], webhookUsername: 'gladly', webhookPassword: 'p:ss w0rd' }

    it('takes the right ones, colons and all', () => {
      assert.ok(verify(settings, { authorization: basic('gladly', 'p:ss w0rd') }).ok)
      assert.ok(verify(settings, { authorization: basic('gladly', 'p:ss w0rd').replace('Basic', 'bAsIc') }).ok)
    })

    it('refuses everything else with 401', () => {
      const bad = [
        undefined,
        '',
        'Basic',
        'Basic not base64!',
        'Bearer abc',
        basic('gladly', 'p:ss w0r'),
        basic('gladl', 'p:ss w0rd'),
        basic('', ''),
        [basic('gladly', 'p:ss w0rd'), basic('gladly', 'p:ss w0rd')],
      ]
      for (const authorization of bad) {
        const verdict = verify(settings, { authorization })
        assert.ok(!verdict.ok, String(authorization))
        assert.equal(verdict.status, 401)
      }
    })
  })

  describe('with both', () => {
    const settings = { webhookUsername: 'gladly', webhookPassword: 'pass' }
    const header = { 'x-account-identifier': 's3cret-current' }
    const authorization = basic('gladly', 'pass')

    it('wants both', () => {
      assert.ok(verify(settings, { ...header, authorization }).ok)
      assert.ok(!verify(settings, header).ok)
      assert.ok(!verify(settings, { authorization }).ok)
      assert.ok(!verify(settings, { ...header, authorization: basic('gladly', 'wrong') }).ok)
    })

    it('wants one of them where the profile says so', () => {
      const any = { ...settings, profile: { webhook: { require: 'any' as const } } }
      assert.ok(verify(any, header).ok)
      assert.ok(verify(any, { authorization }).ok)
      assert.ok(!verify(any, {}).ok)
    })
  })

  it('takes nothing while neither is configured', () => {
    for (const headers of [{}, { 'x-account-identifier': '' }, { authorization: basic('undefined', 'undefined') }]) {
      const verdict = verify({ webhookSecrets: [] }, headers)
      assert.ok(!verdict.ok)
      assert.match(verdict.why, /neither/)
    }
    assert.ok(!verify({ webhookSecrets: [''] }, { 'x-account-identifier': '' }).ok)
  })

  it('puts the label of the profile into the challenge', () => {
    const verdict = verify({ profile: { webhook: { realm: 'acme bot' } } }, {})
    assert.ok(!verdict.ok)
    assert.deepEqual(verdict.headers, { 'WWW-Authenticate': 'Basic realm="acme bot"' })
  })
})

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import type { RawRequest } from '../../adapters/core/platform.ts'
import type { ImiconnectSettings } from '../../adapters/imiconnect/index.ts'
import { verifyWebhook } from '../../adapters/imiconnect/verify.ts'
import { acme, incoming, PREVIOUS, postback, request, SECRET, TOKEN } from './fixtures.ts'

const verify = (changes: Partial<RawRequest>, settings: Partial<ImiconnectSettings> = {}, body: unknown = incoming()) =>
  verifyWebhook(acme(settings), request(body, changes))

const at = (path: string, settings?: Partial<ImiconnectSettings>) => verify({ url: path }, settings)

describe('IMIconnect: who a request is from', () => {
  it('takes the secret in use and the one it replaces, as the last segment of the path', () => {
    for (const path of [`/api/imiconnect/${SECRET}`, `/api/imiconnect/${PREVIOUS}`, `/elsewhere/${SECRET}?x=1`])
      assert.deepEqual(at(path), { ok: true }, path)
  })

  it('answers 404 to everything else, and says why without telling the secret', () => {
    const paths = [
      '/api/imiconnect',
      '/api/imiconnect/',
      `/api/imiconnect/${SECRET}/`,
      `/api/imiconnect/${SECRET}x`,
      `/api/imiconnect/${SECRET.slice(1)}`,
      `/api/imiconnect/${SECRET.toUpperCase()}`,
      `/api/imiconnect?secret=${SECRET}`,
      `/api/imiconnect/x?${SECRET}`,
      '/api/imiconnect/%',
      '/api/imiconnect/%E0%A4%A',
      '',
    ]
    for (const path of paths) {
      for (const method of ['POST', 'GET', 'HEAD']) {
        const verdict = verify({ url: path, method })
        assert.ok(!verdict.ok, path)
        assert.equal(verdict.status, 404)
        assert.equal(verdict.headers, undefined)
        assert.doesNotMatch(JSON.stringify(verdict), new RegExp(`${SECRET.slice(2)}|${TOKEN}`, 'i'))
      }
    }
  })

  it('takes nothing but the secrets, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(SECRET, PREVIOUS, `${SECRET} `)), (given) => {
        const path = `/api/imiconnect/${encodeURIComponent(given.toWellFormed())}`
        assert.equal(at(path).ok, given === SECRET || given === PREVIOUS)
      }),
    )
  })

  it('takes secrets that have to be percent-encoded', () => {
    const settings = { urlSecrets: ['geheim/äöü 100%'] }
    assert.ok(at(`/api/imiconnect/${encodeURIComponent('geheim/äöü 100%')}`, settings).ok)
    assert.ok(!at('/api/imiconnect/geheim/äöü 100%', settings).ok)
  })

  it('takes nothing while no secret is configured', () => {
    for (const urlSecrets of [[], ['']]) assert.ok(!at('/api/imiconnect/', { urlSecrets }).ok)
  })

  it('looks into the query where the profile says so', () => {
    const settings = { profile: { urlSecret: { in: 'query' as const, name: 's' } } }
    assert.ok(at(`/api/imiconnect?s=${SECRET}`, settings).ok)
    assert.ok(!at(`/api/imiconnect/${SECRET}`, settings).ok)
    assert.ok(!at('/api/imiconnect?s=', settings).ok)
  })

  describe('before the generated URL is known', () => {
    const early = { inboundUrl: undefined }

    it('lets handshakes through', () => {
      for (const body of ['', '{}', 'null', '[]', '{"verify":true}', 'token=x'])
        assert.deepEqual(verify({}, early, body), { ok: true }, body)
      for (const method of ['GET', 'HEAD']) assert.deepEqual(verify({ method }, early, ''), { ok: true })
    })

    it('answers 503 to events, and says what to set', () => {
      for (const body of [incoming(), postback(), { Event: 'Chat Picked', Conversationid: 'c' }]) {
        const verdict = verify({}, early, body)
        assert.ok(!verdict.ok)
        assert.equal(verdict.status, 503)
        assert.match(verdict.why, /IMICONNECT_INBOUND_URL is not set/)
      }
    })

    it('still wants the secret first', () => {
      const verdict = verify({ url: '/api/imiconnect/wrong' }, early)
      assert.ok(!verdict.ok && verdict.status === 404)
    })
  })

  describe('where the platform sends the token too', () => {
    it('checks a header', () => {
      const settings = { profile: { requestToken: { in: 'header' as const, name: 'X-Token' } } }
      assert.ok(verify({ headers: { 'x-token': TOKEN } }, settings).ok)
      for (const headers of [{}, { 'x-token': 'wrong' }, { 'x-token': [TOKEN, TOKEN] }]) {
        const verdict = verify({ headers }, settings)
        assert.ok(!verdict.ok && verdict.status === 401)
        assert.doesNotMatch(verdict.why, new RegExp(TOKEN))
      }
      assert.ok(verify({ method: 'HEAD' }, settings).ok)
    })

    it('checks the query and the body', () => {
      const inQuery = { profile: { requestToken: { in: 'query' as const, name: 'token' } } }
      assert.ok(verify({ url: `/api/imiconnect/${SECRET}?token=${TOKEN}` }, inQuery).ok)
      assert.ok(!verify({}, inQuery).ok)
      const inBody = { profile: { requestToken: { in: 'body' as const, name: 'verification_token' } } }
      assert.ok(verify({}, inBody, incoming({ VerificationToken: TOKEN })).ok)
      for (const body of [incoming(), incoming({ VerificationToken: 1 }), 'null', 'no json'])
        assert.ok(!verify({}, inBody, body).ok)
    })
  })

  it('checks a signature over the raw bytes where the profile names one', () => {
    for (const algorithm of ['sha256', 'sha512'] as const) {
      const settings = { profile: { signature: { secret: 'hub', algorithm } } }
      const body = '{ "spaced" : 1 }'
      const digest = createHmac(algorithm, 'hub').update(body).digest('hex')
      for (const given of [digest, digest.toUpperCase(), `${algorithm}=${digest}`])
        assert.ok(verify({ headers: { 'x-hub-signature': given } }, settings, body).ok)
      for (const given of ['', digest.slice(0, 40), digest.replace(/.$/, (c) => (c === '0' ? '1' : '0'))])
        assert.ok(!verify({ headers: { 'x-hub-signature': given } }, settings, body).ok)
      assert.ok(!verify({ headers: { 'x-hub-signature': digest } }, settings, '{"spaced":1}').ok)
      assert.ok(!verify({}, settings, body).ok)
    }
  })
})

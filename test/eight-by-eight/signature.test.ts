import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isSignedBy, keyFromJwk, readSignature, signedPayload } from '../../adapters/eight-by-eight/signature.ts'
import { verifyWebhook } from '../../adapters/eight-by-eight/webhook.ts'
import { acme, NOW } from './desk-fixtures.ts'
import vector from './signed-request.json' with { type: 'json' }

const key = keyFromJwk(vector.jwk)!
const BODY = Buffer.from(vector.rawBody)
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const encode = (header: object): string => Buffer.from(JSON.stringify(header)).toString('base64url')
const HEADER = { b64: false, crit: ['b64'], kid: 'key-1', alg: 'RS256' }

/** The headers of a request that is signed with our own key, whatever its JOSE header says. */
function signedHeaders(header: object = HEADER, body = BODY, changes: Record<string, string> = {}) {
  const headers: Record<string, string> = { ...vector.headers, ...changes }
  const first = encode(header)
  const read = readSignature({ ...headers, 'x-8x8-signature': `${encode(HEADER)}..AA` })
  assert(read.ok)
  const bytes = sign('RSA-SHA256', Buffer.from(`${first}.${signedPayload(read.signature, body)}`), pair.privateKey)
  return { ...headers, 'x-8x8-signature': `${first}..${bytes.toString('base64url')}` }
}

const requestOf = (headers: Record<string, string | string[] | undefined>, body = BODY) => ({
  method: 'POST',
  url: '/api/8x8',
  headers,
  body,
})

const keysOf = (publicKey: KeyObject) => ({ get: async () => ({ kind: 'key', key: publicKey }) as const })
const verify = (headers: Record<string, string | string[] | undefined>, body = BODY, settings = acme()) =>
  verifyWebhook(settings, keysOf(pair.publicKey), requestOf(headers, body), NOW)

describe('8x8 signature', () => {
  it('accepts the example of the documents', async () => {
    const read = readSignature(vector.headers)
    assert(read.ok)
    assert.equal(signedPayload(read.signature, BODY), vector.signedPayload)
    assert.equal(isSignedBy(key, read.signature, BODY), true)
    assert.deepEqual(await verifyWebhook(acme(), keysOf(key), requestOf(vector.headers), NOW), { ok: true })
  })

  it('is over raw bytes: the same JSON written otherwise is another body', () => {
    const read = readSignature(vector.headers)
    assert(read.ok)
    assert.equal(
      isSignedBy(key, read.signature, Buffer.from(JSON.stringify(JSON.parse(vector.rawBody), null, 1))),
      false,
    )
  })

  const covered: [string, string][] = [
    ['x-8x8-event-id', 'other'],
    ['x-8x8-retry', '1'],
    ['x-8x8-transmission-time', '1754300012401'],
    ['x-8x8-tenant-id', 'other'],
    ['x-8x8-customer-id', 'other'],
  ]
  for (const [name, value] of covered) {
    it(`covers ${name}`, async () => {
      assert.equal((await verify({ ...signedHeaders(), [name]: value })).ok, false)
    })
  }

  for (const name of [...covered.map(([name]) => name), 'x-8x8-signature']) {
    it(`is refused without ${name}, and with two`, async () => {
      const headers = signedHeaders()
      for (const value of [undefined, '', [headers[name as keyof typeof headers], 'x']]) {
        const verdict = await verify({ ...headers, [name]: value as string })
        assert(!verdict.ok && verdict.status === 401, String(value))
      }
    })
  }

  const odd: [string, object][] = [
    ['another algorithm', { ...HEADER, alg: 'RS512' }],
    ['no algorithm', { ...HEADER, alg: 'none' }],
    ['a shared secret', { ...HEADER, alg: 'HS256' }],
    ['an encoded payload', { ...HEADER, b64: true }],
    ['no word about encoding', { kid: 'key-1', alg: 'RS256' }],
    ['more that is critical', { ...HEADER, crit: ['b64', 'exp'] }],
    ['a kid that is a path', { ...HEADER, kid: '../../oauth' }],
    ['a kid with a slash', { ...HEADER, kid: 'a/b' }],
    ['a kid with an encoded slash', { ...HEADER, kid: 'a%2fb' }],
    ['a kid of dots', { ...HEADER, kid: '..' }],
    ['a kid with a question mark', { ...HEADER, kid: 'a?b' }],
    ['an endless kid', { ...HEADER, kid: 'a'.repeat(300) }],
    ['no kid', { alg: 'RS256', b64: false, crit: ['b64'] }],
    ['a number as kid', { ...HEADER, kid: 7 }],
  ]
  for (const [what, header] of odd) {
    it(`is refused with ${what}, and no key is asked for`, async () => {
      let asked = 0
      const keys = { get: async () => ({ kind: 'key', key: pair.publicKey, asked: ++asked }) as const }
      const verdict = await verifyWebhook(acme(), keys, requestOf(signedHeaders(header)), NOW)
      assert(!verdict.ok && verdict.status === 401)
      assert.equal(asked, 0)
    })
  }

  for (const [what, change] of [
    ['a payload of its own', (jws: string) => jws.replace('..', '.e30.')],
    ['two segments', (jws: string) => jws.split('..').join('.')],
    ['four segments', (jws: string) => `${jws}.x`],
    ['no signature', (jws: string) => `${jws.split('..')[0]}..`],
    ['odd characters', (jws: string) => `${jws}=`],
    ['a header that is no JSON', (jws: string) => `bm90IGpzb24..${jws.split('..')[1]}`],
    ['another signature', (jws: string) => `${jws.slice(0, -6)}AAAAAA`],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const headers = signedHeaders()
      const verdict = await verify({ ...headers, 'x-8x8-signature': change(headers['x-8x8-signature']) })
      assert(!verdict.ok && verdict.status === 401)
    })
  }

  for (const value of ['', '-1', '1e3', '01', ' 1', '1.0', 'one']) {
    it(`takes no '${value}' for a number`, () => {
      assert.equal(readSignature({ ...vector.headers, 'x-8x8-retry': value }).ok, false)
    })
  }

  it('refuses another tenant’s and customer’s events, and shows whose they are', async () => {
    for (const settings of [acme({ customerIds: ['other'] }), acme({ tenantIds: ['other'] })]) {
      const verdict = await verify(signedHeaders(), BODY, settings)
      assert(!verdict.ok && verdict.status === 401)
      assert.match(verdict.why, /custDemo01.*tenantdemo01/)
    }
    const forged = await verify(
      { ...signedHeaders(), 'x-8x8-customer-id': 'evil' },
      BODY,
      acme({ tenantIds: ['other'] }),
    )
    assert(!forged.ok && !forged.why.includes('evil'), 'unsigned ids are not shown')
  })

  it('answers 503 with the ids to copy until they are set', async () => {
    for (const missing of [{ customerIds: undefined }, { tenantIds: [] }, { channelId: undefined }]) {
      const verdict = await verify(signedHeaders(), BODY, acme(missing))
      assert(!verdict.ok && verdict.status === 503)
      assert.match(verdict.why, /custDemo01.*tenantdemo01/)
      const forged = await verify({ ...signedHeaders(), 'x-8x8-retry': '3' }, BODY, acme(missing))
      assert(!forged.ok && forged.status === 401)
    }
  })

  it('answers 503 where the key cannot be told, 401 where there is none', async () => {
    const unavailable = { get: async () => ({ kind: 'unavailable', why: 'down' }) as const }
    const unknown = { get: async () => ({ kind: 'unknown' }) as const }
    const one = await verifyWebhook(acme(), unavailable, requestOf(signedHeaders()), NOW)
    const other = await verifyWebhook(acme(), unknown, requestOf(signedHeaders()), NOW)
    assert(!one.ok && one.status === 503 && !other.ok && other.status === 401)
  })

  it('refuses what was sent long ago only where the profile says so', async () => {
    const verdict = await verify(signedHeaders(), BODY, acme({ profile: { maxTransmissionAgeMs: 60_000 } }))
    assert(!verdict.ok && verdict.status === 401)
    assert.equal((await verify(signedHeaders())).ok, true)
  })

  it('lets the verification of a webhook through unsigned, whatever is missing', async () => {
    const body = Buffer.from('{"notificationVersion":"Chat Gateway v1.0","eventType":"WEB_HOOK_VERIFY"}')
    assert.equal((await verify({}, body)).ok, true)
    assert.equal((await verify({}, body, acme({ customerIds: undefined, channelId: undefined }))).ok, true)
    assert.equal((await verify({}, body, acme({ profile: { unsignedVerify: false } }))).ok, false)
    assert.equal((await verify({}, Buffer.from('{"eventType":"MESSAGE","note":"WEB_HOOK_VERIFY"}'))).ok, false)
  })

  it('takes no other keys than RSA ones of a decent size', () => {
    const jwkOf = (publicKey: KeyObject) => publicKey.export({ format: 'jwk' })
    assert(keyFromJwk(jwkOf(pair.publicKey)))
    assert.equal(keyFromJwk(jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)), undefined)
    assert.equal(keyFromJwk(jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)), undefined)
    for (const odd of [
      null,
      'key',
      {},
      { kty: 'oct', k: 'c2VjcmV0' },
      { ...vector.jwk, alg: 'RS512' },
      { ...vector.jwk, n: '' },
    ]) {
      assert.equal(keyFromJwk(odd), undefined)
    }
  })
})

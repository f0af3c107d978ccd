import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { changing, type Forgery, headerOf, REENCODED } from '../forgery.ts'
import { encoded, hmacWith, type Signing, type SigningChanges, signedHeaders } from '../jws.ts'
import type { Sent } from '../wire.ts'
import { provenBy } from './everywhere.ts'

const SIGNATURE = 'x-8x8-signature'
const PROVEN = ['signature', 'event-id', 'retry', 'transmission-time', 'tenant-id', 'customer-id'].map(
  (name) => `x-8x8-${name}`,
)

/** A detached RS256 signature with a public key by its name, over ids that must be ours. */
export function eightByEightForgeries(signing: Signing): readonly Forgery[] {
  const publicKey = createPublicKey(signing.privateKey)
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const strangeJwk = strange.publicKey.export({ format: 'jwk' })

  const signed = (
    name: string,
    changes: SigningChanges | ((sent: Sent) => SigningChanges),
    more: Partial<Forgery> = {},
  ): Forgery => ({
    name,
    of: (sent) => {
      const made = typeof changes === 'function' ? changes(sent) : changes
      return { ...sent, headers: signedHeaders(signing, headerOf(sent, 'x-8x8-event-id'), sent.body, made) }
    },
    ...more,
  })
  const named = (name: string, jose: object) => signed(name, { jose })
  /** The key's own signature, of which a part of the headers is then said otherwise. */
  const retold = (name: string, value: string): Forgery => ({
    name: `with ${name} said otherwise`,
    of: changing(name, () => value),
  })

  return [
    ...PROVEN.flatMap((name) => provenBy(name)),
    ...REENCODED,
    // Other keys and algorithms.
    signed('signed with another key under the name of 8x8’s', { key: strange.privateKey }),
    signed('signed with another key that it brings along', { key: strange.privateKey, jose: { jwk: strangeJwk } }),
    signed('signed with another key that it says where to find', {
      key: strange.privateKey,
      jose: { jku: 'http://127.0.0.1:9/jwk', x5u: 'http://127.0.0.1:9/x5u' },
    }),
    signed('signed on a curve', {
      jose: { alg: 'ES256' },
      signature: (input) => sign('SHA256', input, curve.privateKey),
    }),
    signed('signed by nobody', { jose: { alg: 'none' }, signature: () => Buffer.alloc(0) }),
    signed('signed by nobody, in other letters', { jose: { alg: 'nOnE' }, signature: () => Buffer.from([0]) }),
    signed('signed with the public key’s text as a secret', { jose: { alg: 'HS256' }, signature: hmacWith(pem) }),
    signed('signed with the public key’s bytes as a secret', { jose: { alg: 'HS256' }, signature: hmacWith(der) }),
    signed('signed with the public key as a secret and called RS256', { signature: hmacWith(pem) }),
    signed('signed with SHA-1', { signature: (input) => sign('RSA-SHA1', input, signing.privateKey) }),
    signed('signed with SHA-512', {
      jose: { alg: 'RS512' },
      signature: (input) => sign('RSA-SHA512', input, signing.privateKey),
    }),
    signed('signed with another padding', {
      jose: { alg: 'PS256' },
      signature: (input) =>
        sign('sha256', input, { key: signing.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }),
    }),
    signed('signed with nothing but zeros', { signature: () => Buffer.alloc(256) }),
    // Names of keys.
    ...[
      '../jwk',
      '..',
      '.',
      'a/b',
      'a%2Fb',
      'a\\b',
      'a?b',
      'a#b',
      'a b',
      '',
      'ключ',
      'a\u0000b',
      'x'.repeat(300),
      '//evil.example/x',
      'http://127.0.0.1:9/k',
    ].map((kid) => named(`with the key’s name ${JSON.stringify(kid).slice(0, 24)}`, { kid })),
    ...[1, null, ['a'], { $ne: '' }, undefined].map((kid) =>
      named(`with a key’s name that is ${JSON.stringify(kid)}`, { kid }),
    ),
    named('with the name of a key that 8x8 does not have', { kid: 'no-key-of-8x8s' }),
    // The signature's own header.
    named('with a payload that is encoded', { b64: true }),
    named('with nothing critical', { crit: undefined }),
    named('with something critical that we do not know', { crit: ['b64', 'exp'] }),
    {
      name: 'with a payload in the signature',
      of: changing(SIGNATURE, (jws) => jws.replace('..', `.${encoded({})}.`)),
    },
    { name: 'with a fourth part', of: changing(SIGNATURE, (jws) => `${jws}.x`) },
    { name: 'with the signature cut short', of: changing(SIGNATURE, (jws) => jws.slice(0, -4)) },
    { name: 'with more than the signature', of: changing(SIGNATURE, (jws) => `${jws}AAAA`) },
    { name: 'with the signature in plain Base64', of: changing(SIGNATURE, (jws) => `${jws}==`) },
    { name: 'with a header that is no JSON', of: changing(SIGNATURE, (jws) => jws.replace(/^[^.]+/, 'AAAA')) },
    // Whose it is: 8x8 signs for all its customers with the same key.
    signed('signed for another customer of 8x8’s', { customerId: 'somebody-else' }),
    signed('signed for another tenant', { tenantId: 'another-tenant' }),
    signed('signed for us and somebody else', { customerId: `${signing.customerId},somebody-else` }),
    signed('signed for us in other letters', { customerId: otherCase(signing.customerId) }),
    signed('signed for nobody', { customerId: '', tenantId: '' }),
    signed('signed for another body', (sent) => ({ signs: Buffer.concat([sent.body, Buffer.from(' ')]) })),
    retold('x-8x8-event-id', 'another-event'),
    retold('x-8x8-customer-id', 'somebody-else'),
    retold('x-8x8-tenant-id', 'another-tenant'),
    retold('x-8x8-transmission-time', String(Date.now() + 1)),
    retold('x-8x8-retry', '1'),
    // The same number in other digits would be signed alike.
    ...['00', '-0', '0.0', '0e0', '0x0', ' 0 0'].map((zero) => signed(`with a retry that is ${zero}`, { retry: zero })),
    signed('with a time before which there is a zero', { transmissionTime: `0${Date.now()}` }),
    signed('with a time that is none', { transmissionTime: 'NaN' }),
    {
      name: 'that calls itself a check of the webhook and is not one',
      of: (sent) => ({
        ...sent,
        headers: [],
        body: Buffer.from('{"eventType":"WEB_HOOK_VERIFY_","conversationId":"c"}'),
      }),
    },
  ]
}

const otherCase = (text: string): string =>
  [...text].map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())).join('')

import { createHmac } from 'node:crypto'
import { changing, type Forgery, insteadOf, REENCODED, withHeader } from '../forgery.ts'
import type { Sent } from '../wire.ts'
import { provenBy } from './everywhere.ts'

const HEADER = 'X-Hub-Signature-256'

/** `sha256=` and the HMAC-SHA256 over the raw body, in Base64. */
export const signGenesys = (secret: string, body: Buffer): string =>
  `sha256=${hmac('sha256', secret, body).toString('base64')}`

export function genesysForgeries(secret: string, registrationSecret: string): readonly Forgery[] {
  const signing = (make: (body: Buffer) => string) => (sent: Sent) => withHeader(sent, HEADER, make(sent.body))
  return [
    ...provenBy(HEADER),
    ...REENCODED,
    { name: 'signed with another secret', of: signing((body) => signGenesys('another-secret', body)) },
    { name: 'signed with no secret', of: signing((body) => signGenesys('', body)) },
    { name: 'signed with the registration’s secret', of: signing((body) => signGenesys(registrationSecret, body)) },
    { name: 'signed with the secret in capitals', of: signing((body) => signGenesys(secret.toUpperCase(), body)) },
    { name: 'signed with SHA-1', of: signing((body) => `sha1=${hmac('sha1', secret, body).toString('base64')}`) },
    {
      name: 'signed with SHA-1, called SHA-256',
      of: signing((body) => `sha256=${hmac('sha1', secret, body).toString('base64')}`),
    },
    {
      name: 'signed with SHA-512, cut to length',
      of: signing((body) => `sha256=${hmac('sha512', secret, body).subarray(0, 32).toString('base64')}`),
    },
    { name: 'signed in hex', of: signing((body) => `sha256=${hmac('sha256', secret, body).toString('hex')}`) },
    {
      name: 'with a plain digest',
      of: signing((body) => `sha256=${createHmac('sha256', Buffer.alloc(64)).update(body).digest('base64')}`),
    },
    { name: 'with the signature cut short', of: changing(HEADER, (value) => value.slice(0, -4)) },
    { name: 'with the padding left out', of: changing(HEADER, (value) => value.slice(0, -1)) },
    { name: 'with more than the signature', of: changing(HEADER, (value) => `${value}A`) },
    { name: 'with the algorithm left out', of: changing(HEADER, (value) => value.slice('sha256='.length)) },
    {
      name: 'with one bit of the signature flipped',
      of: changing(HEADER, (value) => value.replace(/=(.)/, (_, one) => `=${one === 'A' ? 'B' : 'A'}`)),
    },
    { name: 'with the signature under its older name', of: insteadOf(HEADER, (value) => [['X-Hub-Signature', value]]) },
    { name: 'with the secret as a bearer token', of: insteadOf(HEADER, () => [['Authorization', `Bearer ${secret}`]]) },
    {
      name: 'with the registration’s proof',
      of: insteadOf(HEADER, () => [['Authorization', `Bearer ${registrationSecret}`]]),
    },
    {
      name: 'with the registration’s proof and path in the query',
      of: (sent) => ({
        ...withHeader(withHeader(sent, HEADER, undefined), 'Authorization', `Bearer ${registrationSecret}`),
        target: `${sent.target}?/register`,
      }),
    },
  ]
}

/** The flow's data action: a bearer token, and no signature. */
export function registrationForgeries(secret: string, webhookSecret: string): readonly Forgery[] {
  return [
    ...provenBy('Authorization'),
    { name: 'with another token', of: changing('Authorization', () => 'Bearer another-token') },
    { name: 'with the token cut short', of: changing('Authorization', (value) => value.slice(0, -1)) },
    { name: 'with more than the token', of: changing('Authorization', (value) => `${value}x`) },
    { name: 'with the token in capitals', of: changing('Authorization', () => `Bearer ${secret.toUpperCase()}`) },
    { name: 'with the token alone', of: changing('Authorization', () => secret) },
    {
      name: 'with the token as a password',
      of: changing('Authorization', () => `Basic ${Buffer.from(`:${secret}`).toString('base64')}`),
    },
    { name: 'with the webhook’s secret', of: changing('Authorization', () => `Bearer ${webhookSecret}`) },
    {
      name: 'signed as the webhook’s requests are',
      of: (sent) =>
        withHeader(withHeader(sent, 'Authorization', undefined), HEADER, signGenesys(webhookSecret, sent.body)),
    },
  ]
}

const hmac = (algorithm: string, secret: string, body: Buffer): Buffer =>
  createHmac(algorithm, secret).update(body).digest()

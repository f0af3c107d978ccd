import { createHmac } from 'node:crypto'
import { changing, type Forgery, REENCODED, withHeader } from '../forgery.ts'
import type { Sent } from '../wire.ts'
import { provenBy } from './everywhere.ts'

const HEADER = 'X-Hootsuite-Signature'
const MINUTE_MS = 60_000

/** HMAC-SHA256 over the raw body with the secret's bytes, in hex; the time stands in the body. */
export const signHootsuite = (secret: string, body: Buffer): string => hmac('sha256', Buffer.from(secret, 'hex'), body)

export function hootsuiteForgeries(secret: string): readonly Forgery[] {
  const key = Buffer.from(secret, 'hex')
  const signing = (make: (body: Buffer) => string) => (sent: Sent) => withHeader(sent, HEADER, make(sent.body))
  return [
    ...provenBy(HEADER),
    ...REENCODED,
    { name: 'signed with another secret', of: signing((body) => hmac('sha256', Buffer.alloc(32, 7), body)) },
    { name: 'signed with no secret', of: signing((body) => hmac('sha256', Buffer.alloc(0), body)) },
    { name: 'signed with the secret’s letters', of: signing((body) => hmac('sha256', Buffer.from(secret), body)) },
    { name: 'signed with half of the secret', of: signing((body) => hmac('sha256', key.subarray(0, 16), body)) },
    { name: 'signed with SHA-1', of: signing((body) => hmac('sha1', key, body)) },
    { name: 'signed with SHA-512', of: signing((body) => hmac('sha512', key, body)) },
    { name: 'signed with SHA-512, cut to length', of: signing((body) => hmac('sha512', key, body).slice(0, 64)) },
    { name: 'with the signature in Base64', of: changing(HEADER, (hex) => Buffer.from(hex, 'hex').toString('base64')) },
    { name: 'with the signature cut short', of: changing(HEADER, (hex) => hex.slice(0, -2)) },
    { name: 'with the signature’s last digit missing', of: changing(HEADER, (hex) => hex.slice(0, -1)) },
    { name: 'with more than the signature', of: changing(HEADER, (hex) => `${hex}00`) },
    { name: 'with a letter that is no digit after the signature', of: changing(HEADER, (hex) => `${hex}zz`) },
    { name: 'with an algorithm before the signature', of: changing(HEADER, (hex) => `sha256=${hex}`) },
    { name: 'with the secret as the signature', of: changing(HEADER, () => secret) },
    { name: 'signed six minutes ago', of: sentAt(-6 * MINUTE_MS) },
    { name: 'signed for six minutes from now', of: sentAt(6 * MINUTE_MS) },
    { name: 'signed without a time', of: signedAs((event) => ({ ...event, timestamp: undefined })) },
    { name: 'signed with a time that is none', of: signedAs((event) => ({ ...event, timestamp: 'now' })) },
    { name: 'with the time of the body made new', of: renewed },
  ]

  function signedAs(change: (event: object) => object) {
    return (sent: Sent): Sent => {
      const body = Buffer.from(JSON.stringify(change(JSON.parse(String(sent.body)))))
      return { ...withHeader(sent, HEADER, signHootsuite(secret, body)), body }
    }
  }

  function sentAt(offsetMs: number) {
    return signedAs((event) => ({ ...event, timestamp: new Date(Date.now() + offsetMs).toISOString() }))
  }

  /** What was caught an hour ago, with nothing but its time changed. */
  function renewed(sent: Sent): Sent {
    const old = sentAt(-60 * MINUTE_MS)(sent)
    return { ...old, body: sent.body }
  }
}

const hmac = (algorithm: string, key: Buffer, body: Buffer): string =>
  createHmac(algorithm, key).update(body).digest('hex')

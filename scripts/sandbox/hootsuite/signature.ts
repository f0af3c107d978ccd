import { createHmac } from 'node:crypto'

/**
 * `X-Hootsuite-Signature`: HMAC-SHA256 over the body's bytes, keyed with the hex-decoded secret, in hexadecimal
 * (Inbox 2.0 API reference, Webhook authentication).
 */
export function signatureOf(secret: string, body: string | Buffer): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('hex')
}

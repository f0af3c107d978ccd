import { createHmac } from 'node:crypto'

/** `X-Hub-Signature-256`: `sha256=` and the base64 (not hexadecimal) HMAC-SHA256 of the body's bytes. */
export function signatureOf(secret: string, body: string | Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`
}

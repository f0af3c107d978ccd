import { createHmac } from 'node:crypto'
import { isOneOf } from '../core/constant-time.ts'

/** The value of `X-Hub-Signature-256` for a body: HMAC-SHA256 over its raw bytes, in base64 (facts: webhook signature). */
export function sign(secret: string, body: Buffer): string {
  return `sha256=${digest(secret, body).toString('base64')}`
}

/** Whether one of the secrets made this signature. All are tried, each compared in constant time, as bytes. */
export function isSigned(header: string, body: Buffer, secrets: readonly string[], hexToo: boolean): boolean {
  const given = decode(header, hexToo)
  const expected = secrets.filter((secret) => secret !== '').map((secret) => digest(secret, body))
  return given !== undefined && isOneOf(given, expected)
}

const digest = (secret: string, body: Buffer): Buffer =>
  createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest()

function decode(header: string, hexToo: boolean): Buffer | undefined {
  const value = /^sha256=(.*)$/i.exec(header.trim())?.[1]?.trim()
  if (value === undefined) return undefined
  if (/^[A-Za-z0-9+/]{43}=$/.test(value)) return Buffer.from(value, 'base64')
  // Sixty-four hexadecimal digits are no base64 of 32 bytes: the two cannot be mistaken for each other.
  return hexToo && /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : undefined
}

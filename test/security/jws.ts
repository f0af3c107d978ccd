import { createHmac, type KeyObject, sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Header } from './wire.ts'

/** How an event of 8x8's is signed. */
export interface Signing {
  kid: string
  privateKey: KeyObject
  customerId: string
  tenantId: string
}

/** What of it is to be otherwise. */
export interface SigningChanges {
  /** Of the signature's own header. */
  jose?: object
  customerId?: string
  tenantId?: string
  eventId?: string
  retry?: string
  transmissionTime?: string
  /** The body that is signed, where it is not the one that is sent. */
  signs?: Buffer
  /** In place of RS256 with the key. */
  signature?: (input: Buffer) => Buffer
  key?: KeyObject
}

/** The headers of a signed event: a detached JWS over the body's checksum and the ids (RFC 7797). */
export function signedHeaders(signing: Signing, eventId: string, body: Buffer, changes: SigningChanges = {}): Header[] {
  const { kid, privateKey } = signing
  const { jose, key = privateKey, signs = body, retry = '0', transmissionTime = String(Date.now()) } = changes
  const { customerId = signing.customerId, tenantId = signing.tenantId } = changes
  const id = changes.eventId ?? eventId
  const first = encoded({ b64: false, crit: ['b64'], kid, alg: 'RS256', ...jose })
  const payload = {
    checksum: crc32(signs),
    cid: customerId,
    eid: id,
    retry: Number(retry),
    tid: tenantId,
    tt: Number(transmissionTime),
  }
  const input = Buffer.from(`${first}.${JSON.stringify(payload)}`)
  const make = changes.signature ?? ((bytes: Buffer) => sign('RSA-SHA256', bytes, key))
  return [
    ['x-8x8-customer-id', customerId],
    ['x-8x8-tenant-id', tenantId],
    ['x-8x8-event-id', id],
    ['x-8x8-retry', retry],
    ['x-8x8-transmission-time', transmissionTime],
    ['x-8x8-signature', `${first}..${make(input).toString('base64url')}`],
  ]
}

/** The mistake of verifying with whatever algorithm the token names: our public key as an HMAC's secret. */
export const hmacWith = (secret: string | Buffer) => (input: Buffer) =>
  createHmac('sha256', secret).update(input).digest()

export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

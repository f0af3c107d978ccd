import { type JsonWebKey, type KeyObject, sign } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A key pair that events are signed with. */
export interface SigningKey {
  kid: string
  privateKey: KeyObject
  /** As it is served. */
  jwk: JsonWebKey & { kid: string }
}

/** What a signature covers besides the body. */
export interface Signed {
  customerId: string
  tenantId: string
  eventId: string
  retry: number
  transmissionTime: number
}

/** The compact JWS with its payload left out (RFC 7797), over the body's checksum and the ids. */
export function signatureOf(key: SigningKey, body: Buffer, signed: Signed): string {
  const header = JSON.stringify({ b64: false, crit: ['b64'], kid: key.kid, alg: 'RS256' })
  const first = Buffer.from(header).toString('base64url')
  const payload = JSON.stringify({
    checksum: crc32(body),
    cid: signed.customerId,
    eid: signed.eventId,
    retry: signed.retry,
    tid: signed.tenantId,
    tt: signed.transmissionTime,
  })
  const signature = sign('RSA-SHA256', Buffer.from(`${first}.${payload}`), key.privateKey)
  return `${first}..${signature.toString('base64url')}`
}

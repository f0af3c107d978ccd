import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { filled } from '../core/filled.ts'
import { readJson } from '../core/intake/body.ts'
import type { RawRequest } from '../core/platform.ts'

/** The headers 8x8 signs with an event (Validating webhook events), lower case. */
export const SIGNED_HEADERS = {
  signature: 'x-8x8-signature',
  eventId: 'x-8x8-event-id',
  retry: 'x-8x8-retry',
  transmissionTime: 'x-8x8-transmission-time',
  tenantId: 'x-8x8-tenant-id',
  customerId: 'x-8x8-customer-id',
} as const

/** A detached JWS and what it covers beside the body's checksum. Nothing of it is proven yet. */
export interface DetachedSignature {
  /** Which of 8x8's keys; safe in a path. */
  kid: string
  customerId: string
  tenantId: string
  eventId: string
  retry: number
  /** Epoch milliseconds; another one on every retry. */
  transmissionTime: number
  /** First segment of the JWS, as it came. */
  header: string
  /** Third segment, decoded. */
  bytes: Buffer
}

export type SignatureReading = { ok: true; signature: DetachedSignature } | { ok: false; why: string }

const BASE64URL = /^[A-Za-z0-9_-]+$/
const CANONICAL_NUMBER = /^(?:0|[1-9]\d{0,14})$/
/** No slash, no leading dot: it becomes part of a path. */
const SAFE_KID = /^[A-Za-z0-9_=~-][A-Za-z0-9._=~-]{0,199}$/
const PRINTABLE = /^[\x20-\x7e]{1,512}$/

const joseHeader = z.object({
  alg: z.literal('RS256'),
  b64: z.literal(false),
  // What we would have to understand beside it, we do not (RFC 7515 section 4.1.11).
  crit: z.tuple([z.literal('b64')]),
  kid: z.string().regex(SAFE_KID, 'is no name of a key'),
})

/** Take the signature and what it covers out of a request's headers. Each must be there exactly once. */
export function readSignature(headers: RawRequest['headers']): SignatureReading {
  const values = {} as Record<keyof typeof SIGNED_HEADERS, string>
  for (const [field, name] of Object.entries(SIGNED_HEADERS)) {
    const value = headers[name]
    if (value === undefined || value === '') return refused(`there is no ${name} header`)
    if (typeof value !== 'string') return refused(`there is more than one ${name} header`)
    if (field !== 'signature' && !PRINTABLE.test(value)) return refused(`the ${name} header has odd characters`)
    values[field as keyof typeof SIGNED_HEADERS] = value
  }
  for (const field of ['retry', 'transmissionTime'] as const) {
    if (!CANONICAL_NUMBER.test(values[field])) return refused(`the ${SIGNED_HEADERS[field]} header is no number`)
  }
  const [header = '', payload, bytes = '', ...more] = values.signature.split('.')
  if (payload !== '' || more.length > 0 || !BASE64URL.test(header) || !BASE64URL.test(bytes)) {
    return refused('the signature is no detached JWS')
  }
  const parsed = joseHeader.safeParse(readJson(Buffer.from(header, 'base64url').toString('utf8')).json)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
    return refused(`the signature's header is not as documented: ${issues.join('; ')}`.slice(0, 300))
  }
  const { customerId, tenantId, eventId } = values
  return {
    ok: true,
    signature: {
      kid: parsed.data.kid,
      customerId,
      tenantId,
      eventId,
      retry: Number(values.retry),
      transmissionTime: Number(values.transmissionTime),
      header,
      bytes: Buffer.from(bytes, 'base64url'),
    },
  }
}

const refused = (why: string) => ({ ok: false, why }) as const

/** What is signed: the checksum of the raw bytes, and the headers, in this order (Validating webhook events). */
export function signedPayload(signature: DetachedSignature, body: Buffer): string {
  return JSON.stringify({
    checksum: crc32(body),
    cid: signature.customerId,
    eid: signature.eventId,
    retry: signature.retry,
    tid: signature.tenantId,
    tt: signature.transmissionTime,
  })
}

/** Whether this key signed this body with these headers. The payload is not encoded before it is signed (RFC 7797). */
export function isSignedBy(key: KeyObject, signature: DetachedSignature, body: Buffer): boolean {
  const input = Buffer.from(`${signature.header}.${signedPayload(signature, body)}`, 'utf8')
  try {
    return verify('RSA-SHA256', input, key, signature.bytes)
  } catch {
    return false
  }
}

const SHORTEST_MODULUS = 2_048

const jwk = z.looseObject({
  kty: z.literal('RSA'),
  n: filled(),
  e: filled(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
})

/** A key from what the platform answered; undefined where that is no RSA key fit for RS256. */
export function keyFromJwk(answer: unknown): KeyObject | undefined {
  const parsed = jwk.safeParse(answer)
  if (!parsed.success) return undefined
  try {
    const { kty, n, e } = parsed.data
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' })
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= SHORTEST_MODULUS ? key : undefined
  } catch {
    return undefined
  }
}

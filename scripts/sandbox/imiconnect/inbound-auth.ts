import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Verdict } from './codes.ts'
import type { ImiconnectSettings } from './options.ts'

const LIFE_SECONDS = 3600
const SKEW_SECONDS = 60

/**
 * Whether a caller may use the generated URL: 7002 where the service key is missing, 7001 where key or JWT are wrong
 * (API Authentication). Where a bearer JWT and a key are both sent the JWT counts. JWTs age by real time: a client's
 * clock cannot be advanced.
 */
export function refuseCaller(settings: ImiconnectSettings, headers: IncomingHttpHeaders): Verdict | undefined {
  if (settings.inboundAuth === 'none') return undefined
  const key = typeof headers.key === 'string' ? headers.key : undefined
  const bearer = /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (settings.inboundAuth === 'serviceKey' && bearer === undefined) {
    if (!key) return { code: '7002' }
    return same(key, settings.serviceKey) ? undefined : { code: '7001' }
  }
  const { jwtHeader } = settings
  const inKey = jwtHeader === 'Authorization' ? undefined : key
  const inAuthorization = jwtHeader === 'key' && settings.inboundAuth === 'jwt' ? undefined : bearer
  const wrong = whyNot(settings, inAuthorization ?? inKey)
  return wrong === undefined ? undefined : { code: '7001', detail: wrong }
}

/** HS256 over the base64-decoded service secret, `iss` the service id, `iat` at most an hour old (Using JWT). */
function whyNot(settings: ImiconnectSettings, jwt: string | undefined): string | undefined {
  if (!jwt) return 'no JWT'
  const [head = '', claims = '', signature = '', more] = jwt.split('.')
  const { alg, typ } = decoded(head)
  if (more !== undefined || alg !== 'HS256' || typ !== 'JWT') return 'not an HS256 JWT'
  const secret = Buffer.from(settings.serviceSecret, 'base64')
  const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')
  if (!same(signature, expected)) return 'wrong signature'
  const { iss, iat } = decoded(claims)
  if (iss !== settings.serviceId) return 'wrong iss'
  if (typeof iat !== 'number' || !Number.isInteger(iat)) return 'iat must be Unix seconds'
  const age = Math.floor(Date.now() / 1000) - iat
  if (age < -SKEW_SECONDS) return 'iat lies in the future'
  return age >= LIFE_SECONDS ? 'expired' : undefined
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

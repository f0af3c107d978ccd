import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Answer } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { HootsuiteSettings } from './options.ts'

/** How many tokens are remembered. */
const MOST = 10_000

/** Issues and checks access tokens (Inbox 2.0 API reference, OAuth2 Token; REST API authentication). */
export class Tokens {
  private readonly clock: SimulatorClock
  private readonly settings: HootsuiteSettings
  /** Until when, by token. */
  private readonly issued = new Map<string, number>()

  constructor(clock: SimulatorClock, settings: HootsuiteSettings) {
    this.clock = clock
    this.settings = settings
  }

  /** `POST /oauth2/token`. Every refusal is a 401: no other is documented. */
  issue(authorization: string | undefined, contentType: string | undefined, text: string): Answer {
    const { clientId, clientSecret, organizationId, tokenLifeMs } = this.settings
    const basic = /^basic (.+)$/i.exec(authorization ?? '')?.[1]
    if (basic === undefined || !same(Buffer.from(basic, 'base64'), `${clientId}:${clientSecret}`)) {
      return refused('invalid_client', 'Client authentication failed: HTTP Basic with id and secret is required.')
    }
    if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) {
      return refused('invalid_request', 'The body must be application/x-www-form-urlencoded.')
    }
    const form = new URLSearchParams(text)
    const grant = form.get('grant_type')
    if (grant === null) return refused('invalid_request', 'grant_type is missing.')
    if (grant !== 'organization_app') return refused('unsupported_grant_type', 'grant_type must be organization_app.')
    const organization = form.get('organization_id')
    if (organization === null) return refused('invalid_request', 'organization_id is missing.')
    if (organization !== organizationId) {
      return refused('unauthorized_client', 'The organization is not linked to this app.')
    }
    const token = `${randomBytes(32).toString('base64url')}.${randomBytes(32).toString('base64url')}`
    this.issued.set(token, this.clock.ms() + tokenLifeMs)
    if (this.issued.size > MOST) this.issued.delete(this.issued.keys().next().value!)
    const body = { access_token: token, token_Type: 'bearer', expires_in: Math.floor(tokenLifeMs / 1000) }
    return { status: 200, headers, body }
  }

  /** Whether an `Authorization` header carries a token that is valid now. */
  accepts(authorization: string | undefined): boolean {
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1]
    return token !== undefined && (this.issued.get(token) ?? 0) > this.clock.ms()
  }

  /** Makes all tokens invalid at once. */
  revoke(): void {
    this.issued.clear()
  }
}

const headers = { 'Content-Type': 'application/json;charset=utf-8', 'Cache-Control': 'no-store' }

function refused(error: string, description: string): Answer {
  return { status: 401, headers, body: { error, error_description: description, status_code: 401 } }
}

function same(given: Buffer, expected: string): boolean {
  const wanted = Buffer.from(expected)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

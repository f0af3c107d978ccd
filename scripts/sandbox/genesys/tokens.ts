import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Answer } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import { refusal } from './errors.ts'
import type { GenesysSettings } from './settings.ts'

/** How many tokens are remembered. */
const MOST = 10_000

/** Issues and checks access tokens of the client credentials grant. */
export class Tokens {
  private readonly clock: SimulatorClock
  private readonly settings: GenesysSettings
  /** Until when, by token. */
  private readonly issued = new Map<string, number>()

  constructor(clock: SimulatorClock, settings: GenesysSettings) {
    this.clock = clock
    this.settings = settings
  }

  /** `POST /oauth/token`. Refusals have the OAuth form, not the platform's. */
  issue(authorization: string | undefined, contentType: string | undefined, text: string): Answer {
    if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) {
      return this.refused(400, 'invalid_request', 'the body must be a form')
    }
    const form = new URLSearchParams(text)
    const [id, secret] = credentialsOf(authorization, form)
    if (id !== this.settings.clientId) return this.refused(400, 'invalid_client', 'client not found')
    if (!same(secret, this.settings.clientSecret)) return this.refused(401, 'invalid_client', 'authentication failed')
    const grant = form.get('grant_type')
    if (grant === null) return this.refused(400, 'invalid_request', 'grant_type is missing')
    if (grant !== 'client_credentials') return this.refused(400, 'unsupported_grant_type', `no grant ${grant}`)
    const token = randomBytes(48).toString('base64url')
    const { tokenLifeSeconds } = this.settings
    this.issued.set(token, this.clock.ms() + tokenLifeSeconds * 1000)
    const oldest = this.issued.keys().next().value
    if (this.issued.size > MOST && oldest !== undefined) this.issued.delete(oldest)
    return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: tokenLifeSeconds } }
  }

  /** The valid token in an `Authorization` header. Throws 401. */
  check(authorization: string | undefined): string {
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) throw refusal(401, 'authentication.required', 'No authentication bearer token specified')
    const until = this.issued.get(token)
    if (until === undefined) throw refusal(401, 'bad.credentials', 'Invalid login credentials.')
    if (until <= this.clock.ms()) throw refusal(401, 'credentials.expired', 'The credentials have expired.')
    return token
  }

  /** Makes all tokens invalid at once. */
  revoke(): void {
    this.issued.clear()
  }

  private refused(status: number, error: string, why: string): Answer {
    return { status, body: { error, [this.settings.oauthErrorKey]: why } }
  }
}

function credentialsOf(authorization: string | undefined, form: URLSearchParams): [string, string] {
  const basic = /^basic (.+)$/i.exec(authorization ?? '')?.[1]
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  const pair = Buffer.from(basic, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)]
}

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

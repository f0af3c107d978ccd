import { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import type { HootsuiteProfile } from './profile.ts'
import { explained } from './refusals.ts'
import type { BytesSender } from './send-bytes.ts'
import type { Credentials } from './settings.ts'
import { HOOTSUITE } from './webhook.ts'

/** The access token of one account, fetched when it is needed and when it has run out. */
export interface Tokens {
  /** Callers at the same time share one request. */
  get(): Promise<string>
  /** The API refused this token: the next `get` fetches another. Any other token stays. */
  drop(token: string): void
}

const MARGIN_MS = 60_000

/** `token_Type` is really spelt so in the reference: neither it nor `token_type` is read, and `Bearer` always sent. */
const answer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3_599),
})

/**
 * OAuth 2, grant `organization_app` (Inbox 2.0 API reference, REST API authentication): Basic credentials, a token of
 * about an hour, no refresh token.
 */
export function createTokens(
  credentials: Credentials,
  profile: Pick<HootsuiteProfile, 'tokenPath' | 'tokenParams'>,
  sender: Pick<BytesSender, 'send'>,
  clock: Clock,
): Tokens {
  let current: { token: string; until: number } | undefined
  let underWay: Promise<string> | undefined

  const fetch = async (): Promise<string> => {
    const body = await request(credentials, profile, sender)
    const life = body.expires_in * 1_000
    current = { token: body.access_token, until: clock.now().getTime() + life - Math.min(MARGIN_MS, life / 2) }
    return body.access_token
  }

  return {
    async get() {
      if (current !== undefined && clock.now().getTime() < current.until) return current.token
      underWay ??= fetch().finally(() => {
        underWay = undefined
      })
      return underWay
    },
    drop(token) {
      if (current?.token === token) current = undefined
    },
  }
}

async function request(
  { clientId, clientSecret, organizationId }: Credentials,
  { tokenPath, tokenParams }: Pick<HootsuiteProfile, 'tokenPath' | 'tokenParams'>,
  sender: Pick<BytesSender, 'send'>,
): Promise<z.output<typeof answer>> {
  const form = new URLSearchParams(
    Object.entries(tokenParams).map(([name, value]): [string, string] => [
      name,
      value.replaceAll('{organizationId}', () => organizationId),
    ]),
  )
  const headers = {
    Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  }
  const request = { method: 'POST', path: tokenPath, headers, bytes: Buffer.from(form.toString()) } as const
  let body: unknown
  try {
    body = await sender.send(request)
  } catch (error) {
    throw error instanceof PlatformRefusedError ? new TokenRefusedError(explained(error, request)) : error
  }
  const parsed = answer.safeParse(body)
  if (!parsed.success) throw new TokenRefusedError(new Error('Hootsuite’s answer to the token request has no token'))
  return parsed.data
}

/** We get no token, whatever the status: a person has to mend the credentials, and what waits for a token waits on. */
export class TokenRefusedError extends PlatformRefusedError {
  constructor(cause: Error) {
    super(cause.message, {
      channelId: HOOTSUITE,
      status: 401,
      hint: 'Check HOOTSUITE_CLIENT_ID, HOOTSUITE_CLIENT_SECRET and HOOTSUITE_ORGANIZATION_ID, and that Hootsuite has linked the app to the organization.',
      cause,
    })
  }
}

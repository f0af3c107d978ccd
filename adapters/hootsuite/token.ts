import { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import { type AccessTokens, createAccessTokens, type Granted } from '../core/delivery/access-tokens.ts'
import { type BytesSender, jsonOf } from '../core/delivery/send-bytes.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import { filled } from '../core/filled.ts'
import type { HootsuiteProfile } from './profile.ts'
import { explained } from './refusals.ts'
import type { Credentials } from './settings.ts'
import { HOOTSUITE } from './webhook.ts'

/** `token_Type` is really spelt so in the reference: neither it nor `token_type` is read, and `Bearer` always sent. */
const answer = z.looseObject({
  access_token: filled(),
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
): AccessTokens {
  return createAccessTokens(() => request(credentials, profile, sender), clock)
}

const granted = ({ access_token: token, expires_in: seconds }: z.output<typeof answer>): Granted => ({
  token,
  lifeMs: seconds * 1_000,
})

async function request(
  { clientId, clientSecret, organizationId }: Credentials,
  { tokenPath, tokenParams }: Pick<HootsuiteProfile, 'tokenPath' | 'tokenParams'>,
  sender: Pick<BytesSender, 'send'>,
): Promise<Granted> {
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
  const request = { method: 'POST', path: tokenPath, headers, body: Buffer.from(form.toString()) } as const
  let body: unknown
  try {
    body = jsonOf((await sender.send(request)).bytes)
  } catch (error) {
    throw error instanceof PlatformRefusedError ? new TokenRefusedError(explained(error, request)) : error
  }
  const parsed = answer.safeParse(body)
  if (!parsed.success) throw new TokenRefusedError(new Error('Hootsuite’s answer to the token request has no token'))
  return granted(parsed.data)
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

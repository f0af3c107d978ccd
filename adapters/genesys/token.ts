import http from 'node:http'
import https from 'node:https'
import axios, { AxiosError } from 'axios'
import { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import { type AccessTokens, createAccessTokens, type Granted } from '../core/delivery/access-tokens.ts'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import { filled } from '../core/filled.ts'
import { GENESYS } from './address.ts'
import type { CompleteGenesysSettings } from './settings.ts'

/** The access token of one client. */
export interface Tokens extends AccessTokens {
  /** Let go of sockets. */
  close(): void
}

type Credentials = Pick<CompleteGenesysSettings, 'loginUrl' | 'clientId' | 'clientSecret' | 'requestTimeoutMs'>

const PATH = '/oauth/token'

const answer = z.looseObject({
  access_token: filled(),
  expires_in: z.coerce.number().positive().catch(3_600),
})

/** OAuth's own form of an error, not the platform's: the words are under `description`, some gateways use the standard name. */
const refusal = z.looseObject({
  error: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
})

/** OAuth 2, client credentials (facts: authentication): Basic, a life of 300 s to two days, no refresh token. */
export function createTokens(credentials: Credentials, clock: Clock): Tokens {
  const agents = { httpAgent: new http.Agent(), httpsAgent: new https.Agent() }
  return {
    ...createAccessTokens(() => request(credentials, agents), clock),
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

const granted = ({ access_token: token, expires_in: seconds }: z.output<typeof answer>): Granted => ({
  token,
  lifeMs: seconds * 1_000,
})

async function request(
  { loginUrl, clientId, clientSecret, requestTimeoutMs }: Credentials,
  agents: { httpAgent: http.Agent; httpsAgent: https.Agent },
): Promise<Granted> {
  const response = await axios
    .post<unknown>(`${loginUrl}${PATH}`, 'grant_type=client_credentials', {
      ...agents,
      headers: {
        Accept: 'application/json',
        Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      timeout: requestTimeoutMs,
      maxRedirects: 0,
      maxContentLength: 1024 * 1024,
      validateStatus: () => true,
      proxy: false,
    })
    .catch((error) => Promise.reject(unreachable(error)))
  const { status, data } = response
  if (status === 429) {
    const seconds = Number(response.headers['retry-after'])
    const wait = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined
    throw new RateLimitedError(`POST ${PATH} was answered 429`, wait, { channelId: GENESYS })
  }
  if (status >= 500) {
    const why = `POST ${PATH} was answered ${status}`
    throw new PlatformUnreachableError(why, 'not-sent', { channelId: GENESYS, status })
  }
  const parsed = answer.safeParse(data)
  if (status >= 200 && status < 300 && parsed.success) return granted(parsed.data)
  throw new TokenRefusedError(status, refusal.safeParse(data).data)
}

/** A token that never came had no effect. */
function unreachable(error: unknown): unknown {
  if (!(error instanceof AxiosError)) return error
  return new PlatformUnreachableError(`POST ${PATH} got no answer: ${error.message}`, 'not-sent', {
    channelId: GENESYS,
    // Not the axios error itself: it carries the request's headers, and with them our credentials.
    cause: new Error(`${error.code ?? 'no code'}: ${error.message}`),
  })
}

/** We get no token, whatever the status: a person has to mend the credentials, and what waits for a token waits on. */
export class TokenRefusedError extends PlatformRefusedError {
  constructor(status: number, body: z.output<typeof refusal> | undefined) {
    const words = [body?.error, body?.description ?? body?.error_description].filter(Boolean).join(', ')
    super(`Genesys gave no token (${status}${words === '' ? '' : `: ${words}`})`, {
      channelId: GENESYS,
      status: 401,
      ...(words === '' ? {} : { platformMessage: words.slice(0, 500) }),
      hint: 'Check GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION_URL, and that the OAuth client’s grant is Client Credentials.',
    })
  }
}

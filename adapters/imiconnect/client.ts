import type { Clock } from '../core/clock.ts'
import { type Connection, type ConnectionResponse, createConnection } from '../core/delivery/connection.ts'
import { messageOf, PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import { authHeaders } from './auth.ts'
import type { CallBody } from './calls.ts'
import { errorOf, judge } from './response.ts'
import { type CompleteImiconnectSettings, secretParts, URL_MISSING } from './settings.ts'
import { IMICONNECT } from './webhook.ts'

/** The one call there is: a POST to the generated URL. */
export interface ImiconnectClient {
  /**
   * Resolves when the platform took it, to its id for it, if it gave one. Rejects with the errors of core; `what` names
   * the call in them, since the URL is a secret.
   */
  post(what: string, body: CallBody, signal: AbortSignal): Promise<string | undefined>
  close(): void
}

export function createImiconnectClient(settings: CompleteImiconnectSettings, clock: Clock): ImiconnectClient {
  const { inboundUrl, profile } = settings
  if (inboundUrl === undefined) {
    const post = async () => {
      throw new PlatformUnreachableError(URL_MISSING, 'not-sent', { channelId: IMICONNECT })
    }
    return { post, close() {} }
  }
  const connection = createConnection({
    channelId: IMICONNECT,
    baseUrl: inboundUrl,
    headers: () => authHeaders(settings, clock),
    requestsPerSecond: profile.calls.requestsPerSecond,
    timeoutMs: profile.calls.timeoutMs,
    clock,
  })
  return clientOver(connection, settings, inboundUrl)
}

function clientOver(
  connection: Connection,
  { profile }: CompleteImiconnectSettings,
  inboundUrl: string,
): ImiconnectClient {
  const hide = createHiding(inboundUrl)
  return {
    async post(what, body, signal) {
      let response: ConnectionResponse
      try {
        // The URL is used as it is, query and all.
        response = await connection.request({ method: 'POST', path: '', body, signal })
      } catch (error) {
        throw explained(error)
      }
      const verdict = judge(response.data, profile)
      if (verdict.refused !== undefined) throw errorOf(what, hidden(verdict.refused), profile)
      return verdict.platformId

      function explained(error: unknown): unknown {
        if (error instanceof RateLimitedError) {
          return new RateLimitedError(`IMIconnect answered 429 to ${what}`, error.retryAfterMs, {
            channelId: IMICONNECT,
          })
        }
        if (error instanceof PlatformUnreachableError) {
          const { outcome, status } = error
          const said =
            status === undefined
              ? hide(messageOf(error).replace('POST  ', `${what} `))
              : `IMIconnect answered ${status} to ${what}`
          return new PlatformUnreachableError(said, outcome, { channelId: IMICONNECT, status })
        }
        return error instanceof PlatformRefusedError ? refusal(error) : error
      }

      function refusal({ status, body: answered, platformMessage }: PlatformRefusedError): Error {
        // Some codes come with a status of their own.
        const { refused } = judge(answered, profile)
        if (refused !== undefined) return errorOf(what, hidden(refused), profile, status)
        const message = `IMIconnect answered ${status} to ${what}`
        // The platform gave up waiting for our bytes: it has had none of it.
        if (status === 408) return new PlatformUnreachableError(message, 'not-sent', { channelId: IMICONNECT, status })
        const hint =
          status === 404 || status === 410
            ? 'Is IMICONNECT_INBOUND_URL the one shown in the integration now?'
            : undefined
        const words = platformMessage === undefined ? undefined : hide(platformMessage)
        return new PlatformRefusedError(message, { channelId: IMICONNECT, status, platformMessage: words, hint })
      }

      function hidden({ code, description }: { code: string; description?: string }) {
        return {
          code: hide(code).slice(0, 40),
          ...(description === undefined ? {} : { description: hide(description).slice(0, 300) }),
        }
      }
    },
    close: () => connection.close(),
  }
}

/** Servers like to repeat the path of a request in their error pages. */
function createHiding(inboundUrl: string): (text: string) => string {
  const secrets = [inboundUrl, ...secretParts(inboundUrl)].sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((safe, secret) => safe.replaceAll(secret, '…'), text)
}

import type { Clock } from '../core/clock.ts'
import { createConnection } from '../core/delivery/connection.ts'
import { createPace } from '../core/delivery/pace.ts'
import { createBytesSender } from '../core/delivery/send-bytes.ts'
import { isRefusal, PlatformRefusedError, RateLimitedError } from '../core/errors.ts'
import type { Manipulation } from './manipulation.ts'
import { explained } from './refusals.ts'
import type { CompleteHootsuiteSettings, Credentials } from './settings.ts'
import { createTokens, TokenRefusedError } from './token.ts'
import { HOOTSUITE } from './webhook.ts'

/**
 * The calls of the Virtual Agent REST API. They reject with `RateLimitedError`, `PlatformUnreachableError` or
 * `PlatformRefusedError`, whose status 404 means that the conversation is not the bot's any more.
 */
export interface HootsuiteClient {
  /** `POST /inbox/v1/virtual-agent/conversations/{conversationId}`. There is no idempotency key. */
  manipulate(conversationId: string, manipulation: Manipulation, signal?: AbortSignal): Promise<void>
  /** `PUT …/attachments/{filename}`: stored, not sent. */
  upload(conversationId: string, filename: string, file: UploadedFile, signal?: AbortSignal): Promise<void>
  close(): void
}

export interface UploadedFile {
  bytes: Buffer
  type: string
}

/** "Wait until the next second": a 429 here has no `Retry-After`. */
const NEXT_SECOND_MS = 1_000

export function createHootsuiteClient(
  settings: CompleteHootsuiteSettings,
  credentials: Credentials,
  clock: Clock,
): HootsuiteClient {
  const { profile, baseUrl, requestTimeoutMs, requestsPerSecond } = settings
  const sender = createBytesSender({ channelId: HOOTSUITE, baseUrl, timeoutMs: requestTimeoutMs })
  // One budget for both ways to send, so neither has its own.
  const pace = createPace(requestsPerSecond, clock)
  const tokens = createTokens(credentials, profile, sender, clock)
  const connection = createConnection({
    channelId: HOOTSUITE,
    baseUrl,
    headers: async () => ({ Authorization: `Bearer ${await tokens.get()}` }),
    requestsPerSecond: 0,
    timeoutMs: requestTimeoutMs,
    clock,
  })
  let uploadMethod = profile.attachmentMethod

  /** Paced, and with a new token once where ours has run out earlier than it was to. */
  async function call<T>(what: { method: string; path: string }, work: () => Promise<T>, signal?: AbortSignal) {
    for (let attempt = 1; ; attempt++) {
      const token = await tokens.get()
      await pace.next(signal)
      try {
        return await work()
      } catch (error) {
        if (error instanceof RateLimitedError) pace.hold(error.retryAfterMs ?? NEXT_SECOND_MS)
        if (error instanceof TokenRefusedError || !(error instanceof PlatformRefusedError)) throw error
        if (error.status !== 401) throw explained(error, what)
        tokens.drop(token)
        if (attempt > 1) throw explained(error, what)
      }
    }
  }

  const fill = (template: string, conversationId: string, filename = ''): string =>
    template
      .replaceAll('{conversationId}', () => encodeURIComponent(conversationId))
      .replaceAll('{filename}', () => encodeURIComponent(filename))

  return {
    async manipulate(conversationId, manipulation, signal) {
      const request = {
        method: 'POST',
        path: fill(profile.conversationPath, conversationId),
        body: manipulation,
        ...(signal === undefined ? {} : { signal }),
      } as const
      await call(request, () => connection.request(request), signal)
    },

    async upload(conversationId, filename, { bytes, type }, signal) {
      const path = fill(profile.attachmentPath, conversationId, filename)
      const send = (method: 'PUT' | 'POST') => {
        const attempt = async () => {
          const headers = { Authorization: `Bearer ${await tokens.get()}`, 'Content-Type': type }
          return sender.send({ method, path, headers, body: bytes, ...(signal === undefined ? {} : { signal }) })
        }
        return call({ method, path }, attempt, signal)
      }
      const first = uploadMethod
      try {
        await send(first)
      } catch (error) {
        if (!isRefusal(error, 405)) throw error
        const other = first === 'PUT' ? 'POST' : 'PUT'
        await send(other)
        uploadMethod = other
      }
    },

    close() {
      connection.close()
      sender.close()
    },
  }
}

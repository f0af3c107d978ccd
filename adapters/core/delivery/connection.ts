import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import https from 'node:https'
import axios, { AxiosError, type AxiosInstance, type AxiosResponse } from 'axios'
import type { Clock } from '../clock.ts'
import { messageOf, PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../errors.ts'
import { createBreaker } from './breaker.ts'
import { createPace } from './pace.ts'

/** How to reach one account of a platform. */
export interface ConnectionOptions {
  channelId: string
  /** Scheme, host and base path. Requests go nowhere else. */
  baseUrl: string
  /** Sent with every request, credentials included; asked for each time, so that they can be renewed. */
  headers(): Record<string, string> | Promise<Record<string, string>>
  /** The account's budget over all its requests. */
  requestsPerSecond: number
  /** Longest wait for an answer in milliseconds. 10 s where absent. */
  timeoutMs?: number
  clock: Clock
}

export interface ConnectionRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, beginning with `/`; parts must be encoded. */
  path: string
  query?: Record<string, string | readonly string[]>
  /** Sent as JSON. */
  body?: unknown
  /** Statuses beside 2xx that are no error here (a redirect we want to see). */
  accept?: readonly number[]
  /** What the body of the answer is. `json` where absent; an empty body is `undefined`. */
  answer?: 'json' | 'text'
  timeoutMs?: number
  signal?: AbortSignal
}

export interface ConnectionResponse {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  data: unknown
}

/**
 * One account's way to its platform: paced, kept alive, never redirected, bounded in size and time, behind a breaker
 * that opens when the platform cannot be reached, so that waiting turns do not queue up behind time-outs.
 */
export interface Connection {
  /**
   * Resolves for 2xx and the accepted statuses. Rejects with `RateLimitedError` (429), `PlatformRefusedError` (other 4xx
   * and 3xx) or `PlatformUnreachableError`, whose `outcome` tells whether the request may have had its effect.
   */
  request(request: ConnectionRequest): Promise<ConnectionResponse>
  /**
   * Wait for a place among the account's requests, then do this: requests made in it wait no more, and those of others wait
   * the longer. For what must not grow old in between, as who owns a conversation and what is said to it.
   */
  together<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  close(): void
}

const LARGEST_ANSWER = 20 * 1024 * 1024
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_BREAKER_OPEN',
])

export function createConnection(options: ConnectionOptions): Connection {
  const agents = { httpAgent: new http.Agent({ keepAlive: true }), httpsAgent: new https.Agent({ keepAlive: true }) }
  const client: AxiosInstance = axios.create({
    baseURL: options.baseUrl,
    // Or a path that begins with two slashes would be taken for another host.
    allowAbsoluteUrls: false,
    ...agents,
    timeout: options.timeoutMs ?? 10_000,
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: LARGEST_ANSWER,
    validateStatus: () => true,
    // Text, always: what is not JSON must not throw inside axios, and an empty body is not an error.
    responseType: 'text',
    transformResponse: (data) => data,
    paramsSerializer: { indexes: null },
    proxy: false,
  })
  const pace = createPace(options.requestsPerSecond, options.clock)
  const breaker = createBreaker(options.channelId)
  /** The place of the work that is being done: its first request has been waited for. */
  const places = new AsyncLocalStorage<{ free: boolean }>()

  const takePlace = async (signal: AbortSignal | undefined): Promise<void> => {
    const place = places.getStore()
    if (place === undefined) return pace.next(signal)
    // Waiting here would make old what was to be fresh.
    const held = pace.held()
    if (held > 0)
      throw new RateLimitedError('the platform said that we were too fast', held, { channelId: options.channelId })
    if (place.free) place.free = false
    else pace.charge()
  }

  const attempt = async (request: ConnectionRequest): Promise<ConnectionResponse> => {
    refuseDots(options.channelId, request)
    const response = await client.request<string>({
      method: request.method,
      url: request.path,
      params: request.query,
      data: request.body === undefined ? undefined : JSON.stringify(request.body),
      headers: {
        Accept: request.answer === 'text' ? '*/*' : 'application/json',
        ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(await options.headers()),
      },
      ...(request.timeoutMs === undefined ? {} : { timeout: request.timeoutMs }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    })
    return judge(options.channelId, request, response)
  }

  return {
    async request(request) {
      // Waiting for our turn comes before the breaker, so that what waited long sees the platform's health of now.
      await takePlace(request.signal)
      try {
        return await breaker.run(() =>
          attempt(request).catch((error) => Promise.reject(classify(error, options, request))),
        )
      } catch (error) {
        if (error instanceof RateLimitedError) pace.hold(error.retryAfterMs ?? 1_000)
        throw error
      }
    },
    async together(work, signal) {
      await pace.next(signal)
      return places.run({ free: true }, work)
    },
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

/** Encoding leaves `.` and `..` as they are: an id that is no more than dots would make another path of ours of it. */
function refuseDots(channelId: string, { method, path }: ConnectionRequest): void {
  if (!/(^|\/)(\.|%2e){1,2}([/?#]|$)/i.test(path)) return
  throw new PlatformRefusedError(`${method} ${path} is not sent: a part of its path is nothing but dots`, { channelId })
}

/** An answer as a result or as one of our errors. */
function judge(channelId: string, request: ConnectionRequest, response: AxiosResponse<string>): ConnectionResponse {
  const { status } = response
  const data = parse(response.data, request.answer ?? 'json')
  if ((status >= 200 && status < 300) || request.accept?.includes(status)) {
    return {
      status,
      headers: Object.fromEntries(Object.entries(response.headers).map(([k, v]) => [k, String(v)])),
      data,
    }
  }
  const what = `${request.method} ${request.path} was answered ${status}`
  if (status === 429) throw new RateLimitedError(what, retryAfterMs(response.headers['retry-after']), { channelId })
  if (status === 503) throw new PlatformUnreachableError(what, 'not-sent', { channelId, status })
  if (status >= 500) throw new PlatformUnreachableError(what, 'unknown', { channelId, status })
  throw new PlatformRefusedError(what, { channelId, status, platformMessage: shorten(response.data), body: data })
}

function classify(error: unknown, options: ConnectionOptions, request: ConnectionRequest): unknown {
  if (!(error instanceof AxiosError)) return error
  const notSent = NEVER_SENT.has(error.code ?? '')
  return new PlatformUnreachableError(
    `${request.method} ${request.path} got no answer: ${messageOf(error)}`,
    notSent || request.method === 'GET' ? 'not-sent' : 'unknown',
    // Not the axios error itself: it carries the request's headers, and with them our credentials.
    { channelId: options.channelId, cause: new Error(`${error.code ?? 'no code'}: ${error.message}`) },
  )
}

function parse(text: string, as: 'json' | 'text'): unknown {
  if (as === 'text') return text
  if (typeof text !== 'string' || text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Seconds or an HTTP date, as RFC 9110 section 10.2.3 has it. */
function retryAfterMs(header: unknown): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined
  const seconds = Number(header)
  return Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
}

function shorten(text: unknown): string | undefined {
  return typeof text === 'string' && text !== '' ? text.slice(0, 500) : undefined
}

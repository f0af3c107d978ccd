import http from 'node:http'
import https from 'node:https'
import axios, { AxiosError } from 'axios'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../errors.ts'
import type { ConnectionOptions } from './connection.ts'

/** A request whose body or answer is no JSON. */
export interface BytesRequest {
  method: 'GET' | 'PUT' | 'POST'
  path: string
  /** All of them, credentials included. JSON is asked for where `Accept` is not among them. */
  headers: Record<string, string>
  body?: Buffer
  /** A longer answer is refused. Where absent, one longer than 1 MB is that of a platform that is ill. */
  maxBytes?: number
  signal?: AbortSignal
}

export interface BytesAnswer {
  bytes: Buffer
  type?: string
}

/**
 * Files and forms, up and down: neither paced nor behind a breaker, never redirected, bounded, and with the errors of a
 * connection. What it sends must do no harm when it is sent again: a request whose fate is unknown counts as not sent.
 */
export interface BytesSender {
  /** Resolves to the body of a 2xx. */
  send(request: BytesRequest): Promise<BytesAnswer>
  close(): void
}

const LARGEST_ANSWER = 1024 * 1024

/** A sender with connections of its own; its requests go nowhere else than below the base URL. */
export function createBytesSender(
  options: Pick<ConnectionOptions, 'channelId' | 'baseUrl'> & { timeoutMs: number },
): BytesSender {
  const { channelId, baseUrl, timeoutMs } = options
  const agents = { httpAgent: new http.Agent({ keepAlive: true }), httpsAgent: new https.Agent({ keepAlive: true }) }
  const client = axios.create({
    baseURL: baseUrl,
    allowAbsoluteUrls: false,
    ...agents,
    timeout: timeoutMs,
    maxRedirects: 0,
    maxBodyLength: Number.POSITIVE_INFINITY,
    validateStatus: () => true,
    responseType: 'arraybuffer',
    transformRequest: (data) => data,
    proxy: false,
  })
  return {
    async send(request) {
      const { method, path, headers, body, maxBytes = LARGEST_ANSWER, signal } = request
      const response = await client
        .request<ArrayBuffer>({
          method,
          url: path,
          headers: {
            Accept: 'application/json',
            ...headers,
            ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
          },
          maxContentLength: maxBytes,
          ...(body === undefined ? {} : { data: body }),
          ...(signal === undefined ? {} : { signal }),
        })
        .catch((error) => Promise.reject(unanswered(error, channelId, request)))
      const { status } = response
      const bytes = Buffer.from(response.data)
      const type = response.headers['content-type']
      if (status >= 200 && status < 300) return { bytes, ...(typeof type === 'string' ? { type } : {}) }
      const message = `${method} ${path} was answered ${status}`
      if (status === 429) throw new RateLimitedError(message, undefined, { channelId })
      if (status >= 500) throw new PlatformUnreachableError(message, 'not-sent', { channelId, status })
      const platformMessage = bytes.toString('utf8').slice(0, 500) || undefined
      throw new PlatformRefusedError(message, { channelId, status, platformMessage, body: jsonOf(bytes) })
    },
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function unanswered(error: unknown, channelId: string, { method, path, maxBytes }: BytesRequest): unknown {
  if (!(error instanceof AxiosError)) return error
  const what = `${method} ${path}`
  if (maxBytes !== undefined && /maxContentLength/.test(error.message))
    return new PlatformRefusedError(`${what}: it is too large`, { channelId })
  return new PlatformUnreachableError(`${what} got no answer: ${error.message}`, 'not-sent', {
    channelId,
    // Not the axios error itself: it carries the request's headers, and with them our credentials.
    cause: new Error(`${error.code ?? 'no code'}: ${error.message}`),
  })
}

/** JSON, else the text it is, else undefined. */
export function jsonOf(bytes: Buffer): unknown {
  const text = bytes.toString('utf8').trim()
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

import http from 'node:http'
import https from 'node:https'
import axios, { AxiosError } from 'axios'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import { EIGHT_BY_EIGHT } from './webhook.ts'

/** A request whose body or answer is no JSON. */
export interface BytesRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: Buffer
  /** The answer must have fewer bytes than this and one. */
  maxBytes: number
  signal?: AbortSignal
}

export interface BytesAnswer {
  bytes: Buffer
  type?: string
}

/**
 * Files up and down: never redirected, bounded, and with the errors of core's connection. What it sends does no harm when
 * it is sent again (an upload shows only once a message names it), so a request whose fate is unknown counts as not sent.
 */
export interface BytesSender {
  send(request: BytesRequest): Promise<BytesAnswer>
  close(): void
}

export function createBytesSender(baseUrl: string, timeoutMs: number): BytesSender {
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
    async send({ method, path, headers, body, maxBytes, signal }) {
      const what = `${method} ${path}`
      const response = await client
        .request<ArrayBuffer>({
          method,
          url: path,
          headers: body === undefined ? headers : { ...headers, 'Content-Length': String(body.length) },
          maxContentLength: maxBytes,
          ...(body === undefined ? {} : { data: body }),
          ...(signal === undefined ? {} : { signal }),
        })
        .catch((error) => Promise.reject(unanswered(error, what)))
      const { status } = response
      const bytes = Buffer.from(response.data)
      const type = response.headers['content-type']
      if (status >= 200 && status < 300) return { bytes, ...(typeof type === 'string' ? { type } : {}) }
      const message = `${what} was answered ${status}`
      if (status === 429) throw new RateLimitedError(message, undefined, { channelId: EIGHT_BY_EIGHT })
      if (status >= 500) throw new PlatformUnreachableError(message, 'not-sent', { channelId: EIGHT_BY_EIGHT, status })
      const platformMessage = bytes.toString('utf8').slice(0, 500) || undefined
      const details = { channelId: EIGHT_BY_EIGHT, status, platformMessage, body: jsonOf(bytes) }
      throw new PlatformRefusedError(message, details)
    },
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function unanswered(error: unknown, what: string): unknown {
  if (!(error instanceof AxiosError)) return error
  const channelId = EIGHT_BY_EIGHT
  if (/maxContentLength/.test(error.message)) return new PlatformRefusedError(`${what}: it is too large`, { channelId })
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

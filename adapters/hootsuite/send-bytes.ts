import http from 'node:http'
import https from 'node:https'
import axios, { AxiosError } from 'axios'
import { PlatformRefusedError, PlatformUnreachableError, RateLimitedError } from '../core/errors.ts'
import { HOOTSUITE } from './webhook.ts'

/** A request whose body is no JSON. */
export interface BytesRequest {
  method: 'PUT' | 'POST'
  path: string
  headers: Record<string, string>
  bytes: Buffer
  signal?: AbortSignal
}

/**
 * Sends files and forms: never redirected, bounded, and with the errors of core's connection. What it sends can be sent
 * again without harm, so a request whose fate is unknown counts as not sent.
 */
export interface BytesSender {
  /** Resolves to the body of a 2xx, parsed where it is JSON. */
  send(request: BytesRequest): Promise<unknown>
  close(): void
}

const LARGEST_ANSWER = 1024 * 1024

export function createBytesSender(baseUrl: string, timeoutMs: number): BytesSender {
  const agents = { httpAgent: new http.Agent({ keepAlive: true }), httpsAgent: new https.Agent({ keepAlive: true }) }
  const client = axios.create({
    baseURL: baseUrl,
    allowAbsoluteUrls: false,
    ...agents,
    timeout: timeoutMs,
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: Number.POSITIVE_INFINITY,
    validateStatus: () => true,
    responseType: 'text',
    transformRequest: (data) => data,
    transformResponse: (data) => data,
    proxy: false,
  })
  return {
    async send({ method, path, headers, bytes, signal }) {
      const what = `${method} ${path}`
      const response = await client
        .request<string>({
          method,
          url: path,
          data: bytes,
          headers: { Accept: 'application/json', ...headers, 'Content-Length': String(bytes.length) },
          ...(signal === undefined ? {} : { signal }),
        })
        .catch((error) => Promise.reject(unreachable(error, what)))
      const { status } = response
      const body = parsed(response.data)
      if (status >= 200 && status < 300) return body
      const message = `${what} was answered ${status}`
      if (status === 429) throw new RateLimitedError(message, undefined, { channelId: HOOTSUITE })
      if (status >= 500) throw new PlatformUnreachableError(message, 'not-sent', { channelId: HOOTSUITE, status })
      throw new PlatformRefusedError(message, {
        channelId: HOOTSUITE,
        status,
        platformMessage: response.data === '' ? undefined : String(response.data).slice(0, 500),
        body,
      })
    },
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function unreachable(error: unknown, what: string): unknown {
  if (!(error instanceof AxiosError)) return error
  return new PlatformUnreachableError(`${what} got no answer: ${error.message}`, 'not-sent', {
    channelId: HOOTSUITE,
    // Not the axios error itself: it carries the request's headers, and with them our credentials.
    cause: new Error(`${error.code ?? 'no code'}: ${error.message}`),
  })
}

function parsed(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

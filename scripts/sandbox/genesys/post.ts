import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** One POST of JSON: never follows redirects, never reuses a connection. */
export interface Post {
  url: string
  body: Buffer
  headers: Record<string, string>
  /** For the whole answer. */
  timeoutMs: number
  signal: AbortSignal
}

/** How a POST ended: a status and a body, or why there is none. */
export interface PostResult {
  status?: number
  body?: string
  error?: string
  timedOut?: boolean
}

/** Of an answer's body. */
const MOST_BYTES = 1_000_000

/** Sends it. Never rejects. What has not arrived whole within the time is lost. */
export function post(sent: Post): Promise<PostResult> {
  return exchange(sent).catch((error: Error) => ({ error: error.message }))
}

/** Rejects for what cannot be sent at all: a URL or a header that is none. */
function exchange({ url, body, headers, timeoutMs, signal }: Post): Promise<PostResult> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    const own = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }
    const options = { method: 'POST', headers: { ...own, ...headers }, agent: false as const, signal }
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= MOST_BYTES) chunks.push(chunk)
        else finish({ status: response.statusCode, error: `the answer is larger than ${MOST_BYTES} bytes` })
      })
      response.on('error', (error) => finish({ error: error.message }))
      response.on('end', () => finish({ status: response.statusCode, body: Buffer.concat(chunks).toString('utf8') }))
    })
    const timer = setTimeout(() => finish({ error: `timed out after ${timeoutMs} ms`, timedOut: true }), timeoutMs)
    function finish(result: PostResult): void {
      clearTimeout(timer)
      resolve(result)
      if (result.error !== undefined) request.destroy()
    }
    request.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }))
    request.end(body)
  })
}

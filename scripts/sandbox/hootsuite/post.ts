import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** One POST of JSON: never follows redirects, never reuses a connection. */
export interface Post {
  url: string
  body: Buffer
  headers: Record<string, string>
  /** For the whole answer. */
  timeoutMs: number
  /** Of the answer's body. */
  maxBytes: number
  signal: AbortSignal
}

/** How a POST ended: a status and a body, or why there is none. */
export interface PostResult {
  status?: number
  body?: string
  error?: string
}

/** Sends it. Never rejects. What has not arrived whole within the time is lost. */
export function post({ url, body, headers, timeoutMs, maxBytes, signal }: Post): Promise<PostResult> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    const own = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(body.length) }
    const options = { method: 'POST', headers: { ...own, ...headers }, agent: false as const, signal }
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= maxBytes) chunks.push(chunk)
        else finish({ status: response.statusCode, error: `the answer is larger than ${maxBytes} bytes` })
      })
      response.on('error', (error) => finish({ error: error.message }))
      response.on('end', () => finish({ status: response.statusCode, body: Buffer.concat(chunks).toString('utf8') }))
    })
    const timer = setTimeout(() => finish({ error: `timed out after ${timeoutMs} ms` }), timeoutMs)
    function finish(result: PostResult): void {
      clearTimeout(timer)
      resolve(result)
      if (result.error !== undefined) request.destroy()
    }
    request.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }))
    request.end(body)
  })
}

import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** One POST of JSON: never follows redirects, never reuses a connection. */
export interface Post {
  url: string
  body: Buffer
  headers: Record<string, string>
  timeoutMs: number
  signal?: AbortSignal
}

/** How a POST ended: a status, or why there is none. */
export interface PostResult {
  status?: number
  error?: string
}

/** Sends it. Never rejects: what goes wrong is in `error`. The status counts once the whole answer has arrived. */
export function post({ url, body, headers, timeoutMs, signal }: Post): Promise<PostResult> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    const length = { 'content-length': String(body.length) }
    const options = { method: 'POST', headers: { ...headers, ...length }, agent: false, signal } as const
    const request = send(url, options, (response) => {
      response.resume()
      response.on('error', (error) => finish({ error: error.message }))
      response.on('end', () => finish({ status: response.statusCode }))
    })
    const timer = setTimeout(() => {
      finish({ error: `timed out after ${timeoutMs} ms` })
      request.destroy()
    }, timeoutMs)
    function finish(result: PostResult): void {
      clearTimeout(timer)
      resolve(result)
    }
    request.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }))
    request.end(body)
  })
}

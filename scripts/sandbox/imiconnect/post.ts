import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'

const MOST_CHARACTERS = 65_536

/** One request to the bot: never follows redirects, never reuses a connection. */
export interface Sending {
  method: string
  url: string
  /** JSON; undefined: none. */
  body?: string
  headers?: Record<string, string>
  timeoutMs: number
  signal?: AbortSignal
}

/** How it ended: a status with what came along, or why there is none. */
export interface SendingResult {
  status?: number
  headers?: IncomingHttpHeaders
  text?: string
  error?: string
}

/** Sends it. Never rejects: what goes wrong is in `error`. The status counts once the whole answer has arrived. */
export function send({ method, url, body, headers, timeoutMs, signal }: Sending): Promise<SendingResult> {
  return new Promise((resolve) => {
    const open = url.startsWith('https:') ? httpsRequest : httpRequest
    const payload = body === undefined ? undefined : Buffer.from(body)
    const own = payload && { 'Content-Type': 'application/json', 'Content-Length': String(payload.length) }
    const request = open(url, { method, headers: { ...own, ...headers }, agent: false, signal }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        if (text.length < MOST_CHARACTERS) text += chunk
      })
      response.on('error', (error) => finish({ error: error.message }))
      response.on('end', () => finish({ status: response.statusCode, headers: response.headers, text }))
    })
    const timer = setTimeout(() => {
      finish({ error: `timed out after ${timeoutMs} ms` })
      request.destroy()
    }, timeoutMs)
    function finish(result: SendingResult): void {
      clearTimeout(timer)
      resolve(result)
    }
    request.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }))
    request.end(payload)
  })
}

import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { shownBody, shownHeaders, toldTo } from './telling.ts'
import type { Wire } from './wire.ts'

/** Of an answer's body, where a longer one is no error. */
const KEPT_BYTES = 1_000_000

/** One request to the bot: it never follows redirects and never reuses a connection. */
export interface Post {
  url: string
  /** For probes. Default `POST`. */
  method?: string
  /** JSON. Default: none. */
  body?: Buffer | string
  /** Beside, or in place of, those that every body has: `Content-Type: application/json`, `Content-Length`. */
  headers?: Record<string, string>
  /** For the whole answer, real time. */
  timeoutMs: number
  /** A longer body of an answer is an error. Default: its beginning is kept, and the answer counts. */
  answerBytes?: number
  /** Cuts the connection this long after all was sent, real time. */
  cutAfterMs?: number
  /** False: it gets lost on the way, so that nothing is sent at all; `judge` says what that looks like. */
  arrives?: boolean
  /** What the platform makes of how it ended: why an answer counts as none, or that it was lost. Default: as it is. */
  judge?: (result: PostResult) => PostResult
  signal?: AbortSignal
  /** Who is told of it. */
  wire?: Wire
  /** The kinds of the faults that were put on it, for the wire. */
  fault?: string
}

/** How it ended: a status with what came along, or why there is none. */
export interface PostResult {
  status?: number
  headers?: IncomingHttpHeaders
  /** The body. */
  text?: string
  error?: string
  /** Whether the time was over. */
  timedOut?: boolean
}

/** Sends it. Never rejects: what goes wrong is in `error`. A status counts once the whole answer has arrived. */
export async function post(one: Post): Promise<PostResult> {
  let tell: ReturnType<typeof toldTo> | undefined
  const began = (headers: Record<string, string>) => {
    if (!one.wire) return
    const { url, method = 'POST', body = '', fault } = one
    const asked = { by: 'platform', method, url, headers: shownHeaders(headers), body: shownBody(body) } as const
    tell = toldTo(one.wire, { ...asked, ...(fault !== undefined && { fault }) })
  }
  let answer: PostResult = {}
  if (one.arrives === false) began(headersOf(one))
  else answer = await exchanged(one, began)
  const result = one.judge?.(answer) ?? answer
  const { status, headers, text } = answer
  const answered = headers && { answerHeaders: shownHeaders(headers), answerBody: shownBody(text ?? '') }
  tell?.({ status, ...answered, error: result.error })
  return result
}

function exchanged(one: Post, began: (headers: Record<string, string>) => void): Promise<PostResult> {
  return new Promise((resolve) => {
    const { url, method = 'POST', body, timeoutMs, answerBytes, cutAfterMs, signal } = one
    const timers: NodeJS.Timeout[] = []
    let request: ClientRequest | undefined
    const end = (result: PostResult) => {
      for (const timer of timers) clearTimeout(timer)
      resolve(result)
      if (result.error !== undefined) request?.destroy()
    }
    const open = url.startsWith('https:') ? httpsRequest : httpRequest
    const headers = headersOf(one)
    try {
      request = open(url, { method, headers, agent: false, signal }, (response) => {
        const { statusCode: status } = response
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (answerBytes !== undefined && bytes > answerBytes) {
            return end({ status, error: `the answer is larger than ${answerBytes} bytes` })
          }
          if (bytes <= (answerBytes ?? KEPT_BYTES)) chunks.push(chunk)
        })
        response.on('error', (error) => end({ error: error.message }))
        response.on('end', () => {
          end({ status, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') })
        })
      })
    } catch (error) {
      // A URL or a header that is none.
      began(headers)
      end({ error: (error as Error).message })
      return
    }
    const late = () => end({ error: `timed out after ${timeoutMs} ms`, timedOut: true })
    timers.push(setTimeout(late, timeoutMs))
    request.on('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
    request.end(body, () => {
      if (cutAfterMs !== undefined) timers.push(setTimeout(() => end({ error: 'the connection was cut' }), cutAfterMs))
    })
    began(request.getHeaders() as Record<string, string>)
  })
}

function headersOf({ body, headers }: Post): Record<string, string> {
  const length = body === undefined ? undefined : Buffer.byteLength(body)
  const own = length !== undefined && { 'Content-Type': 'application/json', 'Content-Length': String(length) }
  return { ...own, ...headers, Connection: 'close' }
}

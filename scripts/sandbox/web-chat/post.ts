import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AttemptPlan } from './faults.ts'

const MOST_BYTES = 5_000_000

/** One POST to the bot; it never reuses a connection and never follows redirects. */
export interface Posting {
  url: string
  body: string
  authorization?: string
  timeoutMs: number
  plan: AttemptPlan
  signal: AbortSignal
}

/** How it ended: a status with what came along, or why it counts as failed. */
export interface PostingResult {
  status?: number
  text?: string
  error?: string
}

/** Sends it. Never rejects: what goes wrong is in `error`. A status counts once the whole answer has arrived. */
export function post({ url, body, authorization, timeoutMs, plan, signal }: Posting): Promise<PostingResult> {
  return new Promise((resolve) => {
    const open = url.startsWith('https:') ? httpsRequest : httpRequest
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      ...(authorization !== undefined && { Authorization: authorization }),
    }
    const request = open(url, { method: 'POST', headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > MOST_BYTES) return end({ error: `the answer is larger than ${MOST_BYTES} bytes` })
        chunks.push(chunk)
      })
      response.on('error', (error) => end({ error: error.message }))
      response.on('end', () => {
        const { statusCode: status } = response
        if (plan.loseAnswer) return end({ status, error: 'the answer was lost' })
        end({ status, text: Buffer.concat(chunks).toString('utf8') })
      })
    })
    const timers = [setTimeout(() => end({ error: `timed out after ${timeoutMs} ms` }), timeoutMs)]
    function end(result: PostingResult): void {
      for (const timer of timers) clearTimeout(timer)
      resolve(result)
      if (result.error !== undefined) request.destroy()
    }
    request.on('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
    request.end(body, () => {
      if (plan.cutAfterMs === undefined) return
      timers.push(setTimeout(() => end({ error: 'the connection was cut' }), plan.cutAfterMs))
    })
  })
}

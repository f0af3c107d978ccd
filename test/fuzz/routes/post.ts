import http from 'node:http'
import type { Headers } from './proofs.ts'

/** What came back: a status, or no answer at all. */
export interface Answer {
  status: number | 'none'
  text: string
}

const PATIENCE_MS = 30_000
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })

/** Sends bytes as they are. Resolves also where the server answers before it has read everything, and where it hangs up. */
export function post(method: string, url: string, headers: Headers, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, timeout: PATIENCE_MS })
    request.setHeader('Content-Type', 'application/json')
    for (const [name, value] of headers) request.appendHeader(name, value)
    if (method !== 'GET' && method !== 'HEAD') request.setHeader('Content-Length', body.length)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      const done = (): void =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', done).on('error', done)
    })
    request.on('timeout', () => {
      request.destroy()
      reject(new Error(`no answer within ${PATIENCE_MS} ms`))
    })
    request.on('error', () => resolve({ status: 'none', text: '' }))
    request.end(method === 'GET' || method === 'HEAD' ? undefined : body)
  })
}

export const hangUp = (): void => agent.destroy()

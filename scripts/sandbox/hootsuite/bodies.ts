import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answers.ts'

/** Beyond this the connection is cut. */
const MOST_BYTES = 64_000_000

/** What was sent: all of it up to a limit, and how long it was. */
export interface Body {
  bytes: Buffer
  length: number
}

/** Reads a body to its end, keeping no more than `limit` bytes. Rejects beyond 64 MB. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length > MOST_BYTES) throw new Error('request body is larger than 64 MB')
    if (length <= limit) chunks.push(chunk as Buffer)
  }
  return { bytes: Buffer.concat(chunks), length }
}

/** Writes an answer to the wire; its own headers win over `extra`. */
export function writeAnswer(response: ServerResponse, answer: Answer, extra: Record<string, string> = {}): void {
  const payload = answer.body === undefined ? (answer.text ?? '') : JSON.stringify(answer.body)
  const json = answer.body !== undefined || /^\s*[{[]/.test(payload)
  const type = payload === '' ? {} : { 'Content-Type': json ? 'application/json' : 'text/plain' }
  const length = answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) }
  response.writeHead(answer.status, { ...type, ...length, ...extra, ...answer.headers })
  response.end(answer.status === 204 ? undefined : payload)
}

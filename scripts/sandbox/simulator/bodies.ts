import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answers.ts'

/** What was sent: all of it up to a limit, and how long it was. */
export interface Body {
  bytes: Buffer
  length: number
}

/** How much of a body is taken. */
export interface BodyLimits {
  /** Beyond this many bytes reading fails, and the connection is to be cut. Default 5 MB. */
  most?: number
  /** Of a body longer than this only the beginning is kept. Default: `most`. */
  keep?: number
}

/** Reads a body to its end. Rejects where it is too large. */
export async function readBody(
  request: IncomingMessage,
  { most = 5_000_000, keep = most }: BodyLimits = {},
): Promise<Body> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length > most) throw new Error(`request body is larger than ${most / 1_000_000} MB`)
    if (length <= keep) chunks.push(chunk as Buffer)
  }
  return { bytes: Buffer.concat(chunks), length }
}

/** The whole body as text. Rejects beyond 5 MB. */
export async function readText(request: IncomingMessage): Promise<string> {
  return (await readBody(request)).bytes.toString('utf8')
}

/** What a text says: parsed if it is JSON, else the text; undefined when empty. */
export function parsedBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Writes an answer to the wire; its own headers win over `extra`. */
export function sendAnswer(response: ServerResponse, answer: Answer, extra: Record<string, string> = {}): void {
  const payload = answer.body === undefined ? (answer.text ?? '') : JSON.stringify(answer.body)
  const json = answer.body !== undefined || /^\s*[{[]/.test(payload)
  const type = payload === '' ? {} : { 'Content-Type': json ? 'application/json' : 'text/plain' }
  const length = answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) }
  response.writeHead(answer.status, { ...type, ...length, ...extra, ...answer.headers })
  response.end(answer.status === 204 ? undefined : payload)
}

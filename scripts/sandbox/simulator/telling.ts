import { isUtf8 } from 'node:buffer'
import type { OutgoingHttpHeaders } from 'node:http'
import { BODY_LIMIT, type Exchange, type Wire } from './wire.ts'

/** A request as it was sent. */
export type Asked = Pick<Exchange, 'by' | 'method' | 'url' | 'headers' | 'body' | 'fault'>

/** How it ended. */
export type Ended = Pick<Exchange, 'status' | 'answerHeaders' | 'answerBody' | 'error' | 'fault'>

/** Tells a wire that a request was sent. Returns what tells, once, how it ended. */
export function toldTo(wire: Wire, asked: Asked): (ended: Ended) => void {
  const exchange: Exchange = { ...asked, at: new Date() }
  const started = performance.now()
  wire.began(exchange)
  return (ended) => {
    Object.assign(exchange, withoutUndefined(ended), { durationMs: Math.round(performance.now() - started) })
    wire.ended(exchange)
  }
}

/** A body up to `BODY_LIMIT` characters; of one that is no text, or of which not all was kept, only how long it was. */
export function shownBody(body: Buffer | string, length: number = Buffer.byteLength(body)): string {
  if (typeof body === 'string') return body.slice(0, BODY_LIMIT)
  if (length > body.length || body.includes(0) || !isUtf8(body)) return `[${length} bytes]`
  return body
    .subarray(0, BODY_LIMIT * 4)
    .toString('utf8')
    .slice(0, BODY_LIMIT)
}

/** Whether a request's body was kept whole: a very long one is cut, and of one that is no text nothing is kept. */
export function isWhole({ headers, body }: Pick<Exchange, 'headers' | 'body'>): boolean {
  const length = headers['content-length']
  return length === undefined ? body.length < BODY_LIMIT : Number(length) === Buffer.byteLength(body)
}

/** Names in lower case, values as one text. */
export function shownHeaders(headers: OutgoingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) shown[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return shown
}

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}

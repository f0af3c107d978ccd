import type { IncomingMessage } from 'node:http'
import type { RawRequest } from '../platform.ts'

/** Platforms' events are a few kB; design: 413 above this. */
export const LARGEST_BODY = 1024 * 1024

/** A request read whole, or the answer for one that is not read. */
export type RawReading = { ok: true; request: RawRequest } | { ok: false; status: 400 | 413 | 415 | 500; why: string }

/** What frameworks leave on a request whose body they have read. */
interface ParsedRequest extends IncomingMessage {
  rawBody?: unknown
  body?: unknown
  originalUrl?: string
}

/**
 * Read the bytes of a request, at most `LARGEST_BODY`, before any parser: signatures are over bytes, and a parser's limit
 * does not count what a compressed body expands to. Where something upstream has read them already, its raw buffer is
 * taken, if it left one; re-serialised JSON never is.
 */
export async function readRawRequest(req: IncomingMessage): Promise<RawReading> {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return { ok: false, status: 415, why: `Content-Encoding '${encoding}' is not accepted` }
  }
  const announced = Number(req.headers['content-length'])
  if (announced > LARGEST_BODY) return { ok: false, status: 413, why: `the body is announced as ${announced} bytes` }

  const body = await readBody(req as ParsedRequest)
  if (!Buffer.isBuffer(body)) return body
  const { originalUrl } = req as ParsedRequest
  const request: RawRequest = {
    method: req.method ?? '',
    url: originalUrl ?? req.url ?? '',
    headers: headersOf(req),
    body,
    ...(req.socket.remoteAddress === undefined ? {} : { remoteAddress: req.socket.remoteAddress }),
  }
  return { ok: true, request }
}

async function readBody(req: ParsedRequest): Promise<Buffer | Exclude<RawReading, { ok: true }>> {
  if (Buffer.isBuffer(req.rawBody)) {
    return req.rawBody.length <= LARGEST_BODY ? req.rawBody : { ok: false, status: 413, why: 'the body is too large' }
  }
  if (req.readableEnded || req.readableDidRead) {
    const why =
      'the body was read before it came to us and no raw bytes were left: mount the route before any body parser, or keep `req.rawBody` as a Buffer'
    return { ok: false, status: 500, why }
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = (result: Buffer | Exclude<RawReading, { ok: true }>): void => {
      req.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak)
      resolve(result)
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > LARGEST_BODY) {
        req.pause()
        finish({ ok: false, status: 413, why: `the body is larger than ${LARGEST_BODY} bytes` })
      } else chunks.push(chunk)
    }
    const onEnd = (): void => finish(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    const onBreak = (): void => finish({ ok: false, status: 400, why: 'the request broke off' })
    req.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak)
  })
}

/** Repeated headers as arrays: `req.headers` joins or drops them, and a forged second one must not hide. */
function headersOf(req: IncomingMessage): RawRequest['headers'] {
  const headers: Record<string, string | string[] | undefined> = Object.create(null)
  for (const [name, values] of Object.entries(req.headersDistinct))
    headers[name] = values?.length === 1 ? values[0] : values
  return headers
}

import { connect } from 'node:net'

export type Header = readonly [name: string, value: string]

/** A request as it goes over the wire. */
export interface Sent {
  method: string
  /** Path and query, as they stand in the request's first line. */
  target: string
  /** In this order and spelling, as often as they are there; `Host`, `Connection` and the length come by themselves. */
  headers: readonly Header[]
  body: Buffer
  /** How the body's length is told: by these headers in place of `Content-Length`. */
  framing?: readonly Header[]
  /** What is written in place of the body. */
  written?: Buffer
}

/** The bytes of it. The connection ends with the answer unless `keep`. */
export function bytesOf(sent: Sent, host: string, keep = false): Buffer {
  const { method, target, headers, body, framing = [['Content-Length', String(body.length)]] } = sent
  const given = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', host] as const]
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...[...given, ['Connection', keep ? 'keep-alive' : 'close'] as const, ...headers, ...framing].map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), sent.written ?? body])
}

const PATIENCE_MS = 15_000

/** Writes these bytes; resolves to the status of every answer once the server has hung up. */
export function exchange(url: string, bytes: Buffer): Promise<number[]> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    const chunks: Buffer[] = []
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no end within ${PATIENCE_MS} ms`)))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Who says too much may be cut off while speaking.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.on('close', () => resolve(statusesIn(Buffer.concat(chunks))))
  })
}

/** A body in chunks, with what comes after the last one. */
export function chunked(body: Buffer, trailers: readonly Header[] = []): Pick<Sent, 'framing' | 'written'> {
  const half = Math.floor(body.length / 2)
  const parts = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0)
  const chunks = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
  const end = ['0', ...trailers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  return { framing: [['Transfer-Encoding', 'chunked']], written: Buffer.concat([...chunks, Buffer.from(end)]) }
}

function statusesIn(bytes: Buffer): number[] {
  const statuses: number[] = []
  let rest = bytes.toString('latin1')
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1]
    if (end < 0 || status === undefined) throw new Error(`that is no answer: ${rest.slice(0, 200)}`)
    if (status !== '100') statuses.push(Number(status))
    const length = /^content-length: *(\d+)/im.exec(rest.slice(0, end))?.[1] ?? '0'
    rest = rest.slice(end + 4 + Number(length))
  }
  return statuses
}

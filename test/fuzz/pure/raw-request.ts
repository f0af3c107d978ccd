import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import { LARGEST_BODY, type RawReading, readRawRequest } from '../../../adapters/core/intake/raw-request.ts'
import { noise } from '../generators/bodies.ts'
import { oddHeaders, onTheWire } from '../generators/headers.ts'
import type { Tally } from './requests.ts'

const SLOW_MS = 10_000

/** Whatever travels in HTTP is read whole, or refused with 400, 413 or 415; never more than a megabyte of it is kept. */
export async function tryRawRequests(runs: number, seed: number): Promise<Tally> {
  const tally: Tally = { inputs: 0, outcomes: {} }
  let told: (reading: RawReading) => void = () => {}
  const server = createServer((req, res) => {
    void readRawRequest(req).then((reading) => {
      told(reading)
      // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
      res.writeHead(reading.ok ? 200 : reading.status, { Connection: 'close' })
      res.end(() => req.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const input = fc.record({
    headers: oddHeaders.map(onTheWire),
    body: fc.oneof({ weight: 20, arbitrary: noise(4_000) }, { weight: 1, arbitrary: noise(2 * 1024 * 1024) }),
    encoding: fc.option(fc.constantFrom('gzip', 'identity', 'IDENTITY', 'br', 'deflate, gzip', 'x', ''), {
      nil: undefined,
      freq: 5,
    }),
    sent: fc.constantFrom('whole', 'whole', 'in pieces', 'cut off'),
  })
  const property = fc.asyncProperty(input, async ({ headers, body, encoding, sent }) => {
    tally.inputs += 1
    const reading = new Promise<RawReading>((resolve, reject) => {
      told = resolve
      setTimeout(reject, SLOW_MS, new Error('nothing was made of it')).unref()
    })
    if (sent === 'cut off') cutOff(port, body)
    else
      post(
        port,
        [...headers, ...(encoding === undefined ? [] : [['content-encoding', encoding] as [string, string]])],
        body,
        sent === 'in pieces',
      )
    const made = await reading
    tally.outcomes[made.ok ? 'read' : String(made.status)] =
      (tally.outcomes[made.ok ? 'read' : String(made.status)] ?? 0) + 1
    if (!made.ok && ![400, 413, 415].includes(made.status)) throw new Error(`refused with ${made.status}: ${made.why}`)
    if (!made.ok) return
    if (sent === 'cut off') throw new Error('half a request was taken for a whole one')
    if (!made.request.body.equals(body) || body.length > LARGEST_BODY)
      throw new Error('other bytes were read than were sent')
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new Error(`${encoding} was taken`)
  })
  try {
    await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return tally
}

function post(port: number, headers: [string, string][], body: Buffer, inPieces: boolean): void {
  const made = request({ port, host: '127.0.0.1', method: 'POST', agent: false })
  // What is refused is answered before all of it was sent.
  made.on('error', () => {})
  made.on('response', (response) => response.resume())
  for (const [name, value] of headers) made.appendHeader(name, value)
  if (!inPieces) made.setHeader('Content-Length', body.length)
  for (let at = 0; inPieces && at < body.length; at += 65_536) made.write(body.subarray(at, at + 65_536))
  made.end(inPieces ? undefined : body)
}

/** Announces more than it sends, and hangs up. */
function cutOff(port: number, body: Buffer): void {
  const head = body.subarray(0, 60_000)
  const socket = connect(port, '127.0.0.1', () => {
    socket.end(
      Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${head.length + 7}\r\n\r\n`), head]),
    )
  })
  socket.on('error', () => {})
  socket.resume()
}

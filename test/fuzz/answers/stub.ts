import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { noise } from '../generators/bodies.ts'
import { oddJson, oddValue } from '../generators/json.ts'

/** What a platform, or whatever stands before it, may answer. */
export interface OddAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** Cut off before the end, or no answer at all. */
  how: 'whole' | 'cut' | 'hung up'
}

const HEADERS: readonly Record<string, string>[] = [
  {},
  { 'Retry-After': '0' },
  { 'Retry-After': '-5' },
  { 'Retry-After': 'soon' },
  { 'Retry-After': '1e300' },
  { 'Retry-After': '99999999999' },
  { 'Retry-After': 'Fri, 31 Dec 9999 23:59:59 GMT' },
  { Location: '/' },
  { Location: 'http://[::1' },
  { Location: '/%ff/%' },
  { 'Content-Type': 'text/html' },
  { 'Content-Type': 'application/json; charset=utf-16' },
  { 'Content-Encoding': 'gzip' },
  { 'Content-Encoding': 'br' },
]

/** Bodies of the kind that is expected, as lists and objects with some of the usual fields. */
const nearly = fc
  .record({
    names: fc.uniqueArray(
      fc.constantFrom(
        'id',
        'access_token',
        'expires_in',
        'conversations',
        'messages',
        'participants',
        'status',
        'assignee',
        'content',
        'errors',
        'code',
        'type',
        'data',
        'agents',
        'entities',
        'customerId',
        'conversationId',
        'inboxId',
        'page',
        'results',
      ),
      { maxLength: 8 },
    ),
    values: fc.array(oddValue, { minLength: 8, maxLength: 8 }),
    list: fc.boolean(),
  })
  .map(({ names, values, list }) => {
    const one = Object.fromEntries(names.map((name, index) => [name, values[index]]))
    return JSON.stringify(list ? [one, one] : one)
  })

export const oddAnswer: fc.Arbitrary<OddAnswer> = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 200, 200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503),
    fc.integer({ min: 200, max: 599 }),
  ),
  headers: fc.constantFrom(...HEADERS),
  body: fc.oneof(
    { weight: 8, arbitrary: nearly.map((text) => Buffer.from(text)) },
    { weight: 4, arbitrary: oddJson.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: noise(5_000) },
    { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
  ),
  how: fc.constantFrom('whole', 'whole', 'whole', 'whole', 'whole', 'whole', 'cut', 'hung up'),
})

/** A platform that answers everything as it is told, tokens only where it is told nothing. */
export async function openOddPlatform() {
  let answer: OddAnswer | undefined
  const server = createServer((req, res) => {
    req.resume()
    req.on('end', () => {
      const wantsToken = /token/.test(req.url ?? '')
      if (answer === undefined || (wantsToken && answer.how === 'whole' && answer.status < 300)) {
        // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
        res.writeHead(200, { 'Content-Type': 'application/json' })
        return void res.end('{"access_token":"token-canary-5d1","expires_in":3600}')
      }
      const { status, headers, body, how } = answer
      if (how === 'hung up') return void req.socket.destroy()
      res.writeHead(status, how === 'cut' ? { ...headers, 'Content-Length': body.length + 10 } : headers)
      if (how === 'cut') res.write(body, () => req.socket.destroy())
      else res.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answersWith(odd: OddAnswer | undefined): void {
      answer = odd
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

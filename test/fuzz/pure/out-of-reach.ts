import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

let key: object = {}
let server: Server

/** Never aborted. */
export const never: AbortSignal = new AbortController().signal

/** Where nobody listens, but for the public keys requests of 8x8's are signed with. */
export const outOfReach = {
  /** The port of discard: nothing answers there. */
  url: 'http://127.0.0.1:9',
  serveKey(jwk: object): void {
    key = jwk
  },
  keysUrl: (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  /** Every call but the one for a key is refused. */
  async start(): Promise<void> {
    server = createServer((req, res) => {
      const found = req.url?.includes('key-1') === true
      // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
      res.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json' })
      res.end(found ? JSON.stringify(key) : '{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  },
  async stop(): Promise<void> {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
}

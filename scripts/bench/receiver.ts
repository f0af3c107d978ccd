import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** Takes replies like a Bot Framework connector does: answers with an id, and counts. */
export interface Receiver {
  url: string
  /** Replies received since the last `reset`. */
  received(): number
  reset(): void
  /** Resolves when that many have come since the last reset; rejects after `timeoutMs`. */
  until(count: number, timeoutMs: number): Promise<void>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  let received = 0
  let wake: () => void = () => {}
  const server = http.createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      received += 1
      response.setHeader('Content-Type', 'application/json')
      response.end(`{"id":"${received}"}`)
      wake()
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    reset: () => {
      received = 0
    },
    until: (count, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`only ${received} of ${count} replies came in ${timeoutMs} ms`)),
          timeoutMs,
        )
        wake = () => {
          if (received < count) return
          clearTimeout(timer)
          resolve()
        }
        wake()
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** A reply as it came in. */
export interface Reply {
  text: string
  /** When its request began to arrive, on `performance.now`'s clock. */
  at: number
}

/** Takes replies like a Bot Framework connector does: answers with an id, and counts. */
export interface Receiver {
  url: string
  /** Replies received since the last `reset`. */
  received(): number
  reset(): void
  /** Resolves when that many have come since the last reset; rejects after `timeoutMs`. */
  until(count: number, timeoutMs: number): Promise<void>
  /** Called with each reply from now on; bodies are read only while somebody is. Returns how to stop. */
  watch(onReply: (reply: Reply) => void): () => void
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  let received = 0
  let wake: () => void = () => {}
  const watchers = new Set<(reply: Reply) => void>()
  const tell = (chunks: Buffer[], at: number): void => {
    const { text } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { text?: string }
    for (const onReply of watchers) onReply({ text: text ?? '', at })
  }
  const server = http.createServer((request, response) => {
    const at = performance.now()
    const chunks: Buffer[] = []
    if (watchers.size > 0) request.on('data', (chunk: Buffer) => chunks.push(chunk))
    else request.resume()
    request.on('end', () => {
      received += 1
      response.setHeader('Content-Type', 'application/json')
      response.end(`{"id":"${received}"}`)
      if (chunks.length > 0) tell(chunks, at)
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
    watch: (onReply) => {
      watchers.add(onReply)
      return () => watchers.delete(onReply)
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

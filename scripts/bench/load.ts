import http from 'node:http'

/** What a run of requests gave. */
export interface LoadResult {
  sent: number
  /** Answers that were not 2xx, and requests without one. */
  failed: number
  seconds: number
  /** Milliseconds from writing the request to the end of its answer, unsorted. */
  latencies: number[]
}

export interface LoadOptions {
  url: string
  headers: Record<string, string>
  /** How many requests in all. */
  count: number
  /** How many at once. */
  concurrency: number
  body(index: number): string
}

/** Sends a bounded number of requests to loopback over kept-alive connections, and stops. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { hostname } = new URL(options.url)
  if (hostname !== '127.0.0.1') throw new Error('Load goes to loopback only.')
  const agent = new http.Agent({ keepAlive: true, maxSockets: options.concurrency })
  const latencies: number[] = []
  let next = 0
  let failed = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < options.count; index = next++) {
      const started = performance.now()
      const status = await post(agent, options, index).catch(() => 0)
      latencies.push(performance.now() - started)
      if (status < 200 || status >= 300) failed += 1
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: options.concurrency }, worker))
  const seconds = (performance.now() - started) / 1_000
  agent.destroy()
  return { sent: options.count, failed, seconds, latencies }
}

/** Sends one request. Resolves with the status when its answer has ended. */
export function post(
  agent: http.Agent,
  { url, headers, body }: Pick<LoadOptions, 'url' | 'headers' | 'body'>,
  index: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const payload = Buffer.from(body(index))
    const request = http.request(url, {
      method: 'POST',
      agent,
      headers: { 'Content-Type': 'application/json', 'Content-Length': payload.length, ...headers },
    })
    request.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', reject)
    request.end(payload)
  })
}

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const open: (() => Promise<unknown>)[] = []

/** Stops whatever the test started. For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const close of open.splice(0)) await close()
}

/** Has `stopAll` stop it. */
export function stoppedLater<Started extends { stop(): Promise<unknown> }>(started: Started): Started {
  open.push(() => started.stop())
  return started
}

/** A server on any port until `stopAll`. Resolves with where it is. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The whole body of a request. */
export async function textOf(request: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

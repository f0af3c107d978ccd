import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { readBody } from './bodies.ts'
import { overhear } from './overhear.ts'
import type { Wire } from './wire.ts'

/** A server on this machine. */
export interface Listener {
  /** Where it listens, e.g. `http://127.0.0.1:40123`. */
  url: string
  /** Closes all its sockets. */
  stop(): Promise<void>
}

/** Answers one request; undefined: it has no such path. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined

/** Takes over the connection of a request that asks for another protocol. */
export type Upgrading = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** What else a server takes, and who hears of what is asked. */
export interface ListenOptions {
  upgrade?: Upgrading
  /** Told of requests to paths there are not; of the others tells who answers them. */
  wire?: Wire
}

/**
 * Listens on a port, or any. What cannot be answered (a body that breaks off, or is far too large) ends the connection.
 * What `upgrade` took over is to be closed by who has it.
 */
export async function listen(
  port: number | undefined,
  answer: Answering,
  { upgrade, wire }: ListenOptions = {},
): Promise<Listener> {
  const server = createServer((request, response) => {
    const answering = answer(request, response) ?? answerNotFound(request, response, wire)
    answering.catch(() => response.destroy())
  })
  server.keepAliveTimeout = 65_000
  if (upgrade) server.on('upgrade', upgrade)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answerNotFound(request: IncomingMessage, response: ServerResponse, wire?: Wire): Promise<void> {
  if (wire) overhear(wire, request, response, await readBody(request))
  response.statusCode = 404
  response.end()
}

/** Whether a request is for the control API. */
export function isControl({ url = '/' }: IncomingMessage): boolean {
  return /^\/control(\/|\?|$)/.test(url)
}

/** Resolves when nothing is busy any more. Rejects after `timeoutMs`. */
export async function idleOnce(busy: () => boolean, timeoutMs = 5000): Promise<void> {
  const until = performance.now() + timeoutMs
  while (busy()) {
    if (performance.now() > until) throw new Error(`deliveries still under way after ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Boundary } from '../../adapters/index.ts'

/** Where a server can be told to kill itself: the engine's own boundaries, and where bytes leave and arrive. */
export type Point = Boundary | 'answer:sent' | 'call:sent' | 'call:answered'

/**
 * All of them, in the order in which an event comes by. Each lies after one thing and before the next: the commit to the
 * inbox, our answer sent, the turn's commit, the call sent, the platform's answer received, the record in the outbox.
 */
export const POINTS: readonly Point[] = [
  'accept:before-commit',
  'accept:after-commit',
  'answer:sent',
  'turn:before-commit',
  'turn:after-commit',
  'delivery:before-call',
  'call:sent',
  'call:answered',
  'delivery:after-call',
  'delivery:after-record',
]

/** Tell when a webhook was answered, and when calls that change something were sent and answered. */
export function watchBytes(reached: (point: Point) => void): void {
  const changes = (request: { method?: string }): boolean => !['GET', 'HEAD'].includes(request.method ?? '')
  subscribe('http.server.response.finish', (message) => {
    if (changes((message as { request: IncomingMessage }).request)) reached('answer:sent')
  })
  subscribe('http.client.request.start', (message) => {
    // Handed to the socket in this turn of the loop, and written by the next.
    if (changes((message as { request: { method: string } }).request)) setImmediate(() => reached('call:sent'))
  })
  subscribe('http.client.response.finish', (message) => {
    if (changes((message as { request: { method: string } }).request)) reached('call:answered')
  })
}

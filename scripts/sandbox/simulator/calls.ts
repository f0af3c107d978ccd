import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallFault, FaultBook, FaultyCall } from './faults.ts'

/** What a request asked for, as it is recorded. */
export interface AskedCall {
  method: string
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
}

/** What a request asks for, with the headers named `secret` redacted. */
export function askedBy(request: IncomingMessage, secret: string[] = ['authorization']): AskedCall {
  const url = new URL(request.url ?? '/', 'http://simulator')
  const query: AskedCall['query'] = {}
  for (const name of url.searchParams.keys()) {
    const values = url.searchParams.getAll(name)
    query[name] = values.length === 1 ? values[0]! : values
  }
  const headers = { ...request.headers } as Record<string, string>
  for (const name of secret) if (headers[name] !== undefined) headers[name] = '[redacted]'
  return { method: request.method ?? 'GET', path: url.pathname, query, headers }
}

type Rules<Call extends FaultyCall, Api extends CallFault<Call, string>> = Pick<
  FaultBook<Call, Api, never>,
  'beforeCall' | 'afterCall'
>

/** Waits as faults say before a request is applied. Resolves with the fault that ends it, if there is one. */
export async function endedBefore<Call extends FaultyCall, Api extends CallFault<Call, string>>(
  faults: Rules<Call, Api>,
  call: Call,
): Promise<Api | undefined> {
  for (const fault of faults.beforeCall(call)) {
    const delayMs = fault.delayMs ?? (fault.kind === 'slow' ? 1000 : 0)
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (fault.kind !== 'slow') return fault
  }
  return undefined
}

/** Waits as a fault says once a request was applied. Resolves with the fault that loses its answer, if there is one. */
export async function lostAfter<Call extends FaultyCall, Api extends CallFault<Call, string>>(
  faults: Rules<Call, Api>,
  call: Call,
): Promise<Api | undefined> {
  const lost = faults.afterCall(call)
  if (lost?.delayMs) await new Promise((resolve) => setTimeout(resolve, lost.delayMs).unref())
  return lost
}

/** Leaves a request without an answer, if that is the fault's kind: hanging or reset. */
export function leftUnanswered({ kind }: { kind: string }, response: ServerResponse): boolean {
  if (kind.startsWith('reset')) response.socket?.resetAndDestroy()
  return kind.startsWith('hang') || kind.startsWith('reset')
}

import { z } from 'zod'
import { noContent, notFound, ok } from './answers.ts'
import { type ApiRequest, routeOf as on, type Route } from './router.ts'

/** What of a simulator these routes work. */
export interface Machine {
  readonly clock: { now(): Date; advance(ms: number): void }
  idle(timeoutMs?: number): Promise<void>
  readonly settings: object
}

/** A list from `?since=` on, with what to ask for next. */
export function since(list: readonly unknown[], query: ApiRequest['query']) {
  const from = z.coerce
    .number()
    .int()
    .min(0)
    .parse(query.get('since') ?? 0)
  return { next: list.length, list: list.slice(from) }
}

/** Clock, idling and settings. `changed` is what to set for the changes that were sent; `optional` settings may be missing. */
export function machineRoutes(
  machine: Machine,
  changed: (changes: Record<string, unknown>) => Record<string, unknown> = (changes) => changes,
  optional: string[] = [],
): Route[] {
  return [
    on('GET', '/control/clock', () => ok({ now: machine.clock.now() })),
    on('POST', '/control/clock/advance', ({ json }) => {
      machine.clock.advance(z.strictObject({ ms: z.number().min(0) }).parse(json()).ms)
      return ok({ now: machine.clock.now() })
    }),
    on('POST', '/control/idle', async ({ json }) => {
      await machine.idle(z.strictObject({ timeoutMs: z.number().optional() }).parse(json()).timeoutMs)
      return noContent()
    }),
    on('PATCH', '/control/settings', ({ json }) => {
      const changes = json()
      const unknown = Object.keys(changes).filter((name) => !(name in machine.settings) && !optional.includes(name))
      if (unknown.length > 0) throw notFound(`setting ${unknown.join(', ')}`)
      return ok(Object.assign(machine.settings, changed(changes)))
    }),
  ]
}

/** Changes of which `null` takes a setting away. */
export function withoutNulls(changes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? undefined]))
}

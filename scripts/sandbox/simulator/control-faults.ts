import { z } from 'zod'
import { noContent, notFound, ok } from './answers.ts'
import type { Faults } from './faults.ts'
import { routeOf as on, type Route } from './router.ts'

/** A regular expression, sent as text. */
export const pattern = z.string().transform((source) => new RegExp(source))

/** What a fault on the API's side can look for, as it is sent. */
export const callMatch = z.strictObject({ method: z.string().optional(), path: pattern.optional() })

/** A fault on the API's side, as it is sent. */
export const callFault = z.strictObject({
  match: callMatch.optional(),
  kind: z.enum(['status', 'reset-before', 'reset-after', 'hang-before', 'hang-after', 'slow']),
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  delayMs: z.number().min(0).optional(),
  times: z.int().min(1).optional(),
  forMs: z.number().min(0).optional(),
  probability: z.number().min(0).max(1).optional(),
})

/** What a fault on the way to the bot can look for, as it is sent. */
export const deliveryMatch = z.strictObject({ type: pattern.optional() })

/** A fault on the way to the bot, as it is sent. */
export const deliveryFault = z.strictObject({
  match: deliveryMatch.optional(),
  kind: z.enum(['duplicate', 'delay', 'drop', 'hold']),
  copies: z.int().min(1).optional(),
  delayMs: z.number().min(0).optional(),
  times: z.int().min(1).optional(),
})

const release = z.strictObject({ order: z.enum(['order', 'reverse', 'shuffle']).optional(), seed: z.int().optional() })

/** What reads one platform's faults as they are sent. */
export interface FaultSchemas<Api, Webhook> {
  api: { parse(sent: unknown): Api }
  webhook: { parse(sent: unknown): Webhook }
}

/** `/control/faults/*`: fields and kinds as in the program, patterns as text. */
export function faultRoutes<Api, Webhook>(
  faults: Faults<Api, Webhook>,
  { api, webhook }: FaultSchemas<Api, Webhook>,
): Route[] {
  const removers = new Map<string, () => void>()
  let count = 0
  const keep = (remove: () => void) => {
    const faultId = String(++count)
    removers.set(faultId, remove)
    return ok({ faultId })
  }
  return [
    on('POST', '/control/faults/api', ({ json }) => keep(faults.api(api.parse(json())))),
    on('POST', '/control/faults/webhooks', ({ json }) => keep(faults.webhooks(webhook.parse(json())))),
    on('GET', '/control/faults/held', () => ok({ held: faults.held() })),
    on('POST', '/control/faults/release', async ({ json }) => {
      const { order, seed } = release.parse(json())
      await faults.releaseHeld(order, seed)
      return noContent()
    }),
    on('DELETE', '/control/faults', () => {
      faults.clear()
      removers.clear()
      return noContent()
    }),
    on('DELETE', '/control/faults/:id', ({ params }) => {
      const remove = removers.get(params.id!)
      if (!remove) throw notFound(`fault ${params.id}`)
      remove()
      removers.delete(params.id!)
      return noContent()
    }),
  ]
}

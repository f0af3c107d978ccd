import { z } from 'zod'
import { noContent, notFound, ok } from './answers.ts'
import type { ControlHandler } from './control-routes.ts'
import type { HootsuiteFaults } from './faults.ts'
import type { Route } from './router.ts'

const pattern = z.string().transform((source) => new RegExp(source))
const apiFault = z.strictObject({
  match: z.strictObject({ method: z.string().optional(), path: pattern.optional() }).optional(),
  kind: z.enum(['status', 'reset-before', 'reset-after', 'hang-before', 'hang-after', 'slow']),
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  delayMs: z.number().min(0).optional(),
  times: z.int().min(1).optional(),
  forMs: z.number().min(0).optional(),
  probability: z.number().min(0).max(1).optional(),
})
const webhookFault = z.strictObject({
  match: z.strictObject({ type: pattern.optional(), attempt: z.int().min(1).optional() }).optional(),
  kind: z.enum(['duplicate', 'delay', 'drop', 'hold', 'reset-before', 'reset-after']),
  copies: z.int().min(1).optional(),
  delayMs: z.number().min(0).optional(),
  times: z.int().min(1).optional(),
})
const release = z.strictObject({ order: z.enum(['order', 'reverse', 'shuffle']).optional(), seed: z.int().optional() })

/** `/control/faults/*`: fields and kinds as in `faults.ts`, patterns as text. */
export function faultRoutes(faults: HootsuiteFaults): Route<ControlHandler>[] {
  const removers = new Map<string, () => void>()
  let count = 0
  const keep = (remove: () => void) => {
    const faultId = String(++count)
    removers.set(faultId, remove)
    return ok({ faultId })
  }
  const on = (method: string, path: string, handle: ControlHandler) => ({ method, path, handle })
  return [
    on('POST', '/control/faults/api', ({ json }) => keep(faults.api(apiFault.parse(json())))),
    on('POST', '/control/faults/webhooks', ({ json }) => keep(faults.webhooks(webhookFault.parse(json())))),
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

import { z } from 'zod'
import { reworded } from '../core/delivery/refusals.ts'
import type { PlatformRefusedError } from '../core/errors.ts'

/** The same refusal, with Hootsuite's own words in the message and what to do about it. */
export function explained(error: PlatformRefusedError, { method, path }: { method: string; path: string }) {
  const { status, body } = error
  const message = [`Hootsuite answered ${status} to ${method} ${path}`, ...detailsOf(body).slice(0, 3)].join(': ')
  return reworded(error, message, hintFor(status))
}

function hintFor(status: number | undefined): string | undefined {
  if (status === 404)
    return 'The conversation is not the virtual agent’s any more: taken over, timed out or resolved. Hootsuite does not say which.'
  if (status === 401) return 'Is the app still linked to the organization?'
  return undefined
}

const problem = z.union([
  z.string(),
  z
    .looseObject({ message: z.string() })
    .transform(({ message, code }) => (code === undefined ? message : `${code} ${message}`)),
])
const bodies = z.union([
  z.looseObject({ errors: z.array(z.unknown()) }).transform(({ errors }) => errors),
  z
    .looseObject({ error: z.string(), error_description: z.string().optional() })
    .transform((body) => [body.error_description ?? body.error]),
])

/** Bodies of errors are not documented for virtual agents; Hootsuite's other APIs have a list of objects or of texts, or OAuth's. */
function detailsOf(body: unknown): string[] {
  const parsed = bodies.safeParse(body)
  return parsed.success ? parsed.data.flatMap((one) => problem.safeParse(one).data ?? []) : []
}

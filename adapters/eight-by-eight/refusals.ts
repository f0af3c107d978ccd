import { z } from 'zod'
import { reworded } from '../core/delivery/refusals.ts'
import { PlatformRefusedError } from '../core/errors.ts'
import { filled } from '../core/filled.ts'

/** The same refusal, with 8x8's own words in the message and what to do about it; any other error as it is. */
export function explained(error: unknown, { method, path }: { method: string; path: string }): unknown {
  if (!(error instanceof PlatformRefusedError)) return error
  const { status, body } = error
  const words = problemsOf(body).map(({ code, message }) => [code, message].filter(Boolean).join(': '))
  const message = [`8x8 answered ${status} to ${method} ${path}`, ...words.slice(0, 3)].join('; ')
  return reworded(error, message, hintFor(status))
}

function hintFor(status: number | undefined): string | undefined {
  if (status === 401)
    return 'Check EIGHT_BY_EIGHT_API_KEY: it is the key (not the secret) of an app with the product Chat Gateway.'
  if (status === 403)
    return 'Check EIGHT_BY_EIGHT_TENANT, and that the app of EIGHT_BY_EIGHT_API_KEY has the product that this call needs.'
  return undefined
}

/** One thing that was wrong, as 8x8 says it. */
export interface Problem {
  code?: string
  message?: string
}

const word = filled().optional().catch(undefined)
const problem = z.union([
  z.string().transform((message): Problem => ({ message })),
  z.looseObject({ code: word, message: word, field: word }).transform(({ code, message, field }): Problem => {
    const words = [field, message].filter((one) => one !== undefined).join(': ')
    return { ...(code === undefined ? {} : { code }), ...(words === '' ? {} : { message: words }) }
  }),
])
const several = z
  .union([z.array(z.unknown()), z.unknown().transform((one) => (one === undefined || one === null ? [] : [one]))])
  .optional()
const bodySchema = z.looseObject({
  message: word,
  errors: several,
  validations: several,
  ErrorCode: word,
  Error: word,
})

/**
 * All that an error's body says. Its documented shapes do not agree: `errors` is a list of objects, a list of texts or one
 * object, beside `message` and `validations`; some gateways answer a bare text (Chat Gateway, Errors; sheet 4.11).
 */
export function problemsOf(body: unknown): Problem[] {
  if (typeof body === 'string') return body.trim() === '' ? [] : [{ message: body.trim().slice(0, 300) }]
  const parsed = bodySchema.safeParse(body)
  if (!parsed.success) return []
  const { message, errors = [], validations = [], ErrorCode: code, Error: words } = parsed.data
  const own: Problem = { ...(code === undefined ? {} : { code }), ...(words === undefined ? {} : { message: words }) }
  const listed = [...errors, ...validations].flatMap((one) => problem.safeParse(one).data ?? [])
  return [message === undefined ? {} : { message }, own, ...listed].filter(
    (one, index, all) =>
      (one.code !== undefined || one.message !== undefined) &&
      all.findIndex((other) => other.code === one.code && other.message === one.message) === index,
  )
}

import type { Answer } from './post.ts'
import { wrongRegistration } from './registration.ts'
import type { RouteName, RouteTold } from './told.ts'

const MEGABYTE = 1024 * 1024
const REFUSALS = [400, 401, 403, 404, 405, 413, 415]
/** An event this old may be a replay. */
const HOOTSUITE_AGE_MS = 4 * 60_000

/** What is wrong with the answer to a request without a proof; undefined where nothing is. */
export function wrongWithoutProof({ proof }: RouteTold, body: Buffer, { status, text }: Answer): string | undefined {
  // Whoever sends too much may be cut off while sending.
  if (status === 'none') return body.length > MEGABYTE ? undefined : 'no answer'
  if (REFUSALS.includes(status)) return undefined
  const handshake = proof.by === '8x8' && status === 200 && body.includes('WEB_HOOK_VERIFY')
  return handshake ? undefined : `answered ${status}: ${text.slice(0, 200)}`
}

/** The same for a request that is the platform's own. */
export function wrongWithProof({ name, envelopes }: RouteTold, body: Buffer, answer: Answer): string | undefined {
  const { status, text } = answer
  if (body.length > MEGABYTE)
    return status === 413 || status === 'none' ? undefined : `${body.length} bytes were answered ${status}`
  if (status === 'none') return 'no answer'
  if (name === 'genesys, register') return wrongRegistration(envelopes[0]!, body, answer)
  if (status >= 200 && status < 300) return undefined
  if (OTHERS[name]?.includes(status) === true) return undefined
  if (name === 'hootsuite' || name === 'hootsuite, no API')
    return status === 401 && isOld(body) ? undefined : `answered ${status}`
  // The Bot Framework's own: nobody has written an answer to this invoke.
  if (name === 'messages' && status === 501 && body.includes('invoke')) return undefined
  return `answered ${status}: ${text.slice(0, 200)}`
}

/** Where content decides about more than 2xx: an activity needs a place to answer to. */
const OTHERS: Partial<Record<RouteName, readonly number[]>> = {
  messages: [400, 403, 415],
}

function isOld(body: Buffer): boolean {
  try {
    const { timestamp } = JSON.parse(body.toString('utf8')) as { timestamp?: unknown }
    const age = Math.abs(Date.now() - Date.parse(String(timestamp)))
    return Number.isNaN(age) || age > HOOTSUITE_AGE_MS
  } catch {
    return true
  }
}

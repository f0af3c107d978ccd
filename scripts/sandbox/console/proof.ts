import type { Exchange } from '../simulator/wire.ts'
import type { WireRow } from './protocol.ts'

/** Headers that prove who sent a webhook, over all platforms. */
const PROVING = /^(x-account-identifier|authorization|.*signature.*)$/
/** What a server says to a caller it does not know; 404 is a wrong secret in a path. */
const REFUSALS = new Set([401, 403, 404])

/**
 * What proved who sent a webhook, and whether the bot believed it, where its answer tells: what is too large, or comes while
 * the server cannot take it, may be refused before anybody looks. Undefined where nothing proves it, and before there is an answer.
 */
export function proofOf({ headers, status, url }: Exchange): WireRow['proof'] {
  if (status === undefined) return undefined
  const named = Object.keys(headers).filter((name) => PROVING.test(name))
  // A route of its own has two parts.
  const inPath = new URL(url).pathname.split('/').length > 3 ? ['secret in the path'] : []
  const proofs = [...named, ...inPath]
  if (proofs.length === 0) return undefined
  const header = proofs.join(', ')
  if (status >= 200 && status < 300) return { header, accepted: true }
  return REFUSALS.has(status) ? { header, accepted: false } : { header }
}

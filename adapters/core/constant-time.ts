import { timingSafeEqual } from 'node:crypto'

/**
 * Whether what was given is one of these. The one place where secrets and signatures are compared: all of them, each in
 * constant time, so that how long it takes tells nothing but lengths. What is empty is nobody's secret.
 */
export function isOneOf(given: string | Buffer, expected: readonly (string | Buffer)[]): boolean {
  const bytes = bytesOf(given)
  let found = false
  for (const one of expected) {
    const own = bytesOf(one)
    if (own.length > 0 && own.length === bytes.length && timingSafeEqual(own, bytes)) found = true
  }
  return found
}

const bytesOf = (value: string | Buffer): Buffer => (typeof value === 'string' ? Buffer.from(value, 'utf8') : value)

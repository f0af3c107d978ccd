import fc from 'fast-check'
import { oddText } from './text.ts'

/** What every platform's routes look at, and what intermediaries add. */
const NAMES: readonly string[] = [
  'content-type',
  'authorization',
  'x-account-identifier',
  'x-hootsuite-signature',
  'x-hub-signature-256',
  'x-8x8-signature',
  'x-8x8-event-id',
  'x-8x8-customer-id',
  'x-8x8-tenant-id',
  'x-8x8-transmission-time',
  'x-8x8-retry',
  'x-forwarded-for',
  'x-forwarded-host',
  'forwarded',
  'via',
  'accept',
  'accept-encoding',
  'cookie',
  'user-agent',
  'range',
  'origin',
  'x-http-method-override',
  '__proto__',
  'constructor',
]

const VALUES: readonly string[] = [
  '',
  ' ',
  'x',
  'Basic',
  'Basic Og==',
  'Basic ===',
  'bearer ',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'sha256=',
  'sha256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  '00'.repeat(32),
  '..',
  'e30..e30',
  'eyJiNjQiOmZhbHNlLCJraWQiOiIuLi8uLi8iLCJhbGciOiJub25lIn0..AAAA',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data; boundary=x',
  '-1',
  '1e999',
  '9'.repeat(400),
  'ÿþ',
  'a, b, c',
  'http://127.0.0.1/',
]

const value = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.string({ maxLength: 80 }),
  oddText.map((text) => text.slice(0, 4_000)),
)

/** Headers as names and values, the same name perhaps several times. */
export const oddHeaders: fc.Arbitrary<[string, string][]> = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), {
  maxLength: 6,
})

/** As a request has them: lower-case names, repeated ones as arrays. */
export function asRecord(pairs: readonly [string, string][]): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = Object.create(null)
  for (const [name, one] of pairs) {
    const before = record[name]
    record[name] = before === undefined ? one : [...(typeof before === 'string' ? [before] : before), one]
  }
  return record
}

/** Only what can travel in HTTP: a client would refuse the rest. */
export const onTheWire = (pairs: readonly [string, string][]): [string, string][] =>
  pairs.map(([name, one]) => [name, one.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 2_000)])

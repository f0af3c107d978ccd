import fc from 'fast-check'
import { mutated } from './envelopes.ts'
import { oddJson } from './json.ts'

const MEGABYTE = 1024 * 1024

/** Noise of any size up to so many bytes. */
export const noise = (maxBytes: number): fc.Arbitrary<Buffer> =>
  fc
    .record({ head: fc.uint8Array({ maxLength: 64 }), size: fc.nat(maxBytes), fill: fc.nat(255) })
    .map(({ head, size, fill }) => {
      const bytes = Buffer.alloc(size, fill)
      bytes.set(head.subarray(0, size))
      return bytes
    })

/** Bytes of a valid event that were cut, doubled or turned on the way. */
const damaged = (envelopes: readonly object[]): fc.Arbitrary<Buffer> =>
  fc
    .record({ envelope: fc.constantFrom(...envelopes), at: fc.nat(), to: fc.nat(255), how: fc.nat(3) })
    .map(({ envelope, at, to, how }) => {
      const bytes = Buffer.from(JSON.stringify(envelope))
      const place = at % bytes.length
      if (how === 0) return bytes.subarray(0, place)
      if (how === 1) return Buffer.concat([bytes, bytes.subarray(place)])
      if (how === 2) return Buffer.concat([bytes.subarray(0, place), Buffer.from([to]), bytes.subarray(place)])
      bytes[place] = to
      return bytes
    })

/** A valid event, or one with a field of megabytes: below the limit, at it, and above. */
const padded = (envelopes: readonly object[]): fc.Arbitrary<Buffer> =>
  fc
    .record({
      envelope: fc.constantFrom(...envelopes),
      size: fc.oneof(fc.nat(2 * MEGABYTE), fc.integer({ min: MEGABYTE - 3, max: MEGABYTE + 3 })),
    })
    .map(({ envelope, size }) => {
      const text = JSON.stringify({ ...envelope, padding: '' })
      const missing = Math.max(0, size - Buffer.byteLength(text))
      return Buffer.from(JSON.stringify({ ...envelope, padding: 'p'.repeat(missing) }))
    })

/** The body of a request to a platform's route, given what the platform really sends there. */
export const bodyFor = (envelopes: readonly object[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 60, arbitrary: mutated(envelopes).map((event) => Buffer.from(JSON.stringify(event))) },
    { weight: 12, arbitrary: damaged(envelopes) },
    { weight: 16, arbitrary: oddJson.map((text) => Buffer.from(text)) },
    { weight: 10, arbitrary: noise(2_000) },
    { weight: 1, arbitrary: noise(2 * MEGABYTE) },
    { weight: 1, arbitrary: padded(envelopes) },
  )

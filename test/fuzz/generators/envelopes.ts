import fc from 'fast-check'
import { oddValue } from './json.ts'

/** One change to an envelope: where, counted through all of its places, and what. */
interface Change {
  place: number
  how: 'replace' | 'remove' | 'double' | 'wrap' | 'rename' | 'retype'
  value: unknown
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'double', 'wrap', 'rename', 'retype'),
  value: oddValue,
})

/** What a platform really sends, with none, one or a few of its fields changed. */
export const mutated = <T extends object>(envelopes: readonly T[]): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record({ envelope: fc.constantFrom(...envelopes), changes: fc.array(change, { maxLength: 4 }) })
    .map(({ envelope, changes }) => {
      const copy = structuredClone(envelope) as Record<string, unknown>
      for (const one of changes) apply(copy, one)
      return copy
    })

type Holder = Record<string, unknown> | unknown[]

function apply(root: Record<string, unknown>, { place, how, ...given }: Change): void {
  // Its own: generated values are used more than once.
  const value = structuredClone(given.value)
  const places = placesIn(root)
  const [holder, key] = places[place % Math.max(1, places.length)] ?? [root, 'extra']
  const slots = holder as Record<string | number, unknown>
  const before = slots[key]
  switch (how) {
    case 'replace':
      slots[key] = value
      break
    case 'remove':
      delete slots[key]
      break
    case 'double':
      slots[key] = [before, structuredClone(before)]
      break
    case 'wrap':
      slots[key] = { [key]: before }
      break
    case 'rename':
      delete slots[key]
      define(holder, typeof value === 'string' ? value.slice(0, 40) : String(key).toUpperCase(), before)
      break
    case 'retype':
      slots[key] = typeof before === 'string' ? before.length : JSON.stringify(before)
      break
  }
}

/** Plain assignment would set a prototype. */
function define(holder: Holder, key: string, value: unknown): void {
  if (key !== 'length')
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

function placesIn(value: unknown): [Holder, string | number][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Holder
  const keys = Array.isArray(holder) ? holder.slice(0, 20).map((_, index) => index) : Object.keys(holder)
  return keys.flatMap(
    (key) =>
      [[holder, key], ...placesIn((holder as Record<string | number, unknown>)[key])] as [Holder, string | number][],
  )
}

/**
 * A timestamp as Gladly writes it: ISO 8601, UTC, trailing zeros of the fraction left out, so that there may be three
 * digits, one, or no fraction at all.
 */
export function timestamp(at: Date): string {
  return trimmed(at.toISOString().slice(0, -1))
}

/** The same with nanoseconds, as customer profiles have it (Gladly API reference, Get customer). */
export function nanoTimestamp(at: Date): string {
  const below = String(process.hrtime()[1] % 1_000_000).padStart(6, '0')
  return trimmed(at.toISOString().slice(0, -1) + below)
}

function trimmed(withFraction: string): string {
  return `${withFraction.replace(/0+$/, '').replace(/\.$/, '')}Z`
}

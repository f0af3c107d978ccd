/** A time as the API writes it: ISO 8601, UTC, with milliseconds only where there are any. */
export function timestamp(at: Date): string {
  return at.toISOString().replace('.000Z', 'Z')
}

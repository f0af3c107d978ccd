/** A time as events write it, with nine fractional digits (Inbox 2.0 API reference, Common fields). */
export function timestamp(ms: number): string {
  const fraction = String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${fraction}Z`
}

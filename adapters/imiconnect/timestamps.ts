const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z?$/

/**
 * A moment of an event as ISO 8601. Without a zone and GMT (Webex Connect help, Generic Bot: `YYYY-MM-DD hh:mm:ss.SS`),
 * on a 24-hour clock. Undefined where it is no moment. `fraction`: whether `.45` is 450 or 45 milliseconds.
 */
export function isoOf(timestamp: string | undefined, fraction: 'decimal' | 'milliseconds'): string | undefined {
  const parts = PATTERN.exec(timestamp?.trim() ?? '')
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const digits = parts[7] ?? ''
  const millis = fraction === 'decimal' ? Number(`${digits}000`.slice(0, 3)) : Number(digits)
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second, Math.min(millis, 999)))
  // `Date.UTC` carries over what is too large, and takes years below 100 for ones of the last century.
  const same =
    moment.getUTCFullYear() === year &&
    moment.getUTCMonth() === month - 1 &&
    moment.getUTCDate() === day &&
    moment.getUTCHours() === hour &&
    moment.getUTCMinutes() === minute &&
    moment.getUTCSeconds() === second
  return same ? moment.toISOString() : undefined
}

/** A moment as calls have it: `YYYY-MM-DD hh:mm:ss.SSS`, GMT. */
export function timestampOf(iso: string): string {
  return new Date(iso).toISOString().slice(0, 23).replace('T', ' ')
}

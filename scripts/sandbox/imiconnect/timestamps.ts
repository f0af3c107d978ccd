const IN_CALLS = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}\.\d{3})$/

/** A time as events have it: GMT, no zone, two fraction digits (Generic Bot, Outbound Webhook). */
export function eventTimestamp(at: Date): string {
  return at.toISOString().slice(0, 22).replace('T', ' ')
}

/** Whether it is a time as calls must have it: GMT, no zone, three fraction digits (Generic Bot, Inbound Webhook). */
export function isCallTimestamp(text: string): boolean {
  const found = IN_CALLS.exec(text)
  if (!found) return false
  const iso = `${found[1]}T${found[2]}Z`
  const time = Date.parse(iso)
  return !Number.isNaN(time) && new Date(time).toISOString() === iso
}

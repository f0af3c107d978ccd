/** Longest summary, in characters. */
const LONGEST = 160
/** Fields that say what kind of thing a body is, over all platforms. */
const KINDS = ['type', 'eventType', 'event', 'event_type', 'command', 'action', 'direction']
/** Fields that say what was said. */
const WORDS = ['text', 'message', 'content', 'body', 'title', 'name', 'payload']

/** An activity's title and what it says, each on one line. */
export function nameOf(activity: unknown): { title: string; summary: string } {
  if (!isRecord(activity)) return { title: 'activity', summary: '' }
  const { type, name, text, value, attachments, membersAdded } = activity
  const title = [type, name].filter((part) => typeof part === 'string').join(' ')
  if (typeof text === 'string' && text !== '') return { title, summary: shortened(text) }
  if (value !== undefined) return { title, summary: shortened(JSON.stringify(value)) }
  if (Array.isArray(attachments) && attachments.length > 0) {
    return {
      title,
      summary: shortened(attachments.map((one) => String(isRecord(one) ? one.contentType : one)).join(', ')),
    }
  }
  return { title, summary: Array.isArray(membersAdded) ? 'members added' : '' }
}

/** What a body on the wire says: its kind and its words where they are found, else how it begins. */
export function summaryOf(body: string): string {
  const parsed = parsedOf(body)
  if (parsed === undefined) return shortened(body)
  const kind = find(parsed, KINDS, 2)
  const words = find(parsed, WORDS, 4)
  return shortened([kind, words].filter((part) => part !== undefined).join(': ') || body)
}

/** The text of the first of these fields that is found, breadth first. */
function find(value: unknown, names: readonly string[], depth: number): string | undefined {
  let level: unknown[] = [value]
  for (let at = 0; at < depth && level.length > 0; at++) {
    for (const one of level) {
      if (!isRecord(one)) continue
      for (const name of names) {
        const text = one[name]
        if (typeof text === 'string' && text !== '') return text
      }
    }
    level = level.flatMap((one) => (Array.isArray(one) ? one : isRecord(one) ? Object.values(one) : []))
  }
  return undefined
}

function parsedOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

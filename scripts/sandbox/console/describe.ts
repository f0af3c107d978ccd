/** Longest summary, in characters. */
const LONGEST = 160
/** Fields that say what kind of thing a body is, over all platforms. */
const KINDS = ['type', 'eventType', 'event', 'event_type', 'command', 'action', 'direction']
/** Fields that say what was said. */
const WORDS = ['text', 'textBody', 'message', 'content', 'body', 'title', 'name', 'payload']
const CARD = /^application\/vnd\.microsoft\.card\.(.+)$/
/** What the bot's calls to IMIconnect are. */
const IMICONNECT_CALLS: Readonly<Record<string, string>> = { '1001': 'message', '1002': 'hand-over' }

/** An activity's title and what it says, each on one line. */
export function nameOf(activity: unknown): { title: string; summary: string } {
  if (!isRecord(activity)) return { title: 'activity', summary: '' }
  const { type, name, text, value, attachments, membersAdded } = activity
  const title = [type, name].filter((part) => typeof part === 'string').join(' ')
  if (typeof text === 'string' && text !== '') return { title, summary: shortened(text) }
  if (value !== undefined) return { title, summary: shortened(JSON.stringify(value)) }
  if (Array.isArray(attachments) && attachments.length > 0) {
    return { title, summary: shortened(attachments.map(attachmentInWords).join(', ')) }
  }
  if (!Array.isArray(membersAdded)) return { title, summary: '' }
  const names = membersAdded.flatMap((one) => (isRecord(one) && typeof one.name === 'string' ? [one.name] : []))
  return { title, summary: shortened(['members added', names.filter(Boolean).join(', ')].filter(Boolean).join(': ')) }
}

/** What a body on the wire says: its kind and its words where they are found, else its fields, else how it begins. */
export function summaryOf(body: string): string {
  const parsed = parsedOf(body)
  if (parsed === undefined) return shortened(body)
  if (isRecord(parsed)) {
    if (isActivity(parsed)) {
      const { title, summary } = nameOf(parsed)
      return shortened([title, summary].filter(Boolean).join(': '))
    }
    const told = onImiconnect(parsed) ?? (isRecord(parsed.attributes) ? { attributes: parsed.attributes } : undefined)
    if (told !== undefined) return shortened(typeof told === 'string' ? told : fieldsOf(told))
  }
  const kind = find(parsed, KINDS, 2)
  const words = find(parsed, WORDS, 4)
  return shortened([kind, words].filter((part) => part !== undefined).join(': ') || fieldsOf(parsed) || body)
}

const isActivity = ({ type, channelId, conversation }: Record<string, unknown>): boolean =>
  typeof type === 'string' && typeof channelId === 'string' && isRecord(conversation)

/** IMIconnect writes its fields like nobody else. */
function onImiconnect(body: Record<string, unknown>): string | undefined {
  const { Event, Message, PostbackPayload, DeliveryStatus, Media, eventid, message, customparam2 } = body
  if (typeof Event === 'string')
    return [Event, Message || PostbackPayload || DeliveryStatus || Media].filter(Boolean).join(': ')
  if (typeof eventid !== 'string' && typeof eventid !== 'number') return undefined
  return [IMICONNECT_CALLS[eventid] ?? `event ${eventid}`, message || customparam2].filter(Boolean).join(': ')
}

/** `hero card: What can I do for you?`, or a file's name. */
function attachmentInWords(attachment: unknown): string {
  if (!isRecord(attachment)) return String(attachment)
  const { contentType, name, content } = attachment
  const [, card] = CARD.exec(String(contentType)) ?? []
  if (card === undefined) return String(name || contentType)
  const title = isRecord(content) ? find(content, ['title', 'text'], 4) : undefined
  return title === undefined ? `${card} card` : `${card} card: ${title}`
}

/** A body's fields by name, and a list's by what its elements are called. */
function fieldsOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value
      .map((one) => (isRecord(one) ? find(one, ['id', 'name', ...WORDS], 1) : undefined) ?? fieldsOf(one))
      .join(', ')
  }
  if (!isRecord(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  const fields = Object.entries(value).filter(([, one]) => one !== '' && one !== null)
  return fields.map(([name, one]) => `${name} ${isRecord(one) ? `(${fieldsOf(one)})` : fieldsOf(one)}`).join(', ')
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

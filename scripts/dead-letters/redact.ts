import { readJson } from '../../adapters/core/intake/body.ts'

/**
 * What a payload looks like without what is in it: the structure stays, keys, types and lengths; the names of kinds and
 * times stay too, because without them nobody can tell what it was. Everything else a person may have written is replaced.
 */
export function redact(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => redact(one, key))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [redactKey(name), redact(one, name)]))
  }
  if (typeof value === 'string') return redactString(value, key)
  if (typeof value === 'number') return redactNumber(value, key)
  return value
}

/** A body as it was stored: JSON where it is some, else text. */
export function redactBody(body: string): unknown {
  const parsed = jsonIn(body)
  return parsed === undefined ? redactString(body, '') : redact(parsed)
}

/** A sentence of ours or of a library's, which may quote what a customer wrote. */
export function redactSentence(sentence: string): string {
  return sentence.replaceAll(EMAILS, '‹e-mail›').replaceAll(NUMBERS, '‹number›')
}

const EMAILS = /[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+\.[^\s@"'<>(),;:.]+/g
const NUMBERS = /\+?\d(?:[ ().-]?\d){6,}/g

/** Whose values say what kind of thing it is. */
const KINDS =
  /^(type|kind|channelId|channelType|contentType|status|direction|locale|deliveryMode|origin|event|eventType|textFormat|inputHint|role|scope|news|version|conversationType)$/i
const SECRETS = /token|secret|password|authorization|signature|api_?key|credential|cookie/i
const TIMES = /time|date|at$|expires|until|since/i

const WORD = /^[\w./+-]{1,64}$/
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const JWT = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/

function redactString(text: string, key: string): unknown {
  if (text === '') return text
  if (SECRETS.test(key) || JWT.test(text)) return hidden('token', text)
  if (ISO_TIME.test(text) || UUID.test(text)) return text
  if (KINDS.test(key) && WORD.test(text) && !looksLikeNumber(text)) return text
  const inside = jsonIn(text)
  if (inside !== undefined) return redact(inside)
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return hidden('e-mail', text)
  if (looksLikeNumber(text)) return hidden('number', text)
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return hidden('address', text)
  return hidden('text', text)
}

/** Small ones count things and large ones may be telephone numbers. */
function redactNumber(value: number, key: string): unknown {
  if (TIMES.test(key) || Math.abs(value) < 1_000_000) return value
  return hidden('number', String(value))
}

/** Somebody may use an address as a key. */
const redactKey = (name: string): string =>
  name.includes('@') || looksLikeNumber(name) ? String(hidden('key', name)) : name

const looksLikeNumber = (text: string): boolean => /^\+?\d(?:[ ().-]?\d){6,}$/.test(text)

const hidden = (what: string, text: string): string => `‹${what}, ${[...text].length}›`

/** Objects and arrays only, which are not nested without end. */
function jsonIn(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  const read = readJson(text)
  return read.ok ? (read.json as object) : undefined
}

import { parse } from 'secure-json-parse'
import { messageOf } from '../errors.ts'

/** The text of a body; undefined where it is not UTF-8. */
export function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

/** JSON, or why a text is none; JSON itself is never undefined. */
export type JsonReading = { ok: true; json: unknown } | { ok: false; json?: undefined; why: string }

/** Levels of nesting that no platform needs, and that whatever works on the whole of a body can follow: stacks are finite. */
const DEEPEST = 512

/** Why a body is not taken that is nested deeper than it may be. */
export const TOO_DEEP = `it is nested deeper than ${DEEPEST} levels`

/** Whether something read from JSON is nested too deeply to be worked on. */
export function isTooDeep(json: unknown, levels = DEEPEST): boolean {
  if (typeof json !== 'object' || json === null) return false
  if (levels === 0) return true
  return Object.values(json).some((one) => isTooDeep(one, levels - 1))
}

interface Depth {
  /** Only for who looks at the upper levels alone. */
  anyDepth?: boolean
}

/** Read text that came from outside as JSON, by the rules of `parseJson`. Never throws. */
export function readJson(text: string, depth: Depth = {}): JsonReading {
  try {
    return { ok: true, json: parseJson(text, depth) }
  } catch (error) {
    return { ok: false, why: notJson(error) }
  }
}

/** Halves of characters, and pairs of them: JSON can write them one by one. */
const HALVES = /\\u[dD][89a-fA-F]/

/** Without halves of characters: no URL can hold one, no database, no file. */
function wellFormed(json: unknown): unknown {
  if (typeof json === 'string') return json.toWellFormed()
  if (Array.isArray(json)) return json.map(wellFormed)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name.toWellFormed(), wellFormed(value)]))
}

/**
 * Parse text that came from outside: what would reach into prototypes is refused (`__proto__`, `constructor.prototype`),
 * and what is nested too deeply; a half of a character becomes U+FFFD.
 * @throws SyntaxError where it is no JSON, or such.
 */
export function parseJson(text: string, { anyDepth = false }: Depth = {}): unknown {
  const json: unknown = parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
  if (anyDepth) return json
  if (isTooDeep(json)) throw new SyntaxError(TOO_DEEP)
  return HALVES.test(text) ? wellFormed(json) : json
}

/** Why a body was no JSON, by what was thrown. */
export const notJson = (error: unknown): string => `the body is not acceptable JSON: ${messageOf(error)}`

/**
 * A time that came from outside, in milliseconds since 1970, as ISO 8601. Undefined where it is none, or of a year of other
 * than four digits: such is nobody's time, and sorts as text before all others.
 */
export function isoMoment(ms: number): string | undefined {
  const moment = new Date(ms)
  const year = moment.getUTCFullYear()
  return year >= 0 && year <= 9999 ? moment.toISOString() : undefined
}

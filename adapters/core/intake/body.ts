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

/** Read text that came from outside as JSON, by the rules of `parseJson`. Never throws. */
export function readJson(text: string): JsonReading {
  try {
    return { ok: true, json: parseJson(text) }
  } catch (error) {
    return { ok: false, why: notJson(error) }
  }
}

/**
 * Parse text that came from outside: what would reach into prototypes is refused (`__proto__`, `constructor.prototype`).
 * @throws SyntaxError where it is no JSON, or such.
 */
export function parseJson(text: string): unknown {
  return parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
}

/** Why a body was no JSON, by what was thrown. */
export const notJson = (error: unknown): string => `the body is not acceptable JSON: ${messageOf(error)}`

/** A piece of JSON and what it is. */
export interface JsonPart {
  kind: 'name' | 'string' | 'literal' | 'plain'
  text: string
}

/** Above this it takes the browser too long to draw each piece by itself. */
const COLOURED_CHARACTERS = 50_000
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g

/** Text as it is shown: JSON indented and in pieces to colour, anything else as it came. */
export function jsonParts(text: string): JsonPart[] {
  let pretty: string
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return [{ kind: 'plain', text }]
  }
  if (pretty.length > COLOURED_CHARACTERS) return [{ kind: 'plain', text: pretty }]
  const parts: JsonPart[] = []
  let end = 0
  for (const { 0: token, 1: string, 2: colon, index } of pretty.matchAll(TOKEN)) {
    if (index > end) parts.push({ kind: 'plain', text: pretty.slice(end, index) })
    if (string === undefined) parts.push({ kind: 'literal', text: token })
    else parts.push({ kind: colon === undefined ? 'string' : 'name', text: string })
    end = index + (string ?? token).length
  }
  parts.push({ kind: 'plain', text: pretty.slice(end) })
  return parts
}

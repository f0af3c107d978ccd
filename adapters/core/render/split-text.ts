/**
 * Text in parts no longer than `limit` UTF-16 units, cut between sentences, else between words, else between characters
 * as people see them, and inside those only where one alone is too long. Only white space at the cuts is lost.
 */
export function splitText(text: string, limit: number): string[] {
  const whole = text.trim()
  if (whole === '') return []
  if (whole.length <= limit) return [whole]
  const parts: string[] = []
  let part = ''
  for (const unit of units(whole, limit)) {
    // Not by trimming both together: joined anew for every word, a long text would take time by the square of its length.
    const words = unit.trimEnd().length
    if (words > 0 && part.length + words > limit) {
      parts.push(part.trimEnd())
      part = ''
    }
    part = part === '' ? unit.trimStart() : part + unit
  }
  parts.push(part.trimEnd())
  return parts.filter((one) => one !== '')
}

type Granularity = 'sentence' | 'word' | 'grapheme'

const SEGMENTERS: Record<Granularity, Intl.Segmenter> = {
  sentence: new Intl.Segmenter(undefined, { granularity: 'sentence' }),
  word: new Intl.Segmenter(undefined, { granularity: 'word' }),
  grapheme: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
}

/** The largest pieces that fit, in order; together they are the text. */
function* units(text: string, limit: number, granularity: Granularity = 'sentence'): Generator<string> {
  for (const segment of segments(text, granularity)) {
    if (segment.length <= limit) yield segment
    else if (granularity === 'sentence') yield* units(segment, limit, 'word')
    else if (granularity === 'word') yield* units(segment, limit, 'grapheme')
    // One code point is at most two units: never half of one.
    else yield* segment
  }
}

const WINDOW = 2_048

/**
 * The segments of a text. The segmenter is slower by the length of what it is given, for every segment, so it gets a window
 * of the text at a time, a larger one where no segment ends in it. A window's last segments may go on in the next one.
 */
function* segments(text: string, granularity: Granularity): Generator<string> {
  for (let at = 0, size = WINDOW; at < text.length; ) {
    const found = [...SEGMENTERS[granularity].segment(text.slice(at, at + size))]
    const whole = at + size >= text.length ? found : found.slice(0, -2)
    for (const { segment } of whole) {
      yield segment
      at += segment.length
    }
    size = whole.length === 0 ? size * 2 : WINDOW
  }
}

/** The beginning of a text, with an ellipsis where it was cut; never half a character. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  let short = ''
  for (const segment of segments(text, 'grapheme')) {
    if (short.length + segment.length > limit - 1) break
    short += segment
  }
  return `${short.trimEnd()}…`
}

import type { WireRow } from '../protocol.ts'

/** Which rows of the wire are shown; all of it has to hold. */
export interface WireFilter {
  /** Words that each have to be in the row. */
  text: string
  kind: WireRow['kind'] | ''
  platform: string
  /** A talk's id, or nothing. */
  talk: string
  /** A turn, or nothing. */
  turn: string
  failures: boolean
}

/** What is known of a talk that its rows do not tell: the platform's ids of it. */
export interface KnownTalk {
  talk: string
  ids: readonly string[]
}

/** Shorter words are not looked for in ids, where any three digits are to be found. */
const ID_CHARACTERS = 6

export const EVERYTHING: WireFilter = { text: '', kind: '', platform: '', talk: '', turn: '', failures: false }

/**
 * The rows that the filter lets through, in their order; the same array where it lets all through. A word is in a row if
 * it is in what the row says, or in an id of its turn or talk; `known` has more ids of one talk.
 */
export function filtered(rows: readonly WireRow[], filter: WireFilter, known?: KnownTalk): readonly WireRow[] {
  const { text, kind, platform, talk, turn, failures } = filter
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && kind === '' && platform === '' && talk === '' && turn === '' && !failures) return rows
  const ofKnown = words.filter((word) => known?.ids.some((id) => isPartOf(word, id)))
  return rows.filter(
    (row) =>
      (kind === '' || row.kind === kind) &&
      (platform === '' || row.platform === platform) &&
      (talk === '' || row.talk === talk) &&
      (turn === '' || row.turn === turn) &&
      (!failures || failed(row)) &&
      words.every(
        (word) =>
          textOf(row).includes(word) ||
          isPartOf(word, row.turn) ||
          isPartOf(word, row.talk) ||
          (row.talk === known?.talk && ofKnown.includes(word)),
      ),
  )
}

function isPartOf(word: string, id: string | undefined): boolean {
  return word.length >= ID_CHARACTERS && id?.toLowerCase().includes(word) === true
}

/** Whether something went wrong on this row: no answer, an answer that says no, or a proof that the bot refused. */
export function failed({ error, status, proof }: WireRow): boolean {
  return error !== undefined || (status !== undefined && status >= 400) || proof?.accepted === false
}

/** Rows do not change, others take their places: so each is put together for the search once. */
const texts = new WeakMap<WireRow, string>()

function textOf(row: WireRow): string {
  let text = texts.get(row)
  if (text === undefined) {
    const { title, summary, platform, kind, status, error, fault } = row
    text = [title, summary, platform, kind, status, error, fault].join('\n').toLowerCase()
    texts.set(row, text)
  }
  return text
}

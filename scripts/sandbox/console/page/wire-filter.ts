import type { WireRow } from '../protocol.ts'

/** Which rows of the wire are shown; all of it has to hold. */
export interface WireFilter {
  /** Words that each have to be in the row. */
  text: string
  kind: WireRow['kind'] | ''
  platform: string
  /** A talk's id, or nothing. */
  talk: string
  failures: boolean
}

export const EVERYTHING: WireFilter = { text: '', kind: '', platform: '', talk: '', failures: false }

/** The rows that the filter lets through, in their order; the same array where it lets all through. */
export function filtered(rows: readonly WireRow[], filter: WireFilter): readonly WireRow[] {
  const { text, kind, platform, talk, failures } = filter
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && kind === '' && platform === '' && talk === '' && !failures) return rows
  return rows.filter(
    (row) =>
      (kind === '' || row.kind === kind) &&
      (platform === '' || row.platform === platform) &&
      (talk === '' || row.talk === talk) &&
      (!failures || failed(row)) &&
      words.every((word) => textOf(row).includes(word)),
  )
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

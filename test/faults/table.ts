import type { Outcome } from './talks.ts'

const COLUMNS: readonly [string, (outcome: Outcome) => string][] = [
  ['fault', ({ what }) => what],
  ['platform', ({ front }) => front],
  ['said', ({ said }) => String(said)],
  ['lost', ({ lost }) => String(lost)],
  ['reordered', ({ reordered }) => String(reordered)],
  ['repeated', ({ repeated }) => String(repeated)],
  ['dead letters', ({ deadLetters }) => String(deadLetters)],
  ['healed after', ({ healedMs }) => `${(healedMs / 1_000).toFixed(1)} s`],
]

/** As lines of text, columns in line. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...outcomes.map((one) => COLUMNS.map(([, of]) => of(one)))]
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** What became of one kind of input. */
export interface Row {
  what: string
  inputs: number
  /** Statuses, or what else became of them, and how many each. */
  outcomes: Record<string, number>
  turns?: number
  deadLetters?: number
  /** The event loop's worst delay, in milliseconds. */
  worstDelayMs?: number
  /** The heap after the garbage was collected, in megabytes: before and after. */
  heap?: { before: number; after: number }
}

/** The rows as lines of text, columns in line. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['input', 'inputs', 'what became of them', 'turns', 'dead letters', 'worst delay', 'heap MB'],
    ...rows.map((row) => [
      row.what,
      String(row.inputs),
      Object.entries(row.outcomes)
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
      String(row.turns ?? ''),
      String(row.deadLetters ?? ''),
      row.worstDelayMs === undefined ? '' : `${Math.round(row.worstDelayMs)} ms`,
      row.heap === undefined ? '' : `${row.heap.before.toFixed(1)} → ${row.heap.after.toFixed(1)}`,
    ]),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)))
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

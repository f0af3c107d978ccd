import { readFileSync, writeFileSync } from 'node:fs'
import type { Machine } from './machine.ts'
import type { Row } from './row.ts'

const BEGIN = '<!-- bench -->'
const END = '<!-- /bench -->'

/** A row, and the part of the bench it comes from. */
export interface PartRow extends Row {
  part: string
}

/** The table in Markdown. */
export function table(rows: readonly Row[]): string {
  return [
    '| what | ours | against | ratio | promise | kept |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ name, ours, against, ratio, promise, kept }) =>
        `| ${[name, ours, against, ratio, promise, kept ? 'yes' : 'NO'].join(' | ')} |`,
    ),
  ].join('\n')
}

/** Where the figures come from, as a sentence. */
export function origin({ cpu, cores, memory, node, system, date, command }: Machine): string {
  return `${cores} × ${cpu}, ${memory}, ${system}, Node.js ${node}, ${date}: \`${command}\``
}

/** A README, and where in it the table is. */
interface Place {
  readme: string
  begin: number
  end: number
}

/** Throws where the file has no place for the table: better known before hours of measuring than after. */
export function findPlace(file: URL | string): Place {
  const readme = readFileSync(file, 'utf8')
  const begin = readme.indexOf(BEGIN)
  const end = readme.indexOf(END, begin)
  if (begin < 0 || end < 0) throw new Error(`README.md has no ${BEGIN} … ${END} to put the table between.`)
  return { readme, begin, end }
}

/** Put the table into the file, in the place of the one before. */
export function writeReadme(file: URL | string, rows: readonly Row[], machine: Machine): void {
  const { readme, begin, end } = findPlace(file)
  const written = `${BEGIN}\n${origin(machine)}\n\n${table(rows)}\n`
  writeFileSync(file, readme.slice(0, begin) + written + readme.slice(end))
}

import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { PARTS } from './cases/index.ts'
import type { Setting } from './stage.ts'

/** What the command line asks for. */
export interface Options extends Setting {
  /** Names of parts, in the order of the table. */
  parts: string[]
  /** Write the table into README.md. */
  readme: boolean
  /** Write rows and what they were made of into this file. */
  json: string | undefined
}

/** How the command is used. */
export const USAGE = `npm run bench -- [PART…] [--minutes N] [--readme] [--json FILE]

Parts: ${Object.keys(PARTS).join(', ')}. Without names: all but soak.

  --minutes N   run the soak as well, for so long (1 where it is only named; 10 is its long form)
  --rate N      messages per second of the soak; 100
  --readme      write the table into README.md: of all parts, at full scale
  --json FILE   write the rows, and what they were made of, into FILE
  --dir FOLDER  put databases there; where temporary files go if not given
  --scale N     a part of the work, below 1, to see that everything runs: measures nothing

Ends with 0 also where a promise is not kept: the table says so. With 1 where a part could not be run, 2 where the
command makes no sense.`

/** Read the command line. `help` where that is asked for. Throws an `Error` whose message is for the caller. */
export function readOptions(args: string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      rate: { type: 'string', default: '100' },
      scale: { type: 'string', default: '1' },
      dir: { type: 'string', default: tmpdir() },
      json: { type: 'string' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  })
  if (values.help) return 'help'
  const options = {
    parts: partsOf(positionals, values.minutes !== undefined),
    minutes: numberOf('minutes', values.minutes ?? '1', 1, 24 * 60),
    rate: numberOf('rate', values.rate, 1, 10_000),
    scale: numberOf('scale', values.scale, 0.001, 1),
    dir: values.dir,
    json: values.json,
    readme: values.readme,
  }
  if (!existsSync(options.dir)) throw new Error(`--dir: there is no folder ${options.dir}.`)
  if (!options.readme) return options
  const left = Object.keys(PARTS).filter((name) => PARTS[name]?.onRequest !== true && !options.parts.includes(name))
  if (left.length > 0) throw new Error(`--readme writes the whole table: ${left.join(', ')} would be missing.`)
  if (options.scale < 1) throw new Error('--readme writes what was measured at full scale: leave out --scale.')
  return options
}

function partsOf(named: string[], soak: boolean): string[] {
  const unknown = named.filter((name) => PARTS[name] === undefined)
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}.`)
  return Object.entries(PARTS).flatMap(([name, { onRequest = false }]) => {
    const wanted = named.includes(name) || (onRequest ? soak : named.length === 0)
    return wanted ? [name] : []
  })
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= least && number <= most) return number
  throw new Error(`--${option} must be a number from ${least} to ${most}.`)
}

/**
 * `npm run bench`: ratios, both sides in one run. Absolute figures are this machine's; the ratios, and the limits that
 * each row names, are what is promised.
 */
import { writeFileSync } from 'node:fs'
import { PARTS } from './cases/index.ts'
import { doubts, type Machine, thisMachine } from './machine.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { findPlace, origin, type PartRow, table, writeReadme } from './report.ts'
import { Stage } from './stage.ts'

const README = new URL('../../README.md', import.meta.url)

const args = process.argv.slice(2)
const options = understood()
const machine = thisMachine(args, options.dir)
let current: Stage | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (current?.close() ?? Promise.resolve()).finally(() => process.exit(130)))
}
process.exit(await bench(options, machine))

/** The options, or the end of the process. */
function understood(): Options {
  try {
    const read = readOptions(args)
    if (read !== 'help') {
      if (read.readme) findPlace(README)
      return read
    }
    console.log(USAGE)
    process.exit(0)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

/** Measure, print, write. Resolves with the exit code. */
async function bench({ parts, json, readme, ...setting }: Options, on: Machine): Promise<number> {
  const rows: PartRow[] = []
  const failed: string[] = []
  for (const doubt of doubts(on, setting.scale)) console.error(`note: ${doubt}`)
  for (const part of parts) {
    console.error(`measuring ${part} …`)
    current = new Stage(setting)
    try {
      rows.push(...(await measure(part, current)))
    } catch (error) {
      console.error(`${part} could not be measured:`, error)
      failed.push(part)
    } finally {
      await current.close()
    }
  }
  console.log(`${origin(on)}\n\n${table(rows)}`)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine: on, setting, failed, rows }, null, 2)}\n`)
  if (failed.length > 0) {
    console.error(`not measured: ${failed.join(', ')}${readme ? '; README.md stays as it is' : ''}`)
    return 1
  }
  if (readme) writeReadme(README, rows, on)
  return 0
}

async function measure(name: string, stage: Stage): Promise<PartRow[]> {
  const { run, limitMinutes, onRequest = false } = PARTS[name]!
  // A soak's minute takes a little longer than one: replies are waited for.
  const limit = limitMinutes + (onRequest ? stage.setting.minutes * 1.5 : 0)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${limit} minutes`)), limit * 60_000)
  })
  try {
    const rows = await Promise.race([run(stage), late])
    return rows.map((row) => ({ part: name, ...row }))
  } finally {
    clearTimeout(timer)
  }
}

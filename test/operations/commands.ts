import { run as backup } from '../../scripts/backup/run.ts'
import { run as deadLetters } from '../../scripts/dead-letters/run.ts'
import { run as forget } from '../../scripts/forget/run.ts'

/** How a command ended, and what it said. */
export interface Ended {
  code: number
  log: string
  error: string
}

const COMMANDS = { 'dead-letters': deadLetters, forget, backup }

/** Run one of the commands, as `npm run` does, on this data folder. */
export async function command(dataDir: string, name: keyof typeof COMMANDS, ...args: string[]): Promise<Ended> {
  const ended = { code: 0, log: '', error: '' }
  ended.code = await COMMANDS[name](
    args,
    { DATA_DIR: dataDir },
    {
      log: (text) => {
        ended.log += `${text}\n`
      },
      error: (text) => {
        ended.error += `${text}\n`
      },
    },
  )
  return ended
}

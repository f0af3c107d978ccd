import type { Environment } from '../../adapters/core/settings.ts'
import { dataDirOf, EXIT, type Output, onData, readCommandLine, wrongUse } from '../command-line.ts'

const USAGE = `npm run forget -- CHANNEL CUSTOMER [options]
Erases a person: their state, what was said, and what still waits for them. Beside a running server or without one.

  CHANNEL             as in activity.channelId: gladly, hootsuite, imiconnect, 8x8, webchat, msteams, ...
  CUSTOMER            as in activity.from.id

  --json              for programs
  --data-dir FOLDER   the server's data      [DATA_DIR, or ./data]
  --help

Logs, backups and the platforms themselves are not touched: what they keep has to be erased there.`

const OPTIONS = {
  json: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** `npm run forget`. Resolves with the exit code: 0 also where there was nothing to erase. */
export async function run(args: readonly string[], env: Environment, output: Output): Promise<number> {
  const parsed = readCommandLine(args, OPTIONS, USAGE, output)
  if (typeof parsed === 'number') return parsed
  const { values: options, positionals } = parsed
  const [channelId, customerId, ...more] = positionals
  if (!channelId || !customerId || more.length > 0)
    return wrongUse(output, USAGE, 'It wants a channel and a customer’s id.')
  return onData(dataDirOf(options['data-dir'], env), output, async ({ operations }) => {
    const forgotten = await operations.forget(channelId, customerId)
    const found = Object.entries(forgotten).filter(([, count]) => count > 0)
    if (options.json) output.log(JSON.stringify(forgotten, undefined, 2))
    else if (found.length === 0) output.log('Nothing was kept of this customer.')
    else output.log(`Erased: ${found.map(([kind, count]) => `${NAMES[kind] ?? kind} ${count}`).join(', ')}.`)
    return EXIT.done
  })
}

/** For people. */
const NAMES: Readonly<Record<string, string>> = { deadLetters: 'dead letters', items: 'items of state' }

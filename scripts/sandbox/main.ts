import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startConsole } from './console/index.ts'
import { onLeaving } from './leave.ts'
import { openBrowser } from './open-browser.ts'
import { playInTerminal } from './play-in-terminal.ts'
import { SIMULATED, type SimulatedName } from './simulated.ts'

const USAGE = `npm run sandbox -- [options]
  opens a page on which you are the customer and the agent
  --platform NAME     this platform alone: ${SIMULATED.join(', ')}
  --bot FILE          your bot instead of the sample bot: a module whose default
                      export is (engine) => logic, or an ActivityHandler
  --port N            where the page is; any free port where absent
  --no-open           do not open a browser

npm run sandbox -- --terminal [options]
  the same in this terminal, one platform at a time; also for what is piped in
  --platform NAME     asked for where absent, ${SIMULATED[0]} where nobody can be asked
  --bot FILE          your bot instead of the sample bot
  --no-api            hootsuite: without credentials for its API, the bot answers in the webhook's response
  --verbose           show the server's log

  --help`

interface Asked {
  platform: SimulatedName | undefined
  terminal: boolean
  bot: string | undefined
  port: number | undefined
  open: boolean
  api: boolean
  verbose: boolean
  help: boolean
}

const asked = readArguments(process.argv.slice(2))
if (typeof asked === 'string') {
  console.error(`${asked}\n${USAGE}`)
  process.exitCode = 2
} else if (asked.help) {
  console.log(USAGE)
} else if (asked.terminal) {
  process.exitCode = await playInTerminal(asked)
} else {
  await openConsole(asked)
}

/** What is wanted, or what is wrong with it. */
function readArguments(args: string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        platform: { type: 'string' },
        terminal: { type: 'boolean', default: false },
        bot: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        'no-api': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const { bot, verbose, help, 'no-api': withoutApi, 'no-open': unopened } = values
    const platform = SIMULATED.find((name) => name === values.platform)
    if (values.platform !== platform) return `There is no platform '${values.platform}'.`
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
      return `'${values.port}' is no port.`
    }
    const forPage = port !== undefined || unopened
    const forTerminal = withoutApi || verbose
    if (forPage && (forTerminal || values.terminal)) {
      return '--port and --no-open go with the page; --terminal, --no-api and --verbose with the terminal.'
    }
    if (withoutApi && platform !== 'hootsuite') return '--no-api goes with --platform hootsuite.'
    const terminal = values.terminal || forTerminal || (!forPage && bot === undefined && isPipedIn())
    return { platform, terminal, bot, port, open: !unopened, api: !withoutApi, verbose, help }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether somebody has lines for us to play: `printf … | npm run sandbox`, `< file`, or another program. */
function isPipedIn(): boolean {
  try {
    const stdin = fstatSync(0)
    return stdin.isFIFO() || stdin.isSocket() || stdin.isFile()
  } catch {
    return false
  }
}

async function openConsole({ platform, bot, port, open }: Asked): Promise<void> {
  const end = new AbortController()
  const platforms = platform === undefined ? SIMULATED : [platform]
  console.log('Starting …')
  const starting = startConsole({ platforms, bot, port, signal: end.signal })
  const leaving = onLeaving(async () => {
    end.abort()
    await (await starting).stop()
  }, 0)
  try {
    const { url } = await starting
    if (leaving()) return
    console.log(`The sandbox is at ${url}  (Ctrl+C ends it)`)
    if (open) openBrowser(url)
  } catch (error) {
    if (leaving()) return
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

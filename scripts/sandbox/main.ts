import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { destination } from 'pino'
import { createLogger } from '../../adapters/index.ts'
import { askPlatform } from './ask-platform.ts'
import { startSandbox } from './index.ts'
import { PLAYABLE } from './playable.ts'
import { SIMULATED, type SimulatedName } from './simulated.ts'
import { Terminal } from './terminal.ts'

const USAGE = `npm run sandbox -- [options]
  --platform NAME     which platform to simulate: ${SIMULATED.join(', ')};
                      asked for where absent, ${SIMULATED[0]} where nobody can be asked
  --no-api            hootsuite: without credentials for its API, the bot answers in the webhook's response
  --verbose           show the server's log
  --help`

interface Asked {
  platform: SimulatedName | undefined
  api: boolean
  verbose: boolean
  help: boolean
}

const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true
const asked = readArguments(process.argv.slice(2))
if (typeof asked === 'string') {
  console.error(`${asked}\n${USAGE}`)
  process.exitCode = 2
} else if (asked.help) {
  console.log(USAGE)
} else {
  const platform = asked.platform ?? (await whichPlatform())
  process.exitCode = platform === undefined ? 130 : await play(platform, asked)
}

/** Undefined where the person who was asked left. */
async function whichPlatform(): Promise<SimulatedName | undefined> {
  return interactive ? askPlatform(process.stdin, process.stdout) : SIMULATED[0]
}

/** What is wanted, or what is wrong with it. */
function readArguments(args: string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        platform: { type: 'string' },
        'no-api': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const { verbose, help, 'no-api': withoutApi } = values
    const platform = SIMULATED.find((name) => name === values.platform)
    if (values.platform !== platform) return `There is no platform '${values.platform}'.`
    if (withoutApi && platform !== 'hootsuite') return '--no-api goes with --platform hootsuite.'
    return { platform, api: !withoutApi, verbose, help }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function play(platform: SimulatedName, { api, verbose }: Asked): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-center-sandbox-'))
  const logFile = join(folder, 'server.log')
  const log = createLogger({ level: 'info', destination: destination({ dest: verbose ? 2 : logFile, sync: true }) })
  const { options, stage } = PLAYABLE[platform]
  const chosen = await options?.({ api }, folder)
  const sandbox = await startSandbox({ ...chosen, platforms: [platform], dataDir: join(folder, 'data'), log })
  const leave = (): void => {
    void sandbox.stop().then(async () => {
      await rm(folder, { recursive: true, force: true })
      process.exit(130)
    })
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  const terminal = new Terminal({
    stage: stage(sandbox, { api }),
    quiet: (timeoutMs) => sandbox.quiet(timeoutMs),
    input: process.stdin,
    output: process.stdout,
    interactive,
  })
  let failures = await terminal.run()
  const { deadLetters } = sandbox.server.engine.stats()
  if (deadLetters > 0) {
    failures += 1
    console.log(`${deadLetters} dead ${deadLetters === 1 ? 'letter' : 'letters'}: something was given up on.`)
  }
  await sandbox.stop()
  if (failures === 0) await rm(folder, { recursive: true, force: true })
  else if (!verbose) console.log(`The server's log is in ${logFile}.`)
  return failures === 0 ? 0 : 1
}

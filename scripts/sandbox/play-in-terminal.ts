import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { destination } from 'pino'
import { createLogger } from '../../adapters/index.ts'
import { askPlatform } from './ask-platform.ts'
import { explain } from './console/bot/explain.ts'
import { type Sandbox, startSandbox } from './index.ts'
import { onLeaving } from './leave.ts'
import { loadBot } from './own-bot.ts'
import { PLAYABLE } from './playable.ts'
import { SIMULATED, type SimulatedName } from './simulated.ts'
import { Terminal } from './terminal.ts'

/** What whoever plays in a terminal chose. */
export interface TerminalChoices {
  /** Asked for where absent; the first where nobody can be asked. */
  platform: SimulatedName | undefined
  /** The file of a bot of one's own; the sample bot where absent. */
  bot: string | undefined
  /** Whether the bot may call the platform's API, where it can do without. */
  api: boolean
  /** Show the server's log. */
  verbose: boolean
}

const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true

/** Play one platform in this terminal, or from what is piped in. Resolves with the status to end with. */
export async function playInTerminal({ platform: asked, bot, api, verbose }: TerminalChoices): Promise<number> {
  const platform = asked ?? (await whichPlatform())
  if (platform === undefined) return 130
  const folder = await mkdtemp(join(tmpdir(), 'contact-center-sandbox-'))
  const logFile = join(folder, 'server.log')
  const log = createLogger({ level: 'info', destination: destination({ dest: verbose ? 2 : logFile, sync: true }) })
  const { options, stage } = PLAYABLE[platform]
  const start = async () => {
    const chosen = await options?.({ api }, folder)
    const logic = bot === undefined ? undefined : await loadBot(bot)
    return startSandbox({ ...chosen, platforms: [platform], dataDir: join(folder, 'data'), log, logic })
  }
  const starting = start()
  onLeaving(async () => {
    await starting.then((sandbox) => sandbox.stop()).catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }, 130)
  let sandbox: Sandbox
  try {
    sandbox = await starting
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (bot === undefined) throw error
    console.error(await explain(error, bot))
    return 1
  }
  const terminal = new Terminal({
    stage: stage(sandbox, { api }),
    ...(bot === undefined ? {} : { bot: 'Your bot' }),
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

/** Undefined where the person who was asked left. */
async function whichPlatform(): Promise<SimulatedName | undefined> {
  return interactive ? askPlatform(process.stdin, process.stdout) : SIMULATED[0]
}

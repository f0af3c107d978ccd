/**
 * The process with the bot in it: the server as `npm start` runs it, telling its parent what goes on. The parent gives
 * `SANDBOX_ENV`, the server's environment as JSON, `SANDBOX_FOLDER`, the folder that is this process's alone, and
 * `SANDBOX_BOT`, the file of a bot of one's own.
 */
import { rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { destination } from 'pino'
import { createLogger } from '../../../../adapters/index.ts'
import { createBotServer } from '../../../../bot/server.ts'
import { SupportBot } from '../../../../bot/support-bot.ts'
import { type LogicFactory, loadBot } from '../../own-bot.ts'
import { explain } from './explain.ts'
import type { Report } from './report.ts'
import { nameCauses, watchedEngine, watchedLogic } from './watch.ts'

/** How often depths are looked at, in milliseconds. */
const LOOK_MS = 100

const tell = (report: Report): void => {
  process.send?.(report)
}

const sampleBot: LogicFactory = ({ storage }) => {
  const bot = new SupportBot({ storage })
  return (context) => bot.run(context)
}

const { SANDBOX_ENV = '{}', SANDBOX_FOLDER, SANDBOX_BOT } = process.env

/** Whoever started it is gone, and can clean up no more. */
function leaveNothing(): never {
  try {
    if (SANDBOX_FOLDER !== undefined) {
      rmSync(SANDBOX_FOLDER, { recursive: true, force: true })
      // The last of the bots leaves it empty.
      rmdirSync(dirname(SANDBOX_FOLDER))
    }
  } catch {}
  process.exit(0)
}

process.on('disconnect', leaveNothing)
// It may have gone while this program was loaded.
if (process.connected === false) leaveNothing()
// Ctrl+C reaches all processes of a terminal; whoever started it ends it when it is time.
process.on('SIGINT', () => {})
/** Once: what goes wrong after it is of no interest. */
let failing = false
async function fail(error: unknown): Promise<void> {
  if (failing) return
  failing = true
  const failed: Report = { kind: 'failed', why: await explain(error, SANDBOX_BOT) }
  // By itself it would not end: it listens to whoever started it.
  if (process.send === undefined) process.exit(1)
  process.send(failed, () => process.exit(1))
}
process.on('uncaughtException', (error) => {
  // A bot that catches them itself is left alone.
  if (process.listenerCount('uncaughtException') === 1) void fail(error)
})
nameCauses()
try {
  const makeLogic = SANDBOX_BOT === undefined ? sampleBot : await loadBot(SANDBOX_BOT)
  const server = await createBotServer({
    env: JSON.parse(SANDBOX_ENV),
    // On a sandbox one breaks things on purpose: only what nobody asked for is told.
    log: createLogger({ level: 'error', destination: destination({ dest: 2, sync: true }) }),
    through: (engine) => watchedEngine(engine, tell),
    logic: (engine) => watchedLogic(makeLogic(engine), tell),
  })
  tell({ kind: 'ready', url: server.url })
  let last = ''
  setInterval(() => {
    const { inbox, outbox, deadLetters } = server.engine.stats()
    const now = `${inbox} ${outbox} ${deadLetters}`
    if (now !== last) tell({ kind: 'depths', inbox, outbox, deadLetters })
    last = now
  }, LOOK_MS).unref()
} catch (error) {
  await fail(error)
}

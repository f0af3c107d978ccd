import { messageOf } from '../adapters/index.ts'
import type { BotServer } from './server.ts'
import { failTurn } from './uncaught.ts'

/** After an error that nobody caught: time for the turn that threw it to be kept as failed, in milliseconds. */
const FAILED_GRACE_MS = 1_000
/** What has not closed by then after such an error never will, in milliseconds. */
const PATIENCE_MS = 15_000

/**
 * From now on this process ends in order, and the server it is told of closes first: drained, with 0, on SIGTERM and
 * SIGINT; at once, with 1, where an error was thrown that nobody caught. A promise that was rejected and that nobody looks
 * at is logged, and ends nothing.
 */
export function endInOrder(): (server: Pick<BotServer, 'close' | 'log'>) => void {
  let server: Pick<BotServer, 'close' | 'log'> | undefined
  let ending: { code: number; graceMs?: number } | undefined

  const close = (): void => {
    if (server === undefined || ending === undefined) return
    const { graceMs } = ending
    server.close(graceMs).then(
      () => process.exit(ending?.code),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  // Any number of reasons, one end: launchers such as tsx pass on what the whole process group has got already.
  const end = (code: number, graceMs?: number): void => {
    if (ending !== undefined) {
      ending.code ||= code
      return
    }
    ending = { code, graceMs }
    close()
  }
  const tell = (what: string, error: unknown): void => {
    try {
      if (server === undefined) console.error(`${what}:`, error)
      else server.log.error({ err: error }, `${what}: ${messageOf(error)}`)
    } catch {
      // Anything can be thrown, a context that is over itself: looking at that throws again.
      console.error(`${what}, and it cannot be shown`)
    }
  }

  process.on('unhandledRejection', (reason) => {
    tell('a promise of the bot’s was rejected and nobody looked', reason)
  })
  process.on('uncaughtException', (error) => {
    failTurn(error)
    tell('an error was thrown and nobody caught it; the server closes', error)
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
    // Without a server there is nothing to close.
    if (server === undefined) process.exit(1)
    end(1, FAILED_GRACE_MS)
  })
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  return (created) => {
    server = created
    close()
  }
}

/** npm does not pass on the signal that ends it: under `npm run`, losing the parent is that signal. */
export function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 250)
  watch.unref()
}

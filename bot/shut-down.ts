import type { BotServer } from './server.ts'

/** Drain the server on SIGTERM and SIGINT, and end the process: with 0 where nothing was left undone that should not be. */
export function shutDownOnSignals(server: Pick<BotServer, 'close'>): void {
  // Any number of signals, one drain: launchers such as tsx pass on what the whole process group has got already.
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(stop)
}

/** npm does not pass on the signal that ends it: under `npm start`, losing the parent is that signal. */
export function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 250)
  watch.unref()
}

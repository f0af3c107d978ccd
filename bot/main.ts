import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { ContactCenterError } from '../adapters/index.ts'
import { createBotServer } from './server.ts'

if (existsSync('.env')) loadEnvFile('.env')

try {
  const server = await createBotServer({ env: process.env })
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
} catch (error) {
  // Settings are mended by reading, not by a stack.
  if (!(error instanceof ContactCenterError)) throw error
  console.error([error.message, error.hint].filter((line) => line !== undefined && line !== '').join('\n'))
  process.exitCode = 1
}

/** npm does not pass on the signal that ends it: under `npm start`, losing the parent is that signal. */
function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 250)
  watch.unref()
}

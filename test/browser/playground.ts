import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import type { Cleanup } from '../bot/servers.ts'
import { temporaryFolder } from '../bot/servers.ts'
import { startProgram } from './programs.ts'

const CLI = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js')

/** How the Agents Playground is started. */
export interface PlaygroundOptions {
  port: number
  /** The bot's `/api/messages`. */
  messages: string
  /** Where the bot is told to send its answers. The Playground's own connector where absent. */
  serviceUrl?: string
}

/** Start the Agents Playground as a developer does, on channel `emulator`. Resolves with its page's address once it listens. */
export async function startPlayground(cleanup: Cleanup, options: PlaygroundOptions): Promise<string> {
  const home = await temporaryFolder(cleanup)
  // It opens a browser, and ends where there is nothing to open one with.
  const bin = join(home, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'xdg-open'), '#!/bin/sh\nexit 0\n')
  await chmod(join(bin, 'xdg-open'), 0o755)
  const { port, messages, serviceUrl } = options
  const where = ['--app-endpoint', messages, '--channel-id', 'emulator', '--port', String(port), '--disable-telemetry']
  const answers = serviceUrl === undefined ? [] : ['--service-url', serviceUrl]
  const program = startProgram([CLI, ...where, ...answers], {
    cwd: home,
    env: { PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, HOME: home },
  })
  cleanup.add(() => program.stop())
  // Another one where that was taken in the meantime.
  const [, listens] = await program.untilPrinted(/Listening on (\d+)/)
  return `http://127.0.0.1:${listens}/`
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SIMULATED, type SimulatedName } from '../simulated.ts'
import type { Listener } from '../simulator/listener.ts'
import { Console } from './console.ts'
import { serveConsole } from './server.ts'

/** How to start the console. Everything has a default. */
export interface ConsoleOptions {
  /** Which platforms to simulate; all of them where absent. */
  platforms?: readonly SimulatedName[]
  /** The file of a bot of one's own; the sample bot where absent. */
  bot?: string
  /** Of the page; any free one where absent. */
  port?: number
  /** Gives the start up; what runs is ended by `stop`. */
  signal?: AbortSignal
}

/** A console that runs. */
export interface RunningConsole {
  /** Where the page is, on loopback. */
  url: string
  console: Console
  /** Stop everything it started, and remove what was temporary. */
  stop(): Promise<void>
}

/**
 * Start simulated platforms, bots on them, and the page to play with them. Rejects where a bot cannot start, or the port is
 * taken.
 */
export async function startConsole({
  platforms = SIMULATED,
  bot,
  port,
  signal,
}: ConsoleOptions = {}): Promise<RunningConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-center-console-'))
  const console = new Console()
  let listener: Listener | undefined
  const stop = async (): Promise<void> => {
    try {
      await listener?.stop()
      await console.stop()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  try {
    // The page first: it is quick, and a port that is taken is known before anything else is started.
    listener = await serveConsole(console, port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error
      throw new Error(`Port ${port} is taken, maybe by a sandbox that runs already. Choose another one, or none.`)
    })
    await console.start({ platforms, folder, bot, signal })
    return { url: `${listener.url}/`, console, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

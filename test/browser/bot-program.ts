import { fileURLToPath } from 'node:url'
import type { Cleanup } from '../bot/servers.ts'
import { freePort, temporaryFolder } from '../bot/servers.ts'
import { eventually } from '../contract/platform/stage.ts'
import { type Program, startProgram } from './programs.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))

/** The server as `npm start` runs it, over several lives on one port and one data folder. */
export class BotProgram {
  readonly url: string
  private readonly cwd: string
  private readonly env: Record<string, string | undefined>
  private readonly lives: Program[] = []

  private constructor(url: string, cwd: string, env: Record<string, string | undefined>) {
    this.url = url
    this.cwd = cwd
    this.env = env
  }

  /** Resolves when it is ready. */
  static async start(cleanup: Cleanup, env: Record<string, string | undefined>): Promise<BotProgram> {
    const port = await freePort()
    const own = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: await temporaryFolder(cleanup) }
    const path = { PATH: process.env.PATH }
    const bot = new BotProgram(`http://127.0.0.1:${port}`, await temporaryFolder(cleanup), { ...path, ...env, ...own })
    cleanup.add(() => bot.kill())
    await bot.begin()
    return bot
  }

  /** Resolves when the next life is ready. */
  async begin(): Promise<void> {
    const program = startProgram([START], { cwd: this.cwd, env: this.env })
    this.lives.push(program)
    await program.untilPrinted(/"msg":"ready"/)
  }

  /** `kill -9`; resolves once it is dead. */
  async kill(): Promise<void> {
    await this.lives.at(-1)?.stop('SIGKILL')
  }

  /** Lines of its log, of all lives, at `error` and above. */
  errors(): string[] {
    return this.lives.flatMap((life) => life.output().split('\n')).filter((line) => /"level":[56]0,/.test(line))
  }

  /** What `/readyz` says of the engine. */
  async engine(): Promise<{ inbox: number; outbox: number; deadLetters: number }> {
    const response = await fetch(`${this.url}/readyz`)
    return ((await response.json()) as { engine: { inbox: number; outbox: number; deadLetters: number } }).engine
  }

  /** Resolves once nothing waits or is on its way: from here on a kill leaves no outcome unknown, and nothing is sent again. */
  async untilIdle(): Promise<void> {
    const idle = async () => {
      const { inbox, outbox } = await this.engine()
      return inbox + outbox === 0
    }
    await eventually('the server has nothing to do', idle, 60_000)
  }
}

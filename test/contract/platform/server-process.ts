import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { childModule } from './child-module.ts'
import type { CrashStage } from './crash.ts'

/** The server process of a crash test: on one port and one data folder through all its lives. */
export class ServerProcess {
  private readonly env: Record<string, string>
  private child: ChildProcess | undefined
  private gone: Promise<unknown> = Promise.resolve()
  url = ''

  constructor(env: Record<string, string>) {
    this.env = env
  }

  start: CrashStage['start'] = async (bot, dieAt) => {
    const args = dieAt === undefined ? [bot] : [bot, dieAt.boundary, String(dieAt.times ?? 1)]
    const { script, options } = childModule(new URL('./server-child.ts', import.meta.url))
    const child = fork(script, args, {
      ...options,
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...this.env },
    })
    this.child = child
    this.gone = once(child, 'exit')
    const started = await Promise.race([once(child, 'message'), this.gone.then(() => undefined)])
    // A server that dies while it takes up what an earlier life left is what some of these tests are about.
    if (started !== undefined) this.url = (started[0] as { url: string }).url
  }

  async kill(): Promise<void> {
    this.child?.kill('SIGKILL')
    await this.gone
  }

  /** As `/readyz` tells. */
  async stats(): Promise<{ inbox: number; outbox: number; deadLetters: number }> {
    const answer = (await (await fetch(`${this.url}/readyz`)).json()) as {
      engine: Awaited<ReturnType<ServerProcess['stats']>>
    }
    return answer.engine
  }

  async died(): Promise<void> {
    await this.gone
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

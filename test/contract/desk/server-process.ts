import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Boundary } from '../../../adapters/index.ts'
import { childModule } from '../platform/child-module.ts'

/** Where the server is to die: the n-th time it comes there. */
export interface Death {
  boundary: Boundary
  times?: number
}

/** The server of a crash test: on one port and one data folder through all its lives. */
export class DeskServerProcess {
  private readonly env: Record<string, string>
  private child: ChildProcess | undefined
  private gone: Promise<unknown> = Promise.resolve()
  private url = ''

  constructor(env: Record<string, string>) {
    this.env = env
  }

  async start(): Promise<void> {
    const { script, options } = childModule(new URL('./server-child.ts', import.meta.url))
    const child = fork(script, {
      ...options,
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...this.env },
    })
    this.child = child
    this.gone = once(child, 'exit')
    const started = await Promise.race([once(child, 'message'), this.gone.then(() => undefined)])
    if (started === undefined) throw new Error('the server died while it started')
    this.url = (started[0] as { url: string }).url
  }

  /** From now on it dies there. */
  async diesAt(death: Death): Promise<void> {
    const armed = once(this.child!, 'message')
    this.child!.send(death)
    await armed
  }

  async kill(): Promise<void> {
    this.child?.kill('SIGKILL')
    await this.gone
  }

  /** Resolves when it is gone. */
  async died(): Promise<void> {
    await this.gone
  }

  /** As `/readyz` tells. */
  async stats(): Promise<{ inbox: number; outbox: number; deadLetters: number }> {
    const answer = await fetch(`${this.url}/readyz`)
    return ((await answer.json()) as { engine: Awaited<ReturnType<DeskServerProcess['stats']>> }).engine
  }
}

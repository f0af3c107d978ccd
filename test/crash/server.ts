import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { childModule } from '../contract/platform/child-module.ts'
import type { Point } from './points.ts'

/** What a server process is told once it is loaded. */
export interface Told {
  env: Record<string, string>
  /** Where it kills itself, the n-th time it comes there. */
  dieAt?: { point: Point; times: number }
}

/** What is forked for a life. */
export type ServerModule = ReturnType<typeof childModule>

interface Life {
  process: ChildProcess
  loaded: Promise<unknown>
  gone: Promise<unknown>
  errors: string
}

/**
 * The bot server as a process of its own, with one life after the other on one port and one data folder. The next life
 * is loaded while the last one goes on.
 */
export class Server {
  readonly url: string
  private readonly module: ServerModule
  private readonly env: Record<string, string>
  private next: Life
  private now: Life | undefined

  constructor(module: ServerModule, env: Record<string, string>) {
    this.module = module
    this.env = env
    this.url = `http://127.0.0.1:${env.PORT}`
    this.next = this.load()
  }

  /** Resolves with the time it took once it is ready, and undefined where it killed itself before that. */
  async start(dieAt?: Told['dieAt'], meanwhile: () => void = () => {}): Promise<number | undefined> {
    const life = this.next
    await Promise.race([life.loaded, life.gone])
    if (life.process.exitCode !== null) throw new Error(`The server could not be loaded: ${life.errors}`)
    this.now = life
    const began = performance.now()
    const told: Told = { env: this.env, ...(dieAt === undefined ? {} : { dieAt }) }
    const ready = once(life.process, 'message').then(
      () => true,
      () => false,
    )
    life.process.send(told)
    meanwhile()
    const alive = await Promise.race([ready, life.gone.then(() => false)])
    this.assertKilled(life)
    this.next = this.load()
    return alive ? performance.now() - began : undefined
  }

  /** Whether it runs. */
  get alive(): boolean {
    const child = this.now?.process
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.now?.process.kill('SIGKILL')
    await this.now?.gone
  }

  /** Resolves with whether it killed itself within that time. */
  async died(withinMs: number): Promise<boolean> {
    const { now } = this
    if (now === undefined) return false
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), withinMs)
    })
    const died = await Promise.race([now.gone.then(() => true), late])
    clearTimeout(timer)
    if (died) this.assertKilled(now)
    return died
  }

  /** What it still has to do, as `/readyz` tells. */
  async waiting(): Promise<{ inbox: number; outbox: number; deadLetters: number }> {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(10_000) })
    return ((await answer.json()) as { engine: Awaited<ReturnType<Server['waiting']>> }).engine
  }

  async stop(): Promise<void> {
    this.next.process.kill('SIGKILL')
    await Promise.all([this.next.gone, this.kill()])
  }

  private load(): Life {
    const process = forked(this.module)
    const life: Life = {
      process,
      loaded: once(process, 'message').catch(() => {}),
      gone: new Promise((resolve) => process.once('exit', resolve)),
      errors: '',
    }
    process.stderr?.on('data', (data) => {
      life.errors = `${life.errors}${data}`.slice(-4_000)
    })
    return life
  }

  /** A server that ends in any other way than by being killed is broken. */
  private assertKilled({ process, errors }: Life): void {
    if (process.exitCode !== null) throw new Error(`The server ended by itself (${process.exitCode}): ${errors}`)
  }
}

function forked({ script, options }: ServerModule): ChildProcess {
  return fork(script, [], {
    ...options,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

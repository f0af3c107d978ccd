import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Answered, Asked, RouteName, RouteTold, Seen } from './told.ts'

/** The servers' process, and what it can be asked. */
export class ServerProcess {
  readonly routes: readonly RouteTold[]
  private readonly child: ChildProcess
  private readonly asked = new Map<number, (answered: Answered) => void>()
  private number = 0

  private constructor(child: ChildProcess, routes: readonly RouteTold[]) {
    this.child = child
    this.routes = routes
    child.on('message', (answered: Answered) => this.asked.get(answered.number)?.(answered))
    child.once('exit', (code, signal) => {
      for (const [number, tell] of this.asked) tell({ number, error: `the servers died: ${signal ?? code}` })
    })
  }

  /** `collect`: the garbage before each look, so that its `heap` says what is kept. */
  static async start({ collect = false } = {}): Promise<ServerProcess> {
    const child = fork(new URL('./server-child.ts', import.meta.url), [], {
      execArgv: [...(collect ? ['--expose-gc'] : []), '--import', 'tsx', '--no-warnings'],
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
    })
    const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the servers did not start: ${code}`)))
    const [told] = (await Promise.race([once(child, 'message'), gone])) as [{ routes: RouteTold[] }]
    gone.catch(() => {})
    return new ServerProcess(child, told.routes)
  }

  look = (): Promise<Seen> => this.ask({ ask: 'look' }) as Promise<Seen>
  quiet = (): Promise<unknown> => this.ask({ ask: 'quiet' })
  greet = (route: RouteName): Promise<number> => this.ask({ ask: 'greet', route }) as Promise<number>

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit')
    const killed = setTimeout(() => this.child.kill('SIGKILL'), 20_000)
    await this.ask({ ask: 'stop' }).catch(() => {})
    this.child.kill()
    await gone
    clearTimeout(killed)
  }

  private ask(asked: Asked): Promise<unknown> {
    this.number += 1
    const { number } = this
    return new Promise((resolve, reject) => {
      this.asked.set(number, ({ value, error }) => {
        this.asked.delete(number)
        if (error === undefined) resolve(value)
        else reject(new Error(error))
      })
      this.child.send({ ...asked, number })
    })
  }
}

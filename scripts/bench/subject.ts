import { type ChildProcess, fork } from 'node:child_process'

/** What a server under measure does. */
export type Mode =
  | 'acknowledge-durable'
  | 'acknowledge-plain'
  | 'round-trip'
  | 'cloud-adapter'
  | 'turns-idle'
  | 'turns-slow'

export type Question = 'usage'

export interface Usage {
  /** CPU time of the process since its start. */
  cpuMs: number
  /** Bytes in use after a garbage collection. */
  heap: number
}

/** A server under measure, in a process of its own. */
export interface Subject {
  url: string
  headers: Record<string, string>
  usage(): Promise<Usage>
  stop(): Promise<void>
}

const SECRET = 'bench-secret-0123456789'

export async function startSubject(mode: Mode, receiverUrl: string): Promise<Subject> {
  const child = fork(new URL('./server.ts', import.meta.url), [mode, receiverUrl, SECRET], {
    execArgv: ['--import', 'tsx', '--expose-gc', '--no-warnings'],
    env: { ...process.env, NODE_ENV: 'bench' },
  })
  const { port } = (await answer(child)) as { port: number }
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    headers: mode.startsWith('acknowledge') ? { 'X-Account-Identifier': SECRET } : { 'X-Stub-Secret': SECRET },
    usage: () => {
      const usage = answer(child)
      child.send('usage' satisfies Question)
      return usage as Promise<Usage>
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.disconnect()
      }),
  }
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a server under measure ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message)
    })
  })
}

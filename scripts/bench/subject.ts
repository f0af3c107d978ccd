import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a server under measure does. */
export type Mode =
  | 'acknowledge-durable'
  | 'acknowledge-plain'
  | 'round-trip'
  | 'cloud-adapter'
  /** The stub's webhook and its reply, with nothing between them. */
  | 'bare-chain'
  | 'turns-idle'
  /** Ten seconds each. */
  | 'turns-slow'
  /** A tenth of a second each. */
  | 'turns-waiting'
  /** They never end. */
  | 'turns-stuck'

/** What a server under measure is told, as JSON. */
export interface Orders {
  mode: Mode
  /** Where replies go. */
  receiverUrl: string
  secret: string
  dataDir: string
}

export type Question = 'usage'

export interface Usage {
  /** CPU time of the process since its start. */
  cpuMs: number
  /** Bytes in use after a garbage collection. */
  heap: number
  /** Bytes of memory the process holds. */
  rss: number
}

/** A server under measure, in a process of its own. */
export interface Subject {
  url: string
  headers: Record<string, string>
  /** When it was started, and when it could take requests, on `performance.now`'s clock. */
  startedAt: number
  readyAt: number
  usage(): Promise<Usage>
  stop(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

/** What is started. */
export const SOURCE = fileURLToPath(new URL('./server.ts', import.meta.url))

const SECRET = 'bench-secret-0123456789'

/** How long a server may take to be ready, and to end when asked, in milliseconds. */
const LONGEST_START_MS = 60_000
const PATIENCE_MS = 10_000

/** The server of `server.ts`, from its source or as it was built into `program`. */
export async function startSubject(orders: Omit<Orders, 'secret'>, program?: string): Promise<Subject> {
  const { mode } = orders
  const startedAt = performance.now()
  const compiler = program === undefined ? ['--import', 'tsx'] : []
  const child = fork(program ?? SOURCE, [JSON.stringify({ ...orders, secret: SECRET } satisfies Orders)], {
    execArgv: [...compiler, '--expose-gc', '--no-warnings'],
    env: { ...process.env, NODE_ENV: 'bench' },
  })
  const hangs = setTimeout(() => child.kill('SIGKILL'), LONGEST_START_MS)
  const { port } = (await answer(child).finally(() => clearTimeout(hangs))) as { port: number }
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    headers: mode.startsWith('acknowledge') ? { 'X-Account-Identifier': SECRET } : { 'X-Stub-Secret': SECRET },
    startedAt,
    readyAt: performance.now(),
    usage: () => {
      const usage = answer(child)
      child.send('usage' satisfies Question)
      return usage as Promise<Usage>
    },
    stop: () => ended(child, () => child.disconnect()),
    kill: () => ended(child, () => child.kill('SIGKILL')),
  }
}

/** Resolves when the process is gone: asked first, then made to. */
export function ended(child: ChildProcess, ask: () => void): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    child.once('exit', () => {
      clearTimeout(insist)
      resolve()
    })
    ask()
  })
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

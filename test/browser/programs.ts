import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program that runs beside the tests. */
export interface Program {
  readonly pid: number
  /** All it has printed so far. */
  output(): string
  /** Resolves with the match once it has printed it. Rejects with all it printed when it ends before, or after 60 s. */
  untilPrinted(pattern: RegExp): Promise<RegExpMatchArray>
  /** Resolves once it has ended and let go of its ports. `SIGKILL` where absent. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

const WAIT_MS = 60_000
const running = new Set<ChildProcess>()
// A run that is broken off leaves nothing behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Start a Node program with this environment and no other. */
export function startProgram(args: readonly string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Program {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  const ended = once(child, 'close').then(() => void running.delete(child))
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async untilPrinted(pattern) {
      const until = performance.now() + WAIT_MS
      for (;;) {
        const found = output.match(pattern)
        if (found !== null) return found
        const why = running.has(child) ? undefined : 'it ended'
        if (why !== undefined || performance.now() > until) {
          throw new Error(`${args.join(' ')} did not print ${pattern}: ${why ?? `not in ${WAIT_MS} ms`}.\n${output}`)
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop(signal = 'SIGKILL') {
      if (running.has(child)) child.kill(signal)
      await ended
    },
  }
}

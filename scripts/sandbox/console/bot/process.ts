import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TSX } from '../../../tsx.ts'
import type { BotInfo } from '../protocol.ts'
import type { Report } from './report.ts'

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))
/** Between a death and the next start, in milliseconds; twice as long after each start that fails. */
const PAUSE_MS = 1_000
const MOST_PAUSE_MS = 10_000
/** Characters of what a process that cannot start wrote last. */
const MOST_COMPLAINT = 4_000

/** How to run a bot. */
export interface BotProcessOptions {
  id: string
  name: string
  /** The server's environment. */
  env: Record<string, string>
  /** The file of a bot of one's own; the sample bot where absent. */
  bot?: string
  /** What is the bot's alone: it removes this itself where whoever started it was killed. */
  folder: string
  onReport(report: Report): void
  /** Anything of `info` changed. */
  onChange(): void
}

/** The bot's process: started, killed, and started again whenever it dies. */
export class BotProcess {
  private readonly options: BotProcessOptions
  private child: ChildProcess | undefined
  /** The last one that was killed on purpose. */
  private killed: ChildProcess | undefined
  private state: BotInfo['state'] = 'starting'
  private url: string | undefined
  private kills = 0
  /** Starts that failed, since the last one that did not. */
  private failures = 0
  private depths = { inbox: 0, outbox: 0, deadLetters: 0 }
  private stopped = false

  constructor(options: BotProcessOptions) {
    this.options = options
  }

  get info(): BotInfo {
    const { id, name } = this.options
    const { state, kills, url, depths, child } = this
    return { id, name, state, ...(child?.pid === undefined ? {} : { pid: child.pid }), url, kills, ...depths }
  }

  /** Resolves with the server's URL once it is ready. Rejects with why it cannot start. */
  async start(): Promise<string> {
    const { bot, env, folder } = this.options
    this.change('starting')
    // The same port in each life: the platforms know it.
    const port = this.url === undefined ? '0' : new URL(this.url).port
    const child = spawn(process.execPath, ['--import', TSX, CHILD], {
      env: {
        ...process.env,
        SANDBOX_FOLDER: folder,
        SANDBOX_ENV: JSON.stringify({ HOST: '127.0.0.1', ...env, PORT: port }),
        ...(bot === undefined ? {} : { SANDBOX_BOT: bot }),
      },
      // What the bot prints is for whoever wrote it.
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    this.child = child
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.url !== undefined) process.stderr.write(chunk)
      complaint = (complaint + chunk).slice(-MOST_COMPLAINT)
    })
    return new Promise((resolve, reject) => {
      child.on('message', (report: Report) => {
        if (report.kind === 'ready') {
          this.url = report.url
          this.failures = 0
          this.change('ready')
          resolve(report.url)
        } else if (report.kind === 'failed') reject(new Error(report.why))
        else if (report.kind === 'depths') {
          const { inbox, outbox, deadLetters } = report
          this.depths = { inbox, outbox, deadLetters }
          this.options.onChange()
        } else this.options.onReport(report)
      })
      const over = (why: Error): void => {
        if (this.child === child) this.child = undefined
        reject(why)
        const wasReady = this.state === 'ready'
        this.change('dead')
        if (wasReady && child !== this.killed) this.complain(why)
        if (!wasReady) this.failures += 1
        // One that never was ready has somebody who waits for it to be.
        if (this.url !== undefined) this.goOn()
      }
      child.once('error', (error) => {
        if (child.pid === undefined) over(error)
      })
      child.once('exit', (code, signal) => over(new Error(`It ended (${signal ?? code}).\n${complaint}`.trim())))
    })
  }

  /** `kill -9`. Resolves when it is dead; it is started again by itself. */
  async kill(): Promise<void> {
    const { child } = this
    if (child === undefined || child.exitCode !== null) return
    this.kills += 1
    this.killed = child
    const dead = once(child, 'exit')
    child.kill('SIGKILL')
    await dead
  }

  async stop(): Promise<void> {
    this.stopped = true
    const { child } = this
    if (child === undefined || child.exitCode !== null) return
    const dead = once(child, 'exit')
    child.kill('SIGTERM')
    // Nothing of a sandbox is worth waiting for.
    const impatient = setTimeout(() => child.kill('SIGKILL'), 3_000)
    await dead
    clearTimeout(impatient)
  }

  private goOn(): void {
    const pauseMs = Math.min(MOST_PAUSE_MS, PAUSE_MS * 2 ** this.failures)
    setTimeout(() => {
      if (!this.stopped) this.start().catch((why: Error) => this.complain(why))
    }, pauseMs).unref()
  }

  /** Nobody waits for it: whoever plays has the terminal. */
  private complain({ message }: Error): void {
    if (!this.stopped) console.error(`Trouble with ${this.options.name}, which is started again: ${message}`)
  }

  private change(state: BotInfo['state']): void {
    this.state = state
    this.options.onChange()
  }
}

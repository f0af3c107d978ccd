import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TYPESCRIPT } from '../../../tsx.ts'
import type { BotInfo } from '../protocol.ts'
import { lastWords } from './explain.ts'
import type { Report } from './report.ts'

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))
/** Between a death and the next start, in milliseconds; twice as long after each start that fails. */
const PAUSE_MS = 1_000
const MOST_PAUSE_MS = 10_000
/** How long a start may take before whoever waits for it is told, in milliseconds. */
const PATIENCE_MS = 15_000
/** Characters that are kept of what a process wrote last. */
const MOST_WRITTEN = 4_000

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
  /** How long a start may take before whoever waits for it is told, in milliseconds; 15 s where absent. */
  patienceMs?: number
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
  /** Why it is not ready, or was not before; what a process wrote can come after its end. */
  private trouble: (() => string) | undefined
  private stopped = false

  constructor(options: BotProcessOptions) {
    this.options = options
  }

  get info(): BotInfo {
    const { id, name } = this.options
    const { state, kills, url, depths, child, trouble } = this
    return {
      id,
      name,
      state,
      ...(child?.pid === undefined ? {} : { pid: child.pid }),
      url,
      kills,
      ...depths,
      ...(trouble === undefined ? {} : { trouble: trouble() }),
    }
  }

  /** Resolves with the server's URL once it is ready. Rejects with why it cannot start. */
  async start(): Promise<string> {
    const { bot, env, folder } = this.options
    this.change('starting')
    // The same port in each life: the platforms know it.
    const port = this.url === undefined ? '0' : new URL(this.url).port
    const child = spawn(process.execPath, [...TYPESCRIPT, CHILD], {
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
    let written = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk)
      written = (written + chunk).slice(-MOST_WRITTEN)
    })
    const { patienceMs = PATIENCE_MS } = this.options
    const patience = setTimeout(() => this.wait(patienceMs), patienceMs)
    return new Promise((resolve, reject) => {
      /** What it said itself of its end. */
      let why: string | undefined
      let told: (() => string) | undefined
      child.on('message', (report: Report) => {
        if (report.kind === 'ready') {
          clearTimeout(patience)
          this.url = report.url
          this.failures = 0
          this.trouble = undefined
          this.change('ready')
          resolve(report.url)
        } else if (report.kind === 'failed') why = report.why
        else if (report.kind === 'depths') {
          const { inbox, outbox, deadLetters } = report
          this.depths = { inbox, outbox, deadLetters }
          this.options.onChange()
        } else this.options.onReport(report)
      })
      const over = (end: string): void => {
        clearTimeout(patience)
        if (this.child === child) this.child = undefined
        const error = new Error(why ?? end)
        reject(error)
        const wasReady = this.state === 'ready'
        const onPurpose = this.stopped || child === this.killed
        // Whoever has the terminal has read what it wrote; whoever has the page has not.
        if (!onPurpose) {
          told = () => why ?? `${end}\n${lastWords(written)}`.trim()
          this.trouble = told
        }
        this.change('dead')
        if (wasReady && !onPurpose) this.complain(error)
        if (!wasReady) this.failures += 1
        // One that never was ready has somebody who waits for it to be.
        if (this.url !== undefined) this.goOn()
      }
      child.once('error', (error) => {
        if (child.pid === undefined) over(error.message)
      })
      let end: string | undefined
      const ended = (): void => {
        if (end !== undefined && !child.connected) over(end)
      }
      child.once('exit', (code, signal) => {
        end = `It ended (${signal ?? code}).`
        ended()
      })
      // What it said last can come after its end.
      child.once('disconnect', ended)
      child.once('close', () => {
        if (why === undefined && told !== undefined && told === this.trouble) this.options.onChange()
      })
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

  private wait(ms: number): void {
    const { name, bot } = this.options
    const advice = 'A bot’s file must not wait at its top level: nothing there may run, or be awaited, for ever.'
    const trouble = [`It is not ready yet, after ${ms / 1000} s.`, ...(bot === undefined ? [] : [advice])].join(' ')
    this.trouble = () => trouble
    this.options.onChange()
    console.error(`Trouble with ${name}: ${trouble}`)
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

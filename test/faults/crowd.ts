import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { percentile } from '../../scripts/bench/statistics.ts'
import type { ImiconnectSimulator } from '../../scripts/sandbox/index.ts'
import { simulateImiconnect } from '../../scripts/sandbox/simulated-imiconnect.ts'
import { childModule } from '../contract/platform/child-module.ts'
import { freePort } from '../contract/platform/server-process.ts'
import { ofBot } from '../crash/bot.ts'

/** How long answers took, in milliseconds. */
export interface Latencies {
  median: number
  p99: number
}

/** Many customers of IMIconnect, which costs a reply one call, and the server as a process of its own. */
export class Crowd {
  readonly simulator: ImiconnectSimulator
  private readonly url: string
  private readonly undo: (() => Promise<unknown>)[]
  private readonly waiting = new Map<string, () => void>()

  private constructor(simulator: ImiconnectSimulator, url: string, undo: (() => Promise<unknown>)[]) {
    this.simulator = simulator
    this.url = url
    this.undo = undo
    // No fault: it tells of each call as it comes.
    simulator.faults.api({
      kind: 'slow',
      delayMs: 0,
      onHit: ({ body }) => this.waiting.get(ofBot(String((body as { message?: unknown }).message))?.text ?? '')?.(),
    })
  }

  static async open(): Promise<Crowd> {
    const { simulator, env, connect } = await simulateImiconnect({ requestsPerSecond: 100_000, receipts: [] })
    const dataDir = await mkdtemp(path.join(tmpdir(), 'crowd-'))
    const profile = path.join(dataDir, 'profile.json')
    await writeFile(profile, JSON.stringify({ calls: { requestsPerSecond: 100_000 } }))
    const told = {
      ...env,
      IMICONNECT_PROFILE: profile,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      DATA_DIR: dataDir,
    }
    const { script, options } = childModule(new URL('./crowd-child.ts', import.meta.url))
    const child: ChildProcess = fork(script, [], {
      ...options,
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...told },
    })
    const gone = once(child, 'exit')
    const started = await Promise.race([once(child, 'message'), gone.then(() => undefined)])
    if (started === undefined) throw new Error('the server did not start')
    const { url } = started[0] as { url: string }
    await connect(url, told)
    const end = async (): Promise<void> => {
      child.kill('SIGKILL')
      await gone
      await simulator.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
    return new Crowd(simulator, url, [end])
  }

  /** So many customers say one thing each, a few at a time: how long each waits for the answer. */
  async measure(name: string, customers: number, atOnce: number, pauseMs = 0): Promise<Latencies> {
    const latencies: number[] = []
    let next = 0
    const worker = async (): Promise<void> => {
      for (let number = next++; number < customers; number = next++) {
        const text = `${name} ${number}`
        const began = performance.now()
        const answered = new Promise<void>((resolve) => this.waiting.set(text, resolve))
        await this.simulator.customerSays(text, { customerId: `healthy-${number}` })
        await answered
        latencies.push(performance.now() - began)
        this.waiting.delete(text)
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    return { median: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
  }

  async stats(): Promise<{ inbox: number; outbox: number; deadLetters: number }> {
    const answer = await fetch(`${this.url}/readyz`)
    return ((await answer.json()) as { engine: Awaited<ReturnType<Crowd['stats']>> }).engine
  }

  async stop(): Promise<void> {
    for (const step of this.undo.splice(0)) await step()
  }
}

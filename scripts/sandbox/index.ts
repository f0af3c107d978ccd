import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BotLogic, type Engine, type Logger, silentLogger } from '../../adapters/index.ts'
import { type BotServer, type BotServerOptions, createBotServer } from '../../bot/server.ts'
import { type SimulatorsByName, type SimulatorsOptions, startSimulators } from './simulators.ts'

export type { BotServer } from '../../bot/server.ts'
export { playStory, StoryError, type StoryStage } from './console/play-story.ts'
export type { Step, Story } from './console/story.ts'
export {
  type EightByEightSimulator,
  type EightByEightSimulatorOptions,
  startEightByEightSimulator,
} from './eight-by-eight/index.ts'
export { type GenesysSimulator, type GenesysSimulatorOptions, startGenesysSimulator } from './genesys/index.ts'
export { type GladlySimulator, type GladlySimulatorOptions, startGladlySimulator } from './gladly/index.ts'
export { type HootsuiteSimulator, type HootsuiteSimulatorOptions, startHootsuiteSimulator } from './hootsuite/index.ts'
export {
  type ImiconnectSimulator,
  type ImiconnectSimulatorOptions,
  startImiconnectSimulator,
} from './imiconnect/index.ts'
export { SIMULATED, type SimulatedName } from './simulated.ts'
export type { EightByEightSandboxOptions } from './simulated-eight-by-eight.ts'
export type { GenesysSandboxOptions } from './simulated-genesys.ts'
export type { HootsuiteSandboxOptions } from './simulated-hootsuite.ts'
export type { SimulatorsByName, SimulatorsOptions } from './simulators.ts'
export { startWebChatSimulator, type WebChatSimulator, type WebChatSimulatorOptions } from './web-chat/index.ts'

/** How to start a sandbox. Everything has a default. */
export interface SandboxOptions extends SimulatorsOptions {
  /** Your bot, made with the engine whose `storage` its state belongs in. The sample bot where absent. */
  logic?: (engine: Engine) => BotLogic
  /** More of the server's environment, or other values for what the sandbox sets. */
  env?: Record<string, string | undefined>
  /** For every platform's adapter: time limits, policies. */
  adapter?: BotServerOptions['adapter']
  /** Where the server keeps its data; a temporary folder, removed at the end, where absent. */
  dataDir?: string
  /** The server's log. It says nothing where absent. */
  log?: Logger
}

/** The simulated platforms, and a server with a bot that is set up on them, on loopback. */
export interface Sandbox extends SimulatorsByName {
  server: BotServer
  /**
   * Resolves when nothing moves any more: no webhook is on its way, no turn is under way, no command waits. Rejects
   * after `timeoutMs` (10 s where absent), saying what still moves.
   */
  quiet(timeoutMs?: number): Promise<void>
  /** Stop server and simulators, and remove what was temporary. */
  stop(): Promise<void>
}

/**
 * Start the simulated platforms and a bot server on free ports of this machine: for trying a bot out, and for its tests.
 *
 * ```ts
 * const sandbox = await startSandbox({ logic: (engine) => myBot(engine.storage) })
 * const { conversationId } = await sandbox.gladly.customerSays('hello')
 * await sandbox.quiet()
 * sandbox.gladly.botReplies(conversationId)   // what the customer got
 * await sandbox.stop()
 * ```
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'contact-center-sandbox-')))
    if (options.dataDir === undefined) undo.push(() => rm(dataDir, { recursive: true, force: true }))
    const simulators = await startSimulators(options)
    undo.push(() => simulators.stop())
    // Nothing of this process's own environment gets in.
    const env = { HOST: '127.0.0.1', PORT: '0', ...simulators.env, DATA_DIR: dataDir, ...options.env }
    const { logic, adapter, log = silentLogger } = options
    const server = await createBotServer({ env, logic, adapter, log })
    undo.push(() => server.close(2_000))
    await simulators.connect(server.url, env)
    const quiet = (timeoutMs = 10_000) => untilQuiet(simulators, server, timeoutMs)
    // The names stay getters: one that was not started is missed when it is asked for.
    return Object.defineProperties(
      { server, quiet, stop },
      Object.getOwnPropertyDescriptors(simulators.byName),
    ) as Sandbox
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilQuiet(
  simulators: { idle(timeoutMs: number): Promise<void> },
  server: BotServer,
  timeoutMs: number,
): Promise<void> {
  const until = performance.now() + timeoutMs
  // Twice in a row: what the engine did last may have made the platform send something.
  for (let calm = 0; calm < 2; ) {
    const left = until - performance.now()
    const { inbox, outbox } = server.engine.stats()
    if (left <= 0) throw new Error(`Not quiet after ${timeoutMs} ms: ${inbox} events and ${outbox} commands wait.`)
    await simulators.idle(left)
    calm = inbox + outbox === 0 ? calm + 1 : 0
    await sleep(5)
  }
}

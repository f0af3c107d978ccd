import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BotLogic, type Engine, type Logger, silentLogger } from '../../adapters/index.ts'
import { type BotServer, type BotServerOptions, createBotServer } from '../../bot/server.ts'
import type { EightByEightSimulator } from './eight-by-eight/index.ts'
import type { GenesysSimulator } from './genesys/index.ts'
import type { GladlySimulator, GladlySimulatorOptions } from './gladly/index.ts'
import type { HootsuiteSimulator } from './hootsuite/index.ts'
import type { ImiconnectSimulator, ImiconnectSimulatorOptions } from './imiconnect/index.ts'
import { SIMULATED, SIMULATED_DESKS, type Simulated, type SimulatedName } from './simulated.ts'
import { type EightByEightSandboxOptions, simulateEightByEight } from './simulated-eight-by-eight.ts'
import { type GenesysSandboxOptions, simulateGenesys } from './simulated-genesys.ts'
import { simulateGladly } from './simulated-gladly.ts'
import { type HootsuiteSandboxOptions, simulateHootsuite } from './simulated-hootsuite.ts'
import { simulateImiconnect } from './simulated-imiconnect.ts'
import { simulateWebChat } from './simulated-web-chat.ts'
import type { WebChatSimulator, WebChatSimulatorOptions } from './web-chat/index.ts'

export type { BotServer } from '../../bot/server.ts'
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
export { startWebChatSimulator, type WebChatSimulator, type WebChatSimulatorOptions } from './web-chat/index.ts'

/** How to start a sandbox. Everything has a default. */
export interface SandboxOptions {
  /** Which platforms to simulate; all of them where absent. */
  platforms?: readonly SimulatedName[]
  /** Your bot, made with the engine whose `storage` its state belongs in. The sample bot where absent. */
  logic?: (engine: Engine) => BotLogic
  /** More of the server's environment, or other values for what the sandbox sets. */
  env?: Record<string, string | undefined>
  /** For every platform's adapter: time limits, policies. */
  adapter?: BotServerOptions['adapter']
  /** Settings of the simulated platforms. */
  gladly?: GladlySimulatorOptions
  hootsuite?: HootsuiteSandboxOptions
  imiconnect?: ImiconnectSimulatorOptions
  eightByEight?: EightByEightSandboxOptions
  genesys?: GenesysSandboxOptions
  /** Of the Web Chat whose customers are handed to 8x8 or Genesys. */
  webChat?: WebChatSimulatorOptions
  /** Where the server keeps its data; a temporary folder, removed at the end, where absent. */
  dataDir?: string
  /** The server's log. It says nothing where absent. */
  log?: Logger
}

/** The simulated platforms, and a server with a bot that is set up on them, on loopback. */
export interface Sandbox {
  /** The simulators. Asking for one that was not started throws. */
  readonly gladly: GladlySimulator
  readonly hootsuite: HootsuiteSimulator
  readonly imiconnect: ImiconnectSimulator
  readonly eightByEight: EightByEightSimulator
  readonly genesys: GenesysSimulator
  /** A Web Chat on the server's `/api/messages`: always there. */
  readonly webChat: WebChatSimulator
  server: BotServer
  /**
   * Resolves when nothing moves any more: no webhook is on its way, no turn is under way, no command waits. Rejects
   * after `timeoutMs` (10 s where absent), saying what still moves.
   */
  quiet(timeoutMs?: number): Promise<void>
  /** Stop server and simulators, and remove what was temporary. */
  stop(): Promise<void>
}

interface Simulators {
  gladly: GladlySimulator
  hootsuite: HootsuiteSimulator
  imiconnect: ImiconnectSimulator
  '8x8': EightByEightSimulator
  genesys: GenesysSimulator
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
    const simulated: Partial<{ [K in SimulatedName]: Simulated<Simulators[K]> }> = {}
    const started = async <K extends SimulatedName>(name: K, start: () => Promise<Simulated<Simulators[K]>>) => {
      if (!(options.platforms ?? SIMULATED).includes(name)) return
      const one = await start()
      undo.push(() => one.simulator.stop())
      Object.assign(simulated, { [name]: one })
    }
    await started('gladly', () => simulateGladly(options.gladly))
    await started('hootsuite', () => simulateHootsuite(options.hootsuite))
    await started('imiconnect', () => simulateImiconnect(options.imiconnect))
    await started('8x8', () => simulateEightByEight(options.eightByEight))
    await started('genesys', () => simulateGenesys(options.genesys))
    const webChat = await simulateWebChat(options.webChat)
    undo.push(() => webChat.simulator.stop())
    const all = [...Object.values(simulated), webChat]
    const desks = SIMULATED_DESKS.filter((name) => simulated[name] !== undefined)
    // Nothing of this process's own environment gets in.
    const told = Object.assign({}, ...all.map((one) => one.env))
    const desk = desks.length > 1 ? { DESK: desks[0] } : {}
    const env = { HOST: '127.0.0.1', PORT: '0', ...told, ...desk, DATA_DIR: dataDir, ...options.env }
    const { logic, adapter, log = silentLogger } = options
    const server = await createBotServer({ env, logic, adapter, log })
    undo.push(() => server.close(2_000))
    await Promise.all(all.map((one) => one.connect(server.url, env)))
    const simulatorOf = <K extends SimulatedName>(name: K): Simulators[K] => {
      const one = simulated[name]
      if (one === undefined) throw new Error(`${name} is not simulated: name it in \`platforms\`.`)
      return one.simulator
    }
    return {
      get gladly() {
        return simulatorOf('gladly')
      },
      get hootsuite() {
        return simulatorOf('hootsuite')
      },
      get imiconnect() {
        return simulatorOf('imiconnect')
      },
      get eightByEight() {
        return simulatorOf('8x8')
      },
      get genesys() {
        return simulatorOf('genesys')
      },
      webChat: webChat.simulator,
      server,
      quiet: (timeoutMs = 10_000) =>
        untilQuiet(
          all.map((one) => one.simulator),
          server,
          timeoutMs,
        ),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilQuiet(
  simulators: readonly { idle(timeoutMs?: number): Promise<void> }[],
  server: BotServer,
  timeoutMs: number,
): Promise<void> {
  const until = performance.now() + timeoutMs
  // Twice in a row: what the engine did last may have made the platform send something.
  for (let calm = 0; calm < 2; ) {
    const left = until - performance.now()
    const { inbox, outbox } = server.engine.stats()
    if (left <= 0) throw new Error(`Not quiet after ${timeoutMs} ms: ${inbox} events and ${outbox} commands wait.`)
    await Promise.all(simulators.map((simulator) => simulator.idle(left)))
    calm = inbox + outbox === 0 ? calm + 1 : 0
    await sleep(5)
  }
}

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
import type { Wire } from './simulator/wire.ts'
import type { WebChatSimulator, WebChatSimulatorOptions } from './web-chat/index.ts'

/** Which platforms to simulate, and how. Everything has a default. */
export interface SimulatorsOptions {
  /** Which platforms to simulate; all of them where absent. */
  platforms?: readonly SimulatedName[]
  /** Settings of the simulated platforms. */
  gladly?: GladlySimulatorOptions
  hootsuite?: HootsuiteSandboxOptions
  imiconnect?: ImiconnectSimulatorOptions
  eightByEight?: EightByEightSandboxOptions
  genesys?: GenesysSandboxOptions
  /** Of the Web Chat whose customers are handed to 8x8 or Genesys. */
  webChat?: WebChatSimulatorOptions
  /** Who is told of what goes over the wire between a platform and the bot. */
  wire?: (platform: SimulatedName | 'webchat') => Wire
}

/** The simulated platforms by name. Asking for one that was not started throws. */
export interface SimulatorsByName {
  readonly gladly: GladlySimulator
  readonly hootsuite: HootsuiteSimulator
  readonly imiconnect: ImiconnectSimulator
  readonly eightByEight: EightByEightSimulator
  readonly genesys: GenesysSimulator
  /** A Web Chat on the server's `/api/messages`: always there. */
  readonly webChat: WebChatSimulator
}

/** Simulated platforms, and how one bot server is set up on all of them. */
export interface Simulators {
  byName: SimulatorsByName
  /** What the server is told. */
  env: Record<string, string>
  /** Tell the platforms where the server is. `env` is what the server was told in the end. */
  connect(serverUrl: string, env: Readonly<Record<string, string | undefined>>): Promise<void>
  /** Resolves when no webhook is on its way; rejects after `timeoutMs`. */
  idle(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

interface Started {
  gladly: GladlySimulator
  hootsuite: HootsuiteSimulator
  imiconnect: ImiconnectSimulator
  '8x8': EightByEightSimulator
  genesys: GenesysSimulator
}

/** Start simulated platforms on free ports of this machine. */
export async function startSimulators(options: SimulatorsOptions = {}): Promise<Simulators> {
  const simulated: Partial<{ [K in SimulatedName]: Simulated<Started[K]> }> = {}
  const stoppable: { stop(): Promise<void> }[] = []
  const stop = async (): Promise<void> => {
    for (const one of stoppable.splice(0).reverse()) await one.stop()
  }
  const wired = (name: SimulatedName | 'webchat') => (options.wire === undefined ? {} : { wire: options.wire(name) })
  const started = async <K extends SimulatedName>(name: K, start: () => Promise<Simulated<Started[K]>>) => {
    if (!(options.platforms ?? SIMULATED).includes(name)) return
    const one = await start()
    stoppable.push(one.simulator)
    Object.assign(simulated, { [name]: one })
  }
  try {
    await started('gladly', () => simulateGladly({ ...options.gladly, ...wired('gladly') }))
    await started('hootsuite', () => simulateHootsuite({ ...options.hootsuite, ...wired('hootsuite') }))
    await started('imiconnect', () => simulateImiconnect({ ...options.imiconnect, ...wired('imiconnect') }))
    await started('8x8', () => simulateEightByEight({ ...options.eightByEight, ...wired('8x8') }))
    await started('genesys', () => simulateGenesys({ ...options.genesys, ...wired('genesys') }))
    const webChat = await simulateWebChat({ ...options.webChat, ...wired('webchat') })
    stoppable.push(webChat.simulator)
    const all = [...Object.values(simulated), webChat]
    const desks = SIMULATED_DESKS.filter((name) => simulated[name] !== undefined)
    const simulatorOf = <K extends SimulatedName>(name: K): Started[K] => {
      const one = simulated[name]
      if (one === undefined) throw new Error(`${name} is not simulated: name it in \`platforms\`.`)
      return one.simulator
    }
    return {
      byName: {
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
      },
      env: Object.assign({}, ...all.map((one) => one.env), desks.length > 1 ? { DESK: desks[0] } : {}),
      connect: async (serverUrl, env) => {
        await Promise.all(all.map((one) => one.connect(serverUrl, env)))
      },
      idle: async (timeoutMs) => {
        await Promise.all(all.map((one) => one.simulator.idle(timeoutMs)))
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

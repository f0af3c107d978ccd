import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PLAYABLE } from '../playable.ts'
import type { SimulatedName } from '../simulated.ts'
import type { Wire } from '../simulator/wire.ts'
import { type Simulators, type SimulatorsOptions, startSimulators } from '../simulators.ts'
import type { Stage } from '../stage.ts'
import { BotProcess } from './bot/process.ts'
import type { Report } from './bot/report.ts'

/** How to start a world. */
export interface WorldOptions {
  id: string
  platforms: readonly SimulatedName[]
  /** Removed by whoever made it. */
  folder: string
  /** The file of a bot of one's own. */
  bot?: string
  /** Gives the start up. */
  signal?: AbortSignal
  wire(platform: SimulatedName): Wire
  onReport(report: Report): void
  onBot(): void
}

/** Simulated platforms, and the process of the bot that serves them: a server has one desk, so there is a world for each. */
export interface World {
  platforms: readonly SimulatedName[]
  simulators: Simulators
  bot: BotProcess
  /** Whether it is not the sample bot. */
  ownBot: boolean
  /** A new customer. */
  stageOf(platform: SimulatedName): Stage
  /** Resolves when nothing moves any more; rejects after that time. */
  calm(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

const CHOICES = { api: true }
/** The console has a log of its own: simulators need not remember every call. */
const BOUNDED = { recordLimit: 2_000 }

/** Whose customers those of Web Chat are in a world. */
export function deskOf(platforms: readonly SimulatedName[]): SimulatedName {
  return platforms.find((name) => name === '8x8' || name === 'genesys') ?? platforms[0]!
}

/** Start simulated platforms and a bot on them. Rejects where the bot cannot start, saying why. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { id, platforms, folder, bot: file, signal, wire, onReport, onBot } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const chosen = await Promise.all(platforms.map(async (name) => PLAYABLE[name].options?.(CHOICES, folder)))
  const settings: SimulatorsOptions = Object.assign({}, ...chosen)
  const simulators = await startSimulators({
    gladly: BOUNDED,
    imiconnect: BOUNDED,
    eightByEight: BOUNDED,
    genesys: BOUNDED,
    webChat: BOUNDED,
    ...settings,
    hootsuite: { ...settings.hootsuite, ...BOUNDED },
    platforms,
    wire: (platform) => wire(platform === 'webchat' ? deskOf(platforms) : platform),
  })
  const env: Record<string, string> = Object.assign(
    { DATA_DIR: join(folder, 'data') },
    simulators.env,
    ...chosen.map((one) => one?.env),
  )
  const name = platforms.length === 1 ? `the bot on ${platforms[0]}` : `the bot on ${platforms.join(', ')}`
  const bot = new BotProcess({
    id,
    name,
    env,
    bot: file,
    folder,
    onReport,
    onChange: onBot,
  })
  let stopped = false
  const stop = async (): Promise<void> => {
    stopped = true
    await bot.stop()
    await simulators.stop()
  }
  const giveUp = () => void bot.stop()
  try {
    signal?.throwIfAborted()
    signal?.addEventListener('abort', giveUp)
    await simulators.connect(await bot.start(), env)
  } catch (error) {
    await stop()
    throw error
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
  return {
    platforms,
    simulators,
    bot,
    ownBot: file !== undefined,
    stageOf: (platform) => PLAYABLE[platform].stage(simulators.byName, CHOICES),
    calm: (timeoutMs) => untilCalm(simulators, bot, performance.now() + timeoutMs, () => stopped),
    stop,
  }
}

async function untilCalm(
  simulators: Simulators,
  bot: BotProcess,
  until: number,
  stopped: () => boolean,
): Promise<void> {
  // The bot's process tells its depths ten times a second: calm is what stays so.
  for (let calm = 0; calm < 4; ) {
    const left = until - performance.now()
    if (stopped()) throw new Error('The sandbox was stopped.')
    if (left <= 0) throw new Error('Something still moves.')
    await simulators.idle(left)
    const { state, inbox, outbox } = bot.info
    calm = state === 'ready' && inbox + outbox === 0 ? calm + 1 : 0
    await sleep(50)
  }
}

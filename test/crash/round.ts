import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../contract/platform/server-process.ts'
import { Chance } from '../core/desk/chance.ts'
import { Agents } from './agents.ts'
import type { Configuration, Platforms } from './configurations.ts'
import { killAll } from './killing.ts'
import { planKills, pointOf } from './kills.ts'
import { Load, type LoadOptions, seedOf } from './load.ts'
import { Server, type ServerModule } from './server.ts'
import { type Assessment, assess } from './sides.ts'

/** What one configuration went through. */
export interface RoundReport extends Assessment {
  configuration: string
  kills: number
  /** How often the server died where. */
  deaths: Record<string, number>
  /** Points that were not come by in time: killed there and then. */
  notReached: number
  /** What still waited when all should have come to rest. */
  unrest?: string
  seconds: number
}

export interface RoundOptions {
  server: ServerModule
  seed: number
  kills: number
  load: Omit<LoadOptions, 'seed'>
  log?: (line: string) => void
}

/** How long all may take to come to rest after the last kill. */
const REST_MS = 120_000

/** One server under load is killed again and again; then everything is looked at. */
export async function playRound(configuration: Configuration, options: RoundOptions): Promise<RoundReport> {
  const began = performance.now()
  const seed = seedOf(`${options.seed} ${configuration.name}`)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crash-'))
  const platforms = await configuration.open()
  const all = [...platforms.parties, ...(platforms.desk === undefined ? [] : [platforms.desk])]
  const env: Record<string, string> = Object.assign(
    { HOST: '127.0.0.1', PORT: String(await freePort()), DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
    ...all.map((one) => one.env),
  )
  const server = new Server(options.server, env)
  const load = new Load({ ...options.load, seed })
  const agents = platforms.desk === undefined ? undefined : new Agents(platforms.desk, new Chance(seed + 1))
  try {
    await server.start()
    for (const one of all) await one.connect(server.url, env)
    for (const party of platforms.parties) load.start(party, party === platforms.handsOver)
    const plan = planKills(new Chance(seed), options.kills)
    const notReached = await killAll(server, plan, {
      pause: (paused) => {
        load.paused = paused
      },
      ready: () => hasten(platforms),
      log: options.log,
    })
    options.log?.('the last life goes on until all is at rest')
    // The server lives: what it has not taken need not wait for the platform's next try.
    const hurry = setInterval(() => hasten(platforms), 1_000)
    await load.end().finally(() => clearInterval(hurry))
    const unrest = await rest(server, platforms, agents)
    options.log?.(unrest ?? 'at rest')
    await agents?.end()
    await server.kill()
    const deaths: Record<string, number> = {}
    for (const kill of plan) deaths[pointOf(kill)] = (deaths[pointOf(kill)] ?? 0) + 1
    return {
      configuration: configuration.name,
      kills: plan.length,
      deaths,
      notReached,
      ...(unrest === undefined ? {} : { unrest }),
      ...(await assess(platforms, { load, agents, dataDir })),
      seconds: Math.round((performance.now() - began) / 1_000),
    }
  } finally {
    await Promise.allSettled([load.end(), agents?.end(), server.stop()])
    await Promise.all(all.map((one) => one.stop()))
    await rm(dataDir, { recursive: true, force: true })
  }
}

function hasten({ parties }: Platforms): void {
  for (const party of parties) party.hasten?.()
}

/** Resolves when nothing waits anywhere, and stays so; with what waits where that does not come. */
async function rest(server: Server, platforms: Platforms, agents: Agents | undefined): Promise<string | undefined> {
  agents?.finish()
  const until = performance.now() + REST_MS
  const all = [...platforms.parties, ...(platforms.desk === undefined ? [] : [platforms.desk])]
  let last = ''
  for (let calm = 0; calm < 5; ) {
    if (performance.now() > until) return last
    hasten(platforms)
    const busy = await Promise.all(all.map((one) => one.idle(REST_MS).catch((error: Error) => error.message)))
    const late = busy.find((one) => one !== undefined)
    if (late !== undefined) return late
    const { inbox, outbox } = await server.waiting()
    last = `${inbox} events and ${outbox} commands wait, the agents ${agents?.idle === false ? 'work' : 'rest'}`
    calm = inbox + outbox === 0 && agents?.idle !== false ? calm + 1 : 0
    await sleep(100)
  }
  return undefined
}

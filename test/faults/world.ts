import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BotLogic, type ContactCenterAdapterOptions, type Engine, silentLogger } from '../../adapters/index.ts'
import { type BotServer, createBotServer } from '../../bot/server.ts'
import { crashBot } from '../crash/bot.ts'
import { openEightByEightDesk, openGenesysDesk } from './fronts/desks.ts'
import { openEightByEight } from './fronts/eight-by-eight.ts'
import type { Front, OpenFront } from './fronts/front.ts'
import { openGladly } from './fronts/gladly.ts'
import { openHootsuite } from './fronts/hootsuite.ts'
import { openImiconnect } from './fronts/imiconnect.ts'
import { openWebChat } from './fronts/web-chat.ts'
import { FaultyProxy } from './proxy.ts'

/** A front, and what stands between it and the server. */
export interface Place {
  readonly front: Front
  /** On the way of our calls. */
  readonly calls: readonly FaultyProxy[]
  /** On the way of the platform's events. */
  readonly events: FaultyProxy
}

/** Platforms, each behind proxies, and one server for all of them. */
export interface World {
  readonly name: string
  readonly places: readonly Place[]
  readonly server: BotServer
  stop(): Promise<void>
}

/** All platforms, on as few servers as can be: one has one desk. */
export const WORLDS: Readonly<Record<string, readonly OpenFront[]>> = {
  'all platforms and the desk of Genesys': [
    openGladly,
    openHootsuite,
    openImiconnect,
    openEightByEight,
    openWebChat,
    openGenesysDesk,
  ],
  'the desk of 8x8': [openEightByEightDesk],
}

/** How a server is set up. */
export interface WorldOptions {
  logic?: (engine: Engine) => BotLogic
  adapter?: Partial<ContactCenterAdapterOptions>
  seed?: number
}

export async function openWorld(
  name: string,
  openers: readonly OpenFront[],
  { logic = crashBot, adapter, seed = 1 }: WorldOptions = {},
): Promise<World> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'faults-'))
    undo.push(() => rm(dataDir, { recursive: true, force: true }))
    const fronts: Front[] = []
    for (const open of openers) {
      const front = await open()
      undo.push(() => front.stop())
      fronts.push(front)
    }
    const behind = async (url: string): Promise<FaultyProxy> => {
      const proxy = await FaultyProxy.before(url, seed + undo.length)
      undo.push(() => proxy.stop())
      return proxy
    }
    const env: Record<string, string> = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir }
    const ways = new Map<Front, FaultyProxy[]>()
    for (const front of fronts) {
      Object.assign(env, front.env)
      const proxies = new Map<string, FaultyProxy>()
      for (const address of front.addresses) {
        const url = front.env[address]!
        const { origin } = new URL(url)
        const proxy = proxies.get(origin) ?? (await behind(origin))
        proxies.set(origin, proxy)
        env[address] = proxy.through(url)
      }
      if (front.serviceUrl !== undefined) {
        const proxy = await behind(front.serviceUrl)
        proxies.set(front.serviceUrl, proxy)
        front.behind?.(proxy)
      }
      ways.set(front, [...proxies.values()])
    }
    const server = await createBotServer({ env, logic, adapter: { settleMs: 200, ...adapter }, log: silentLogger })
    undo.push(() => server.close(2_000))
    const places: Place[] = []
    for (const front of fronts) {
      const events = await behind(server.url)
      await front.connect(events.url, env)
      places.push({ front, calls: ways.get(front)!, events })
    }
    return { name, places, server, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Do the same in each of the worlds, side by side; what is said of it is said for each front. */
export async function inAllWorlds<T>(play: (world: World) => Promise<T[]>, options?: WorldOptions): Promise<T[]> {
  const all = await Promise.all(
    Object.entries(WORLDS).map(async ([name, openers]) => {
      const world = await openWorld(name, openers, options)
      try {
        return await play(world)
      } finally {
        await world.stop()
      }
    }),
  )
  return all.flat()
}

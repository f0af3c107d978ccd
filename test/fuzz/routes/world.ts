import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes } from 'botbuilder'
import { type BotLogic, ContactCenter, type Engine } from '../../../adapters/index.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../scripts/sandbox/index.ts'
import { greetersOf } from './greeters.ts'
import { GLADLY_SECRET, routesOf } from './live.ts'
import type { RouteName, RouteTold } from './told.ts'

/** What the servers did, counted at the engine's door. */
export interface Counts {
  turns: Record<string, number>
  accepted: number
}

/** Three servers: platforms and 8x8 on both sides, Genesys behind Web Chat, and 8x8 as a desk alone. */
export interface World {
  routes: RouteTold[]
  counts: Counts
  stats(): { deadLetters: number; underWay: number }
  /** Resolves once nothing is under way. */
  quiet(): Promise<void>
  /** A customer whom nobody disturbs writes, and gets the answer; resolves to how many milliseconds that took. */
  greet(route: RouteName): Promise<number>
  stop(): Promise<void>
}

const QUIET_MS = 90_000
const SETTLED_MS = 500
const fast = { requestsPerSecond: 100_000 }
const ADAPTER: SandboxOptions['adapter'] = { settleMs: 50 }

export async function openWorld(): Promise<World> {
  const counts: Counts = { turns: {}, accepted: 0 }
  const logic = (engine: Engine): BotLogic => {
    count(engine, counts)
    return echo
  }
  const common = { logic, adapter: ADAPTER }
  const both = await startSandbox({
    ...common,
    platforms: ['gladly', 'hootsuite', 'imiconnect', '8x8'],
    env: { GLADLY_REQUESTS_PER_SECOND: '100000', GLADLY_WEBHOOK_SECRET: GLADLY_SECRET },
    gladly: fast,
    hootsuite: { ...fast, virtualAgentTimeoutMs: 0 },
    imiconnect: fast,
    eightByEight: { role: 'both', signsVerification: true },
  })
  const genesys = await startSandbox({
    ...common,
    platforms: ['hootsuite', 'genesys'],
    hootsuite: { ...fast, credentials: false, virtualAgentTimeoutMs: 0 },
    genesys: { requestsPerMinute: 1_000_000 },
  })
  const desk = await startSandbox({ ...common, platforms: ['8x8'], eightByEight: { signsVerification: true } })
  const all = [both, genesys, desk]
  const routes = await routesOf({ both, genesys, desk })
  const greet = greetersOf({ both, genesys, desk })
  const stats = () => all.map(({ server }) => server.engine.stats())
  const underWay = () => stats().reduce((sum, { inbox, outbox }) => sum + inbox + outbox, 0)
  return {
    routes,
    counts,
    stats: () => ({
      deadLetters: stats().reduce((sum, { deadLetters }) => sum + deadLetters, 0),
      underWay: underWay(),
    }),
    async quiet() {
      const sum = (which: 'inbox' | 'outbox') => stats().reduce((all, one) => all + one[which], 0)
      const until = performance.now() + QUIET_MS
      // What is to go to an address nobody listens at is tried again for an hour: it may stay.
      for (let left = sum('outbox'), since = performance.now(); ; await sleep(10)) {
        if (sum('outbox') < left) since = performance.now()
        left = sum('outbox')
        if (sum('inbox') === 0 && (left === 0 || performance.now() - since > SETTLED_MS)) return
        if (performance.now() > until)
          throw new Error(`${sum('inbox')} events and ${left} commands are still under way`)
      }
    },
    greet,
    stop: async () => {
      await Promise.all(all.map((one: Sandbox) => one.stop()))
    },
  }
}

/** Says everything again, and brings a person on the word. */
const echo: BotLogic = async (context) => {
  if (context.activity.type !== ActivityTypes.Message) return
  const { text = '' } = context.activity
  await context.sendActivity(`echo ${text}`)
  if (text === 'person') await ContactCenter.of(context).handOff({ reason: 'asked' })
}

/** Before anything is served: whatever is kept, or gets a turn, passes here. */
function count(engine: Engine, counts: Counts): void {
  const accept = engine.accept.bind(engine)
  const serve = engine.serve.bind(engine)
  engine.accept = (event) => {
    if (event.origin === 'webhook') counts.accepted += 1
    return accept(event)
  }
  engine.serve = (channelId, handler, account) =>
    serve(
      channelId,
      {
        deliver: (command, signal) => handler.deliver(command, signal),
        runTurn(turn) {
          // Desks are looked at now and then, whatever comes in.
          if (turn.event?.origin === 'webhook') counts.turns[channelId] = (counts.turns[channelId] ?? 0) + 1
          return handler.runTurn(turn)
        },
      },
      account,
    )
}

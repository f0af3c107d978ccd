import { simulateGenesys } from '../../../scripts/sandbox/simulated-genesys.ts'
import type { Arrived, DeskActor } from '../../contract/desk/stage.ts'
import { EightByEightActor } from '../../eight-by-eight/desk-actor.ts'
import { GenesysActor } from '../../genesys/desk-actor.ts'
import { ENVIRONMENT } from '../../genesys/desk-contract-stage.ts'
import { openEightByEight } from './eight-by-eight.ts'
import { arrivalsAt } from './genesys-arrivals.ts'
import { isGood, type Party, RETRIES, RETRY_MS, Receipts } from './party.ts'

/** A platform's agents, who stand behind the customers of Web Chat. */
export interface Desk extends Pick<Party, 'env' | 'connect' | 'idle' | 'stop'> {
  readonly name: string
  readonly actor: DeskActor
  /** What agents got of what customers said. */
  arrived(): Arrived[]
  /** The server has answered 2xx for what an agent said. */
  taken(text: string): boolean
}

/** The desk, and the same platform's own customers where the bot has them as well. */
export async function openEightByEightDesk(role: 'desk' | 'both'): Promise<{ desk: Desk; party?: Party }> {
  const { party, simulator, takenTexts } = await openEightByEight(role)
  const { env, connect, idle, stop } = party
  const actor = new EightByEightActor(simulator)
  const arrived = () => actor.arrived()
  const taken = (text: string) => takenTexts.has(text)
  const desk: Desk = { name: '8x8 desk', actor, arrived, taken, env, connect, idle, stop }
  if (role === 'desk') return { desk }
  // One simulator: told, waited for and stopped once.
  const nothing = async () => {}
  return { desk, party: { ...party, env: {}, connect: nothing, idle: nothing, stop: nothing } }
}

export async function openGenesysDesk({
  dedupe,
  mirror,
}: {
  dedupe: boolean
  mirror: 'all' | 'summary'
}): Promise<{ desk: Desk }> {
  const { simulator, env, connect } = await simulateGenesys({
    dedupe,
    mirror,
    requestsPerMinute: 1_000_000,
    webhookRetries: RETRIES,
    webhookRetryDelayMs: RETRY_MS,
    retryConnectionErrors: true,
  })
  const receipts = new Receipts(simulator.deliveries, ({ status, body }) =>
    isGood(status) && body.type === 'Text' ? String(body.text) : undefined,
  )
  return {
    desk: {
      name: dedupe ? 'Genesys desk, one message an id' : 'Genesys desk',
      actor: new GenesysActor(simulator),
      arrived: () => arrivalsAt(simulator),
      taken: (text) => receipts.has(text),
      env: { ...env, ...ENVIRONMENT },
      connect,
      idle: (timeoutMs) => simulator.idle(timeoutMs),
      stop: () => simulator.stop(),
    },
  }
}

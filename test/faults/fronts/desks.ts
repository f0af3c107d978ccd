import { simulateEightByEight } from '../../../scripts/sandbox/simulated-eight-by-eight.ts'
import { simulateGenesys } from '../../../scripts/sandbox/simulated-genesys.ts'
import type { DeskActor } from '../../contract/desk/stage.ts'
import { eventually } from '../../contract/platform/stage.ts'
import { RETRIES, RETRY_MS } from '../../crash/parties/party.ts'
import { EightByEightActor } from '../../eight-by-eight/desk-actor.ts'
import { GenesysActor } from '../../genesys/desk-actor.ts'
import { ENVIRONMENT } from '../../genesys/desk-contract-stage.ts'
import { type Front, type OpenFront, TIMEOUT_MS } from './front.ts'
import { webChatCustomers } from './web-chat.ts'

type Simulated = Pick<Front, 'env' | 'faults' | 'idle' | 'stop' | 'advance' | 'connect'>

/** Customers of Web Chat whom an agent of the desk has taken: what they say is relayed. */
async function behind(
  actor: DeskActor,
  desk: Simulated,
  own: Pick<Front, 'name' | 'channelId' | 'looksUp' | 'addresses' | 'revokeTokens'>,
): Promise<Front> {
  const { simulator, front } = await webChatCustomers()
  return {
    ...own,
    env: desk.env,
    faults: desk.faults,
    calls: () => actor.calls(),
    say: front.say,
    taken: front.taken,
    refusals: front.refusals,
    async connect(serverUrl, env) {
      await front.connect(serverUrl, env)
      await desk.connect(serverUrl, env)
    },
    async begin(person) {
      const talk = await front.begin(person)
      await simulator.says(talk.conversation, 'person please')
      await eventually(`${person} is in the queue`, () => actor.owners().get(person) === 'queue', 30_000)
      await actor.takes(person)
      await actor.says(person, 'hello')
      await eventually(`${person} hears the agent`, () => simulator.heard(talk.conversation).includes('hello'), 30_000)
      return talk
    },
    came: ({ person, said }) => {
      const texts = new Set(said.map(({ text }) => text))
      return actor.arrived().flatMap(({ customer, text }) => (customer === person && texts.has(text) ? [text] : []))
    },
    advance(ms) {
      simulator.clock.advance(ms)
      desk.advance(ms)
    },
    async idle(timeoutMs) {
      await simulator.idle(timeoutMs)
      await desk.idle(timeoutMs)
    },
    async stop() {
      await simulator.stop()
      await desk.stop()
    },
  }
}

export const openGenesysDesk: OpenFront = async () => {
  const { simulator, env, connect } = await simulateGenesys({
    requestsPerMinute: 1_000_000,
    mirror: 'summary',
    webhookRetries: RETRIES,
    webhookRetryDelayMs: RETRY_MS,
    webhookTimeoutMs: TIMEOUT_MS,
    retryConnectionErrors: true,
  })
  const actor = new GenesysActor(simulator)
  return behind(
    actor,
    {
      env: { ...env, ...ENVIRONMENT },
      connect,
      faults: simulator.faults,
      idle: (timeoutMs) => simulator.idle(timeoutMs),
      stop: () => simulator.stop(),
      advance: (ms) => simulator.clock.advance(ms),
    },
    {
      name: 'Genesys desk',
      channelId: 'genesys',
      looksUp: actor.traits.findsRelayed,
      addresses: ['GENESYS_API_URL', 'GENESYS_LOGIN_URL'],
      revokeTokens: () => simulator.revokeTokens(),
    },
  )
}

export const openEightByEightDesk: OpenFront = async () => {
  const { simulator, env, connect } = await simulateEightByEight({
    webhookRetries: RETRIES,
    webhookRetryDelayMs: RETRY_MS,
    webhookTimeoutMs: TIMEOUT_MS,
  })
  const actor = new EightByEightActor(simulator)
  return behind(
    actor,
    {
      env,
      connect,
      faults: simulator.faults,
      idle: (timeoutMs) => simulator.idle(timeoutMs),
      stop: () => simulator.stop(),
      advance: (ms) => simulator.clock.advance(ms),
    },
    {
      name: '8x8 desk',
      channelId: '8x8',
      looksUp: actor.traits.findsRelayed,
      addresses: ['EIGHT_BY_EIGHT_BASE_URL'],
    },
  )
}

import { simulateHootsuite } from '../../../scripts/sandbox/simulated-hootsuite.ts'
import { ofBot } from '../../crash/bot.ts'
import { newTalk, RETRIES, RETRY_MS } from '../../crash/parties/party.ts'
import { type OpenFront, refusedOf, TIMEOUT_MS, takenFrom } from './front.ts'

export const openHootsuite: OpenFront = async () => {
  const { simulator, env, connect } = await simulateHootsuite({
    requestsPerSecond: 100_000,
    requestsPerDay: 1_000_000_000,
    retryDelaysMs: Array.from({ length: RETRIES }, () => RETRY_MS),
    virtualAgentTimeoutMs: 0,
    contactTimeoutMs: 0,
    webhookTimeoutMs: TIMEOUT_MS,
  })
  const taken = takenFrom(simulator.deliveries, ({ event, status, error }) =>
    status === 200 && error === undefined && 'message' in event.data ? event.data.message.messageId : undefined,
  )
  return {
    name: 'Hootsuite',
    channelId: 'hootsuite',
    looksUp: false,
    env,
    addresses: ['HOOTSUITE_BASE_URL'],
    faults: simulator.faults,
    calls: () => simulator.calls.length,
    connect,
    begin: async (person) => newTalk('hootsuite', person),
    async say(talk, text) {
      const { conversationId, messageId } = await simulator.customerSays(text, { customerId: talk.person })
      talk.conversation = conversationId
      talk.said.push({ text, id: messageId })
    },
    taken,
    came: ({ conversation }) => simulator.botMessages(conversation).flatMap(({ text = '' }) => ofBot(text)?.text ?? []),
    revokeTokens: () => simulator.revokeTokens(),
    refusals: () => refusedOf(simulator.deliveries),
    advance: (ms) => simulator.clock.advance(ms),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

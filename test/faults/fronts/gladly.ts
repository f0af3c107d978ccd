import { simulateGladly } from '../../../scripts/sandbox/simulated-gladly.ts'
import { ofBot } from '../../crash/bot.ts'
import { isGood, newTalk } from '../../crash/parties/party.ts'
import { type OpenFront, refusedOf, TIMEOUT_MS, takenFrom } from './front.ts'

/** Divides Gladly's own waits: retries come after 0.1, 1, 6 and 12 s, and the fourth failure would be the last. */
const TIME_SCALE = 300

export const openGladly: OpenFront = async () => {
  const { simulator, env, connect } = await simulateGladly({
    requestsPerSecond: 100_000,
    timeScale: TIME_SCALE,
    sessionIdleMs: 0,
    webhookTimeoutMs: TIMEOUT_MS,
  })
  const taken = takenFrom(simulator.deliveries, ({ event, status }) =>
    isGood(status) && event.type === 'CONTACT/MESSAGE_RECEIVED' && 'content' in event
      ? String(event.content.messageId)
      : undefined,
  )
  return {
    name: 'Gladly',
    channelId: 'gladly',
    looksUp: true,
    env: { ...env, GLADLY_REQUESTS_PER_SECOND: '100000' },
    addresses: ['GLADLY_BASE_URL'],
    faults: simulator.faults,
    calls: () => simulator.calls.length,
    connect,
    begin: async (person) => newTalk('gladly', person),
    async say(talk, text) {
      const { conversationId, itemId } = await simulator.customerSays(text, { customerId: talk.person })
      talk.conversation = conversationId
      talk.said.push({ text, id: itemId })
    },
    taken,
    came: ({ conversation }) => simulator.botReplies(conversation).flatMap(({ text }) => ofBot(text)?.text ?? []),
    refusals: () => refusedOf(simulator.deliveries),
    advance: (ms) => simulator.clock.advance(ms),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

import { simulateImiconnect } from '../../../scripts/sandbox/simulated-imiconnect.ts'
import { ofBot } from '../../crash/bot.ts'
import { newTalk, RETRIES, RETRY_MS } from '../../crash/parties/party.ts'
import { type OpenFront, refusedOf, TIMEOUT_MS, takenFrom } from './front.ts'

export const openImiconnect: OpenFront = async () => {
  const { simulator, env, connect } = await simulateImiconnect({
    requestsPerSecond: 100_000,
    retryAfterMs: Array.from({ length: RETRIES }, () => RETRY_MS),
    // It would switch the webhook off after five.
    failuresAllowed: Number.MAX_SAFE_INTEGER,
    receipts: [],
    webhookTimeoutMs: TIMEOUT_MS,
  })
  return {
    name: 'IMIconnect',
    channelId: 'imiconnect',
    looksUp: false,
    env,
    addresses: ['IMICONNECT_INBOUND_URL'],
    faults: simulator.faults,
    calls: () => simulator.calls.length,
    connect,
    begin: async (person) => newTalk('imiconnect', person),
    async say(talk, text) {
      const { botConversationId, messageId } = await simulator.customerSays(text, { customerId: talk.person })
      talk.conversation = botConversationId
      talk.said.push({ text, id: messageId! })
    },
    taken: takenFrom(simulator.deliveries, ({ ok, event }) => (ok ? String(event?.Messageid) : undefined)),
    came: ({ conversation }) => simulator.botMessages(conversation).flatMap(({ text }) => ofBot(text)?.text ?? []),
    refusals: () => refusedOf(simulator.deliveries),
    advance: (ms) => simulator.clock.advance(ms),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

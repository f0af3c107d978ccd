import { simulateImiconnect } from '../../../scripts/sandbox/simulated-imiconnect.ts'
import { newTalk, type Party, RETRIES, RETRY_MS, Receipts } from './party.ts'

export async function openImiconnect(): Promise<Party> {
  const { simulator, env, connect } = await simulateImiconnect({
    requestsPerSecond: 100_000,
    retryAfterMs: Array.from({ length: RETRIES }, () => RETRY_MS),
    // It would switch the webhook off after five.
    failuresAllowed: Number.MAX_SAFE_INTEGER,
    receipts: [],
  })
  const receipts = new Receipts(simulator.deliveries, ({ ok, event }) => (ok ? String(event?.Messageid) : undefined))
  return {
    name: 'IMIconnect',
    places: 1,
    env,
    connect,
    begin: async (person) => newTalk('imiconnect', person),
    async say(talk, text) {
      const { botConversationId, messageId } = await simulator.customerSays(text, { customerId: talk.person })
      talk.conversation = botConversationId
      talk.said.push({ text, id: messageId! })
    },
    taken: ({ id }) => receipts.has(id),
    heard: ({ conversation }) => simulator.botMessages(conversation).map(({ text }) => text),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

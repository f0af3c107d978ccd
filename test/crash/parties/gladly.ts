import { simulateGladly } from '../../../scripts/sandbox/simulated-gladly.ts'
import { isGood, newTalk, type Party, Receipts } from './party.ts'

/** Divides Gladly's own waits, the longest of which is an hour. */
const TIME_SCALE = 60

export async function openGladly(): Promise<Party> {
  const { simulator, env, connect } = await simulateGladly({
    requestsPerSecond: 100_000,
    timeScale: TIME_SCALE,
    sessionIdleMs: 0,
  })
  const receipts = new Receipts(simulator.deliveries, ({ event, status }) =>
    isGood(status) && event.type === 'CONTACT/MESSAGE_RECEIVED' && 'content' in event
      ? String(event.content.messageId)
      : undefined,
  )
  return {
    name: 'Gladly',
    places: 1,
    env: { ...env, GLADLY_REQUESTS_PER_SECOND: '100000' },
    connect,
    begin: async (person) => newTalk('gladly', person),
    async say(talk, text) {
      const { conversationId, itemId } = await simulator.customerSays(text, { customerId: talk.person })
      talk.conversation = conversationId
      talk.said.push({ text, id: itemId })
    },
    taken: ({ id }) => receipts.has(id),
    heard: ({ conversation }) => simulator.botReplies(conversation).map(({ text }) => text),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    // After four failed retries it would switch the webhook off.
    hasten: () => simulator.clock.advance(3_600_000 / TIME_SCALE),
    stop: () => simulator.stop(),
  }
}

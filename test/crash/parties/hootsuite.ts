import { simulateHootsuite } from '../../../scripts/sandbox/simulated-hootsuite.ts'
import { newTalk, type Party, RETRIES, RETRY_MS, Receipts } from './party.ts'

const MEDIA = ['whatsapp', 'fb']

/** `credentials`: replies go out by calls; else they travel in the responses to webhooks, and in no other way. */
export async function openHootsuite({ credentials }: { credentials: boolean }): Promise<Party> {
  const { simulator, env, connect } = await simulateHootsuite({
    credentials,
    requestsPerSecond: 100_000,
    requestsPerDay: 1_000_000_000,
    retryDelaysMs: Array.from({ length: RETRIES }, () => RETRY_MS),
    virtualAgentTimeoutMs: 0,
    contactTimeoutMs: 0,
  })
  const receipts = new Receipts(simulator.deliveries, ({ event, status }) =>
    status === 200 && 'message' in event.data ? event.data.message.messageId : undefined,
  )
  return {
    name: credentials ? 'Hootsuite' : 'Hootsuite, in the response',
    places: MEDIA.length,
    env,
    connect,
    begin: async (person, place) => newTalk('hootsuite', person, place),
    async say(talk, text) {
      const who = { customerId: talk.person, medium: MEDIA[talk.place] }
      const { conversationId, messageId } = await simulator.customerSays(text, who)
      talk.conversation = conversationId
      talk.said.push({ text, id: messageId })
    },
    taken: ({ id }) => receipts.has(id),
    heard: ({ conversation }) => simulator.botMessages(conversation).map(({ text = '' }) => text),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

import type { EightByEightSimulator } from '../../../scripts/sandbox/eight-by-eight/index.ts'
import { simulateEightByEight } from '../../../scripts/sandbox/simulated-eight-by-eight.ts'
import { isGood, newTalk, type Party, RETRIES, RETRY_MS, Receipts } from './party.ts'

/** 8x8 with the bot inside its channels; `both`: its agents stand behind Web Chat as well. */
export async function openEightByEight(
  role: 'channel' | 'both' | 'desk',
): Promise<{ party: Party; simulator: EightByEightSimulator; takenTexts: Receipts<unknown> }> {
  const { simulator, env, connect } = await simulateEightByEight({
    role,
    webhookRetries: RETRIES,
    webhookRetryDelayMs: RETRY_MS,
  })
  const textOf = ({ status, event }: (typeof simulator.deliveries)[number]): string | undefined =>
    isGood(status) && event.eventType === 'MESSAGE' ? String(event.data?.text) : undefined
  const receipts = new Receipts(simulator.deliveries, textOf)
  const party: Party = {
    name: '8x8',
    places: 1,
    env,
    connect,
    begin: async (person) => newTalk('8x8', person),
    async say(talk, text) {
      const conversationId = talk.conversation === '' ? undefined : talk.conversation
      const said = simulator.customerSays(text, { conversationId, user: { userId: talk.person } })
      talk.conversation = said.conversationId
      talk.said.push({ text, id: text })
    },
    taken: ({ id }) => receipts.has(id),
    heard: ({ conversation }) =>
      simulator
        .conversation(conversation)
        .messages.flatMap(({ authorType, text }) => (authorType === 'bot' ? [text] : [])),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
  return { party, simulator, takenTexts: receipts as Receipts<unknown> }
}

import { simulateEightByEight } from '../../../scripts/sandbox/simulated-eight-by-eight.ts'
import { ofBot } from '../../crash/bot.ts'
import { isGood, newTalk, RETRIES, RETRY_MS } from '../../crash/parties/party.ts'
import { type OpenFront, refusedOf, TIMEOUT_MS, takenFrom } from './front.ts'

/** 8x8 with the bot inside its channels. */
export const openEightByEight: OpenFront = async () => {
  const { simulator, env, connect } = await simulateEightByEight({
    role: 'channel',
    webhookRetries: RETRIES,
    webhookRetryDelayMs: RETRY_MS,
    webhookTimeoutMs: TIMEOUT_MS,
  })
  return {
    name: '8x8',
    channelId: '8x8',
    looksUp: true,
    env,
    addresses: ['EIGHT_BY_EIGHT_BASE_URL'],
    faults: simulator.faults,
    calls: () => simulator.calls.length,
    connect,
    begin: async (person) => newTalk('8x8', person),
    async say(talk, text) {
      const conversationId = talk.conversation === '' ? undefined : talk.conversation
      const said = simulator.customerSays(text, { conversationId, user: { userId: talk.person } })
      talk.conversation = said.conversationId
      talk.said.push({ text, id: text })
    },
    taken: takenFrom(simulator.deliveries, ({ status, event }) =>
      isGood(status) && event.eventType === 'MESSAGE' ? String(event.data?.text) : undefined,
    ),
    came: ({ conversation }) =>
      simulator
        .conversation(conversation)
        .messages.flatMap(({ authorType, text }) => (authorType === 'bot' ? (ofBot(text)?.text ?? []) : [])),
    refusals: () => refusedOf(simulator.deliveries),
    advance: (ms) => simulator.clock.advance(ms),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

import { simulateWebChat } from '../../../scripts/sandbox/simulated-web-chat.ts'
import type { WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { ofBot } from '../../crash/bot.ts'
import { newTalk, RETRIES, RETRY_MS, type Talk } from '../../crash/parties/party.ts'
import { type Front, type OpenFront, refusedOf, TIMEOUT_MS, takenFrom } from './front.ts'

/** Customers of `/api/messages`, who talk to the bot or to agents. */
export async function webChatCustomers(): Promise<{
  simulator: WebChatSimulator
  front: Pick<Front, 'connect' | 'begin' | 'say' | 'taken' | 'refusals' | 'behind'>
}> {
  const { simulator, connect } = await simulateWebChat({
    retries: RETRIES,
    retryDelayMs: RETRY_MS,
    postTimeoutMs: TIMEOUT_MS,
    recordLimit: 1_000_000,
    transcriptLimit: 100_000,
  })
  let serviceUrl = simulator.url
  const taken = takenFrom(
    simulator.posts,
    ({ outcome, activity }) => (outcome === 'answered' ? activity.id : undefined),
    ({ outcome }) => outcome !== undefined,
  )
  return {
    simulator,
    front: {
      connect,
      taken,
      refusals: () => refusedOf(simulator.posts.flatMap(({ attempts }) => attempts)),
      behind: (proxy) => {
        serviceUrl = proxy.url
      },
      async begin(person) {
        const talk = newTalk('webchat', person)
        talk.conversation = await simulator.join({ name: person, customerId: person })
        return talk
      },
      async say(talk: Talk, text: string) {
        talk.said.push({ text, id: await simulator.says(talk.conversation, text, { activity: { serviceUrl } }) })
      },
    },
  }
}

export const openWebChat: OpenFront = async () => {
  const { simulator, front } = await webChatCustomers()
  return {
    ...front,
    name: 'Web Chat',
    channelId: 'botframework',
    looksUp: false,
    env: {},
    addresses: [],
    serviceUrl: simulator.url,
    faults: simulator.faults,
    calls: () => simulator.calls.length,
    came: ({ conversation }) => simulator.heard(conversation).flatMap((text) => ofBot(text)?.text ?? []),
    advance: (ms) => simulator.clock.advance(ms),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

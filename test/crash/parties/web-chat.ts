import { simulateWebChat } from '../../../scripts/sandbox/simulated-web-chat.ts'
import { newTalk, type Party, RETRIES, RETRY_MS, Receipts } from './party.ts'

/** Customers of `/api/messages`. Talks of a customer of the desk's are in one place: agents know customers by name. */
export async function openWebChat({ name, places }: { name: string; places: number }): Promise<Party> {
  const { simulator, env, connect } = await simulateWebChat({
    retries: RETRIES,
    retryDelayMs: RETRY_MS,
    recordLimit: 1_000_000,
    transcriptLimit: 100_000,
  })
  const receipts = new Receipts(
    simulator.posts,
    ({ outcome, activity }) => (outcome === 'answered' ? activity.id : undefined),
    ({ outcome }) => outcome !== undefined,
  )
  return {
    name,
    places,
    env,
    connect,
    async begin(person, place) {
      const talk = newTalk('webchat', person, place)
      talk.conversation = await simulator.join({ name: person, customerId: person })
      return talk
    },
    async say(talk, text) {
      talk.said.push({ text, id: await simulator.says(talk.conversation, text) })
    },
    taken: ({ id }) => receipts.has(id),
    heard: ({ conversation }) => simulator.heard(conversation),
    idle: (timeoutMs) => simulator.idle(timeoutMs),
    stop: () => simulator.stop(),
  }
}

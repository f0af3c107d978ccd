import { setTimeout as sleep } from 'node:timers/promises'
import type { Sandbox } from '../../../scripts/sandbox/index.ts'
import type { Sandboxes } from './live.ts'
import type { RouteName } from './told.ts'

/** Writes as a customer of one's own; gives what the bot said there since. */
type Greeter = (text: string) => Promise<() => string[]>

const PATIENCE_MS = 30_000

/** For each route a customer nobody disturbs: writes, waits for the answer, and says how many milliseconds it took. */
export function greetersOf({ both, genesys, desk }: Sandboxes): (route: RouteName) => Promise<number> {
  const greeters: Record<RouteName, Greeter> = {
    gladly: remembered(async (text, customerId) => {
      const said = await both.gladly.customerSays(text, { customerId })
      return {
        customer: said.customerId,
        heard: () => both.gladly.botReplies(said.conversationId).map((one) => one.text),
      }
    }),
    hootsuite: onHootsuite(both),
    'hootsuite, no API': onHootsuite(genesys),
    imiconnect: remembered(async (text, customerId) => {
      const said = await both.imiconnect.customerSays(text, { customerId })
      return {
        customer: said.customerId,
        heard: () => both.imiconnect.botMessages(said.botConversationId).map((one) => one.text),
      }
    }),
    '8x8': remembered(async (text, conversationId) => {
      const { eightByEight } = both
      const said = eightByEight.customerSays(text, { conversationId, user: { name: 'Healthy', userId: 'crm-9' } })
      return {
        customer: said.conversationId,
        heard: () => eightByEight.conversation(said.conversationId).messages.map((one) => one.text),
      }
    }),
    '8x8, desk': onWebChat(desk),
    genesys: onWebChat(genesys),
    'genesys, register': onWebChat(genesys),
    messages: onWebChat(both),
  }
  let number = 0
  return async (route) => {
    number += 1
    const text = `healthy ${number}`
    const began = performance.now()
    const heard = await greeters[route](text)
    while (!heard().includes(`echo ${text}`)) {
      if (performance.now() - began > PATIENCE_MS) throw new Error(`nobody answered '${text}' on ${route}`)
      await sleep(5)
    }
    return performance.now() - began
  }
}

/** The same customer each time. */
function remembered(
  say: (text: string, customer: string | undefined) => Promise<{ customer: string; heard: () => string[] }>,
): Greeter {
  let known: string | undefined
  return async (text) => {
    const { customer, heard } = await say(text, known)
    known = customer
    return heard
  }
}

const onHootsuite = ({ hootsuite }: Sandbox): Greeter =>
  remembered(async (text, customerId) => {
    const said = await hootsuite.customerSays(text, { customerId })
    return {
      customer: said.customerId,
      heard: () => hootsuite.botMessages(said.conversationId).map((one) => one.text ?? ''),
    }
  })

const onWebChat = ({ webChat }: Sandbox): Greeter =>
  remembered(async (text, known) => {
    const conversation = known ?? (await webChat.join({ customerId: 'healthy', name: 'Healthy' }))
    await webChat.says(conversation, text)
    return { customer: conversation, heard: () => webChat.heard(conversation) }
  })

import type { DeskView } from '../core/desk/desk.ts'
import { isRefusal } from '../core/errors.ts'
import { conversationOf, type Parts } from './parts.ts'
import { customerIn, isLive } from './schemas.ts'
import { partsOf } from './state.ts'

const LOOKS = 4

/**
 * Ends a conversation (facts: ending): the customer leaves, which tells the agent; whoever is left after that is put out.
 * Agents keep their after-call work. One that has ended already is fine.
 */
export async function close(parts: Parts, view: DeskView, signal: AbortSignal): Promise<void> {
  const { calls, clock, log, settings } = parts
  const { profile } = settings
  const conversationId = conversationOf(parts, view)
  if (conversationId === undefined) {
    log.warn({ own: view.own }, 'a conversation that Genesys has not named cannot be ended')
    return
  }
  const conversation = await calls.conversation(conversationId, { signal })
  const customer = conversation && customerIn(conversation)
  if (conversation === undefined || !conversation.participants.some(isLive)) return
  if (customer?.id !== undefined) {
    const { id } = customer
    // Else the flow would queue the customer again with the next word to the bot.
    await gracious(() =>
      calls.setAttributes(conversationId, id, { [profile.attributes.type]: profile.bot }, { signal }),
    )
    if (profile.closeBy === 'customer' && isLive(customer))
      await gracious(() => calls.disconnect(conversationId, id, { signal }))
  }
  // An answer of 2xx is no proof: look until nobody is there.
  let asked = profile.closeBy === 'customer'
  for (let look = 0; look < LOOKS; look++) {
    if (asked) await clock.sleep(profile.closeSettleMs, signal)
    const now = await calls.conversation(conversationId, { signal })
    if (now === undefined || !partsOf(now.participants).some(({ live, role }) => live && role !== 'other')) return
    await gracious(() => calls.disconnect(conversationId, undefined, { signal }))
    asked = true
  }
  log.warn({ conversationId }, 'a conversation was ended, and somebody is still there')
}

/** What is over already cannot be ended. */
async function gracious(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isRefusal(error, 400, 404, 409)) throw error
  }
}

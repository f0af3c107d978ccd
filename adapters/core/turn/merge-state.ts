import type { Storage } from 'botbuilder'
import { activityConversationId, type ConversationRecord, loadConversation, saveConversation } from '../conversation.ts'
import type { ConversationKey, Engine } from '../engine/engine.ts'

/**
 * One person turned out to be another: the bot's user state moves to the id it goes by from now on, where nothing is
 * there yet. The keys are those `UserState` and `ConversationState` of the SDK make.
 */
export async function moveUserState(storage: Storage, channelId: string, from: string, to: string): Promise<void> {
  await move(storage, `${channelId}/users/${from}/`, `${channelId}/users/${to}/`)
}

/**
 * The conversation goes on under another id: what we and the bot remember of it moves there, unless that conversation is
 * open already. Returns what remains here: a closed record.
 */
export async function moveConversation(
  engine: Engine,
  from: ConversationKey,
  record: ConversationRecord,
  customer: string,
  to: string,
): Promise<ConversationRecord> {
  const target: ConversationKey = { ...from, conversationId: to }
  if (to === '' || to === from.conversationId || record.owner === 'closed') return record
  await engine.exclusive(target, async () => {
    const there = await loadConversation(engine, target)
    if (there.owner !== 'closed') return
    await saveConversation(engine, target, { ...record, customer: { ...record.customer, id: customer } })
    const state = (key: ConversationKey): string => `${key.channelId}/conversations/${activityConversationId(key)}/`
    const items = await engine.storage.read([state(from)])
    if (items[state(from)] !== undefined)
      await engine.storage.write({ [state(target)]: { ...items[state(from)], eTag: '*' } })
  })
  return { ...record, owner: 'closed', tenure: record.tenure + 1 }
}

async function move(storage: Storage, source: string, target: string): Promise<void> {
  const items = await storage.read([source, target])
  if (items[source] === undefined || items[target] !== undefined) return
  await storage.write({ [target]: { ...items[source], eTag: '*' } })
  await storage.delete([source])
}

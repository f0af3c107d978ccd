import {
  activityConversationId,
  type ConversationRecord,
  conversationName,
  RECORDS,
  recordKey,
} from './conversation.ts'
import { deskLinesOf } from './desk/desk-orders.ts'
import type { ConversationKey, Engine, Erased } from './engine/engine.ts'
import { NOTHING_ERASED } from './engine/keepsakes.ts'
import { conversationKey } from './engine/names.ts'

/** A person, as bots see them: `activity.channelId` and `activity.from.id`. */
export interface CustomerName {
  channelId: string
  customerId: string
}

/** What was forgotten, in numbers: nothing of it says who it was. */
export interface Forgotten extends Erased {
  conversations: number
}

/**
 * Forget a person: state of theirs and of their conversations, records, transcripts, deliveries, dead letters, answers,
 * and whatever still waits for them. What they say later begins anew.
 *
 * A conversation is known to be theirs once a turn of it has committed. Where others speak in it as well it goes as a whole:
 * what one of them said stands in what the others, and the bot, said. What could never be read, and so belongs to nobody,
 * goes when its time is over.
 */
export async function forgetCustomer(engine: Engine, who: CustomerName): Promise<Forgotten> {
  const theirs = await conversationsOf(engine, who)
  const forgotten: Forgotten = { conversations: theirs.length, ...NOTHING_ERASED }
  const left: Theirs[] = theirs.length > 0 ? theirs : [nowhere(who)]
  for (const { key, customer, activityChannel, activityConversation } of left) {
    const linked = await engine.linkedTo(key)
    const conversation = `${activityChannel}/conversations/${activityConversation}/`
    const user = `users/${who.customerId}/`
    const erased = await engine.erase({
      conversation: key,
      lines: [key, ...linked].flatMap(deskLinesOf),
      ...(customer === undefined ? {} : { customer }),
      state: [
        ...[key, ...linked].flatMap(coreKeys),
        // As `ConversationState`, `UserState` and `PrivateConversationState` of the SDK make them.
        conversation,
        `${who.channelId}/${user}`,
        `${conversation}${user}`,
      ],
      transcripts: [{ channelId: activityChannel, conversationId: activityConversation }],
    })
    for (const kind of Object.keys(erased) as (keyof Erased)[]) forgotten[kind] += erased[kind]
  }
  return forgotten
}

/** One conversation of theirs, as the engine and as bots know it. */
interface Theirs {
  key: ConversationKey
  customer: string | undefined
  activityChannel: string
  activityConversation: string
}

/** The engine's name for all Bot Framework channels together. */
const BOT_FRAMEWORK = 'botframework'

/** All that core itself keeps under a conversation's name. */
const coreKeys = (key: ConversationKey): string[] => [
  recordKey(key),
  `contactcenter/desk/waiting/${conversationName(key)}`,
  `contactcenter/desk/returned/${conversationName(key)}`,
]

/** For a person whose conversations have been forgotten already. */
const nowhere = ({ channelId }: CustomerName): Theirs => ({
  key: { channelId, account: '', conversationId: '' },
  customer: undefined,
  activityChannel: channelId,
  activityConversation: '',
})

/** On the platform of that name, all its accounts, and on the Bot Framework's channel of that name. */
async function conversationsOf(engine: Engine, { channelId, customerId }: CustomerName): Promise<Theirs[]> {
  const theirs: Theirs[] = []
  const platform = recordKey({ channelId, account: '', conversationId: '' }).slice(0, -1)
  for await (const { key, record } of recordsUnder(engine, platform)) {
    const activityConversation = activityConversationId(key)
    const known = isCustomer(record, customerId)
    // A platform that cannot tell who it is has one customer a conversation.
    if (!known && !(record.customer === undefined && activityConversation === customerId)) continue
    const customer = known ? customerId : undefined
    theirs.push({ key, customer, activityChannel: channelId, activityConversation })
  }
  const place = `${encodeURIComponent(channelId)}/`
  const channel = recordKey({ channelId: BOT_FRAMEWORK, account: '', conversationId: place })
  const customer = `${channelId}/${customerId}`
  for await (const { key, record } of recordsUnder(engine, channel)) {
    if (!isCustomer(record, customer)) continue
    const activityConversation = key.conversationId.slice(place.length)
    theirs.push({ key, customer, activityChannel: channelId, activityConversation })
  }
  return theirs
}

const isCustomer = ({ customer, formerCustomers = [] }: ConversationRecord, id: string): boolean =>
  customer?.id === id || formerCustomers.includes(id)

/** How many records are looked at in one go, so that nobody has to wait for long. */
const PAGE = 200

async function* recordsUnder(
  engine: Engine,
  prefix: string,
): AsyncGenerator<{ key: ConversationKey; record: ConversationRecord }> {
  for (let after = ''; ; ) {
    const page = await engine.storage.list(prefix, after, PAGE)
    for (const { key, item } of page) {
      yield { key: conversationKey(key.slice(RECORDS.length)), record: item as ConversationRecord }
    }
    if (page.length < PAGE) return
    after = page.at(-1)!.key
    await new Promise((resolve) => setImmediate(resolve))
  }
}

import type { Carried } from './commands.ts'
import type { DeskRecord } from './desk/desk-record.ts'
import type { ConversationKey, Engine } from './engine/engine.ts'
import { conversationName } from './engine/names.ts'

export { conversationName }

/** Who answers the customer now. */
export type Owner = 'bot' | 'queue' | 'agent' | 'closed'

/** Something the customer may choose, and what the bot gets for it. */
export interface Choice {
  /** What the platform sends back for a native button. */
  id: string
  /** What the customer saw. */
  label: string
  /** What the bot gets: `activity.value` for objects, `activity.text` for strings. */
  value: unknown
}

/** What core remembers of a conversation: small, and stored with every turn that changes it. */
export interface ConversationRecord {
  /** 1 for the first. Platforms reuse ids, so one conversation can have several epochs. */
  epoch: number
  owner: Owner
  /**
   * The number of the bot's current period of ownership. It grows whenever the platform tells of somebody else; a reply
   * of an earlier tenure is superseded.
   */
  tenure: number
  /** Customer's messages the bot was given, in all. */
  heard: number
  /** A hand-off or resolve of ours is on its way: the platform still says `bot`, and that is old news. */
  leaving?: 'hand-off' | 'resolve'
  /** The bot resolved it (and nobody else closed it). */
  resolvedByBot?: boolean
  /** When the platform took our last hand-off, ISO 8601: what was on its way then is no return to the bot. */
  handedOffAt?: string
  customer?: { id: string; name?: string }
  /** The ids of those who were the customer before: others of a group, or another id of the same person. Newest last. */
  formerCustomers?: string[]
  agent?: { id?: string; name?: string }
  /** What verbs asked for, on platforms that take it with the hand-off. */
  carried?: Carried
  /** The choices last offered: answers are mapped back to their values. */
  choices?: Choice[]
  /** The platform's own part: whatever its `interpret` returned last. */
  data?: Record<string, unknown>
  /** What is, and was, on the desk behind it. */
  desk?: DeskRecord
}

/** A conversation nobody has heard of. */
export const NEW_CONVERSATION: ConversationRecord = { epoch: 0, owner: 'closed', tenure: 0, heard: 0 }

/** What a platform's code may look at. */
export interface ConversationView {
  readonly key: ConversationKey
  /** True while an epoch is open: the bot, a queue or an agent has the customer. */
  readonly held: boolean
  readonly record: Readonly<ConversationRecord>
}

/** The id bots see: the platform's own for the default account, `account~id` for named ones. */
export function activityConversationId(key: ConversationKey): string {
  return key.account === '' ? key.conversationId : `${key.account}~${key.conversationId}`
}

/** The other way round, for one account. Undefined where the id is another account's; all of the default one are its own. */
export function conversationKeyOf(
  { channelId, account }: Pick<ConversationKey, 'channelId' | 'account'>,
  activityConversationId: string,
): ConversationKey | undefined {
  const start = account === '' ? '' : `${account}~`
  if (!activityConversationId.startsWith(start)) return undefined
  return { channelId, account, conversationId: activityConversationId.slice(start.length) }
}

export function viewOf(key: ConversationKey, record: ConversationRecord): ConversationView {
  return { key, held: record.owner !== 'closed', record }
}

/** How the keys of all records begin. */
export const RECORDS = 'contactcenter/conversations/'

/** Where the record is kept. */
export const recordKey = (key: ConversationKey): string => `${RECORDS}${conversationName(key)}`

/** Read the record; inside a turn, as the turn left it. */
export async function loadConversation(engine: Engine, key: ConversationKey): Promise<ConversationRecord> {
  const name = recordKey(key)
  const items = await engine.storage.read([name])
  const { eTag: _, ...record } = items[name] ?? NEW_CONVERSATION
  return record as ConversationRecord
}

/** Write the record: with the turn, inside one. */
export async function saveConversation(
  engine: Engine,
  key: ConversationKey,
  record: ConversationRecord,
): Promise<void> {
  await engine.storage.write({ [recordKey(key)]: { ...record, eTag: '*' } })
}

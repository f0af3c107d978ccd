import { type Activity, ActivityTypes, type ConversationReference } from 'botbuilder'
import { activityConversationId, type ConversationRecord, viewOf } from '../conversation.ts'
import { defined } from '../defined.ts'
import type { ConversationKey } from '../engine/engine.ts'
import type { CustomerMessage, Platform } from '../platform.ts'
import type { Effect } from './apply.ts'

/** Who is who in the activities of a conversation. */
export interface Cast {
  platform: Pick<Platform, 'channelId' | 'serviceUrl' | 'bot' | 'reference'>
  key: ConversationKey
  record: ConversationRecord
  /** Becomes `activity.timestamp` where the platform tells no time. */
  now: Date
}

/** Who is who, and where, as the bot's activities name them. */
export function referenceOf({ platform, key, record }: Cast): Partial<ConversationReference> {
  return (
    platform.reference?.(viewOf(key, record)) ?? {
      channelId: platform.channelId,
      serviceUrl: platform.serviceUrl,
      conversation: { id: activityConversationId(key), isGroup: false, conversationType: 'personal', name: '' },
      user: customerAccount(record, key),
      bot: { ...platform.bot, role: 'bot' },
    }
  )
}

/** What every incoming activity carries: without these, middleware and state of the SDK throw. */
function incoming(cast: Cast, id: string): Partial<Activity> {
  const { channelId, serviceUrl, conversation, user, bot, locale } = referenceOf(cast)
  return {
    id,
    ...defined({ channelId, serviceUrl, conversation, locale }),
    timestamp: cast.now,
    from: user!,
    recipient: bot!,
  }
}

const customerAccount = (record: ConversationRecord, key: ConversationKey) => ({
  // A platform that cannot tell who it is still has one customer a conversation.
  id: record.customer?.id ?? activityConversationId(key),
  name: record.customer?.name ?? '',
  role: 'user',
})

export function messageActivity(cast: Cast, message: CustomerMessage): Partial<Activity> {
  if (message.activity !== undefined) return message.activity
  return {
    ...incoming(cast, message.id),
    ...(message.at === undefined || Number.isNaN(Date.parse(message.at)) ? {} : { timestamp: new Date(message.at) }),
    type: ActivityTypes.Message,
    text: message.text,
    textFormat: 'plain',
    ...(message.value === undefined ? {} : { value: message.value }),
    ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
    ...(message.locale === undefined ? {} : { locale: message.locale }),
    ...(message.channelData === undefined ? {} : { channelData: message.channelData }),
  }
}

/** The customer joins: an epoch begins. */
export function conversationUpdateActivity(cast: Cast, id: string): Partial<Activity> {
  const activity = incoming(cast, id)
  return { ...activity, type: ActivityTypes.ConversationUpdate, membersAdded: [activity.from!, activity.recipient!] }
}

export function eventActivity(cast: Cast, id: string, name: string, value: unknown): Partial<Activity> {
  return { ...incoming(cast, id), type: ActivityTypes.Event, name, value }
}

export function endOfConversationActivity(cast: Cast, id: string, reason: string | undefined): Partial<Activity> {
  return {
    ...incoming(cast, id),
    type: ActivityTypes.EndOfConversation,
    code: cast.record.resolvedByBot === true ? 'completedSuccessfully' : 'unknown',
    ...(reason === undefined ? {} : { text: reason }),
  }
}

/** What somebody said while a person had the conversation, for the transcript. */
export function overheardActivity(
  cast: Cast,
  said: Omit<Extract<Effect, { kind: 'overheard' }>, 'kind'>,
): Partial<Activity> {
  if (said.message?.activity !== undefined) return said.message.activity
  const activity = incoming(cast, said.id)
  const speaker =
    said.from === 'customer'
      ? activity.from!
      : { id: said.from, name: said.name ?? '', role: said.from === 'agent' ? 'agent' : 'bot' }
  return {
    ...activity,
    type: ActivityTypes.Message,
    text: said.text,
    from: speaker,
    recipient: said.from === 'customer' ? activity.recipient! : activity.from!,
    ...(said.at === undefined || Number.isNaN(Date.parse(said.at)) ? {} : { timestamp: new Date(said.at) }),
  }
}

/** The activity of a proactive turn. */
export function continuationActivity(
  reference: Partial<ConversationReference>,
  cast: Cast,
  id: string,
): Partial<Activity> {
  const activity = incoming(cast, id)
  return {
    ...activity,
    type: ActivityTypes.Event,
    name: 'ContinueConversation',
    relatesTo: reference as ConversationReference,
    ...(reference.user === undefined ? {} : { from: reference.user }),
    ...(reference.locale === undefined ? {} : { locale: reference.locale }),
  }
}

import { isDeepStrictEqual } from 'node:util'
import { type Activity, ActivityTypes, type ConversationReference } from 'botbuilder'
import type { ConversationRecord, ConversationView } from '../conversation.ts'
import type { DeskCustomer } from '../desk/desk.ts'
import type { AcceptedEvent } from '../engine/engine.ts'
import { SettingsError } from '../errors.ts'
import type { Happening, Interpretation } from '../platform.ts'
import type { CallerIdentity } from './identity.ts'
import { type Received, storedActivity } from './receive.ts'

/** What is kept of a conversation on a Bot Framework channel: enough to speak there in another life of the process. */
export interface ConnectorData {
  reference: Partial<ConversationReference>
  identity: CallerIdentity
}

/** Undefined before the first activity. */
export const connectorDataOf = (view: Pick<ConversationView, 'record'>): ConnectorData | undefined =>
  view.record.data as unknown as ConnectorData | undefined

/** What an activity of a channel means: it is the bot's as it came, unless a person has the customer. Pure. */
export function interpretActivity(event: AcceptedEvent, view: ConversationView): Interpretation {
  const received = storedActivity(event.body)
  const activity = asTheSdkHasIt(received, event.acceptedAt)
  const data: ConnectorData = { reference: referenceFrom(activity, view), identity: received.identity }
  const from = activity.from?.id === activity.recipient?.id ? undefined : activity.from
  return {
    // What a channel tells in the bot's own name is of no customer: all of the bot's conversations would wait in one line.
    ...(from?.id
      ? { customer: { id: `${activity.channelId}/${from.id}`, ...(from.name ? { name: from.name } : {}) } }
      : {}),
    ...(isDeepStrictEqual(data, view.record.data) ? {} : { data: data as unknown as Record<string, unknown> }),
    happenings: happeningsOf(activity, event, view),
  }
}

function happeningsOf(activity: Activity, event: AcceptedEvent, view: ConversationView): Happening[] {
  // The channel tells of the customer's joining itself, if it ever does.
  const told = view.record.epoch === 0 || activity.type === ActivityTypes.ConversationUpdate
  // A later epoch begins with the customer's words, and core tells the bot: not with a customer who is only typing.
  const begins = told && activity.type !== ActivityTypes.EndOfConversation
  const started: Happening[] = begins ? [{ kind: 'started', told }] : []
  if (view.record.desk?.session?.open === true && leaves(activity)) {
    return [{ kind: 'owner', owner: 'closed', why: 'the customer left' }]
  }
  if (activity.type !== ActivityTypes.Message) return [...started, { kind: 'activity', activity }]
  const { text, value, attachments, locale } = activity
  const message: Happening = {
    kind: 'message',
    id: activity.id || event.id,
    text: typeof text === 'string' ? text : '',
    ...(value === undefined ? {} : { value }),
    ...(Array.isArray(attachments) ? { attachments } : {}),
    ...(locale ? { locale } : {}),
    at: event.acceptedAt,
    activity,
  }
  return [...started, message]
}

/** The customer, and not the bot, goes. */
function leaves(activity: Activity): boolean {
  if (activity.type === ActivityTypes.EndOfConversation) return true
  const { membersRemoved, recipient } = activity
  return (
    activity.type === ActivityTypes.ConversationUpdate && (membersRemoved ?? []).some(({ id }) => id !== recipient?.id)
  )
}

const TIMES = [
  ['timestamp', 'rawTimestamp'],
  ['localTimestamp', 'rawLocalTimestamp'],
  ['expiration', 'rawExpiration'],
] as const

/**
 * Dates as dates, who speaks as the transcript needs it, and the caller's id as `CloudAdapter` sets it. When it happened
 * is when we got it, where the channel does not say.
 */
function asTheSdkHasIt({ activity, identity }: Received, acceptedAt: string): Activity {
  const { timestamp: _t, localTimestamp: _l, expiration: _e, callerId: _c, from, ...rest } = activity
  const times = TIMES.flatMap(([name, raw]) => {
    const text: unknown = activity[name]
    if (typeof text !== 'string') return []
    return Number.isNaN(Date.parse(text))
      ? [[raw, text]]
      : [
          [raw, text],
          [name, new Date(text)],
        ]
  })
  return {
    ...rest,
    ...(from ? { from: { ...from, role: from.role ?? 'user' } } : {}),
    timestamp: new Date(acceptedAt),
    ...Object.fromEntries(times),
    ...(identity.callerId === undefined ? {} : { callerId: identity.callerId }),
  } as Activity
}

/** Where and to whom to speak. Channels may tell of the bot's own joining in the bot's name: the user stays who it was. */
function referenceFrom(activity: Activity, view: ConversationView): Partial<ConversationReference> {
  const { channelId, serviceUrl, conversation, recipient, from, locale } = activity
  const known = connectorDataOf(view)?.reference
  const user = !from || from.id === recipient?.id ? known?.user : from
  const spoken = locale || known?.locale
  return {
    channelId,
    serviceUrl,
    conversation,
    ...(recipient ? { bot: recipient } : {}),
    ...(user === undefined ? {} : { user }),
    ...(spoken ? { locale: spoken } : {}),
  }
}

/** A conversation the bot knew before we did, from its reference: its own, until somebody else is told of. */
export function introduced(reference: Partial<ConversationReference>, identity: CallerIdentity): ConversationRecord {
  const { channelId, serviceUrl, user } = reference
  if (!channelId || !serviceUrl) {
    throw new SettingsError('A reference to a conversation that is not known yet needs channelId and serviceUrl.', {
      hint: 'Take it with TurnContext.getConversationReference(context.activity).',
    })
  }
  const data: ConnectorData = { reference, identity }
  return {
    epoch: 1,
    owner: 'bot',
    tenure: 1,
    heard: 0,
    ...(user?.id ? { customer: { id: `${channelId}/${user.id}`, ...(user.name ? { name: user.name } : {}) } } : {}),
    data: data as unknown as Record<string, unknown>,
  }
}

/** The customer as the agents see them. */
export function deskCustomerOf(view: Pick<ConversationView, 'record'>): DeskCustomer {
  const { user, locale, channelId = '' } = connectorDataOf(view)?.reference ?? {}
  return {
    id: user?.id ?? '',
    channel: channelId,
    ...(user?.name ? { name: user.name } : {}),
    ...(locale ? { locale } : {}),
  }
}

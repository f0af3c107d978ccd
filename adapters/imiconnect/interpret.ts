import { activityConversationId, type ConversationView } from '../core/conversation.ts'
import { defined } from '../core/defined.ts'
import type { AcceptedEvent } from '../core/engine/engine.ts'
import type { Happening, Interpretation, OwnerNews } from '../core/platform.ts'
import { type ImiconnectEvent, readText } from './events.ts'
import { attachmentsOf, withFiles } from './media.ts'
import { memoryOf, withBotAt } from './memory.ts'
import { valueOfPayload } from './payload.ts'
import type { ImiconnectProfile } from './profile.ts'
import { keyOf } from './webhook.ts'

/** Event activity for what the platform sends and we have no word for; `value` is `{ event, ... }` with the body in `raw`. */
export const UNKNOWN_EVENT = 'imiconnect.event'

/** An event in the conversation it is about. */
interface Case {
  profile: ImiconnectProfile
  event: ImiconnectEvent
  accepted: AcceptedEvent
  view: ConversationView
}

/**
 * What an event means. Each tells by its `ConversationType` whose conversation it is; only the bot's are answered
 * (Webex Connect help, Generic Bot). No call is made, and nothing is concluded from what came before, but for messages
 * that were on their way when we handed over.
 */
export function interpret(profile: ImiconnectProfile, accepted: AcceptedEvent, view: ConversationView): Interpretation {
  const body = readText(accepted.body, profile)
  if (body.kind !== 'event') {
    const why = body.kind === 'malformed' ? body.why : 'there is no event in it'
    return { happenings: [{ kind: 'ignored', why }] }
  }
  const { event } = body
  const at: Case = { profile, event, accepted, view }
  const interpretation = { ...customerOf(at), happenings: happeningsOf(at) }
  const data = isForTheBot(event) ? withBotAt(memoryOf(view.record), event.at) : undefined
  return data === undefined ? interpretation : { ...interpretation, data }
}

const isSaid = ({ kind }: ImiconnectEvent): boolean => kind === 'incoming' || kind === 'postback'
const isForTheBot = (event: ImiconnectEvent): boolean => event.holder === 'bot' && isSaid(event)

function happeningsOf(at: Case): Happening[] {
  const { event } = at
  switch (event.kind) {
    case 'delivery':
      return [receiptOf(event)]
    case 'closed':
      return isOld(at)
        ? [{ kind: 'ignored', why: 'the conversation has come back to the bot since' }]
        : [{ kind: 'owner', owner: 'closed', why: event.description ?? `IMIconnect says: ${event.name}` }]
    default:
      return isForTheBot(event) ? forTheBot(at) : collated(at)
  }
}

/** The bot has the conversation, or has it again; unless the message was on its way when we handed over. */
function forTheBot(at: Case): Happening[] {
  const { event } = at
  const message: Happening = {
    kind: 'message',
    id: idOf(event),
    text: event.kind === 'postback' ? (event.payload ?? event.text) : event.text,
    ...(event.payload === undefined ? {} : { value: valueOfPayload(event.payload) }),
    ...(event.media.length === 0 ? {} : { attachments: attachmentsOf(event.media) }),
    ...timeOf(event),
    channelData: event.raw,
  }
  return wasOnItsWay(at) ? [message] : [{ kind: 'owner', owner: 'bot' }, message]
}

/**
 * Between our hand-over and the platform's switch messages still come as the bot's: they give nothing back. What counts
 * is when one was written, since retries come up to an hour later; when it came, where its own time cannot be right.
 */
function wasOnItsWay({ profile, event, accepted, view }: Case): boolean {
  const { owner, leaving, handedOffAt } = view.record
  if (owner !== 'queue' && owner !== 'agent') return false
  if (leaving === 'hand-off') return true
  if (handedOffAt === undefined) return false
  const { inFlightMs, lateMs } = profile.handover
  const came = Date.parse(accepted.acceptedAt)
  const written = event.at === undefined ? came : Date.parse(event.at)
  const counts = Math.abs(came - written) <= lateMs ? written : came
  return counts < Date.parse(handedOffAt) + inFlightMs
}

/** What is not the bot's is for the transcript, and never answered. */
function collated(at: Case): Happening[] {
  const { event } = at
  const from = authorOf(event)
  const text = event.kind === 'postback' ? (event.payload ?? event.text) : withFiles(event.text, event.media)
  if (from === undefined || text === '') return [...ownerNews(at, undefined), unknown(event)]
  const name = from === 'agent' ? event.agentName : event.userName
  const said: Happening = {
    kind: 'observed',
    id: idOf(event),
    from,
    ...(name === undefined ? {} : { name }),
    text,
    ...timeOf(event),
  }
  return [...ownerNews(at, from), said]
}

/** By the event's name, by the field that tells, or, where nothing else does, by `Incoming` meaning the customer's. */
function authorOf({ kind, author }: ImiconnectEvent): 'agent' | 'customer' | undefined {
  if (kind === 'agent') return 'agent'
  return author ?? (kind === 'incoming' || kind === 'postback' ? 'customer' : undefined)
}

/**
 * People have it. That an agent does is known when one speaks. In a conversation that is not linked to the bot's nobody
 * hears this: there is nothing open under its id.
 */
function ownerNews(at: Case, from: 'agent' | 'customer' | undefined): Happening[] {
  const { event, view } = at
  if (event.holder !== 'people' || isOld(at)) return []
  if (from === 'agent') {
    const { agentName: name } = event
    const news: OwnerNews = { owner: 'agent', ...(name === undefined ? {} : { agent: { name } }) }
    return [{ kind: 'owner', ...news }]
  }
  return view.record.owner === 'bot' ? [{ kind: 'owner', owner: 'queue' }] : []
}

/** Of a time before the bot had the conversation (again): a retry that comes late changes no owner. */
function isOld({ event, view }: Case): boolean {
  const { botAt } = memoryOf(view.record)
  return view.record.owner === 'bot' && botAt !== undefined && event.at !== undefined && event.at < botAt
}

/** Receipts of what people sent are none of the bot's business. */
function receiptOf(event: ImiconnectEvent): Happening {
  if (event.holder === 'people') return { kind: 'ignored', why: 'it is a receipt of what people sent' }
  const { deliveryStatus = 'unknown', messageId, description, channel, at } = event
  const state = deliveryStatus.toLowerCase()
  const known = defined({ platformId: messageId, why: description, channel, at })
  return { kind: 'delivery', value: { command: 'reply', state, ...known } }
}

function unknown(event: ImiconnectEvent): Happening {
  const { name, conversationId, conversationType, text, messageId, at, raw } = event
  const value = defined({ event: name, conversationId, conversationType, text: text || undefined, messageId, at, raw })
  return { kind: 'event', name: UNKNOWN_EVENT, value }
}

/**
 * No event names the customer (Webex Connect help, Generic Bot); a BOT conversation's id stays with customer, channel
 * asset and service until it is closed, so it stands in. Accounts share nothing.
 */
function customerOf({ event, view }: Case): Pick<Interpretation, 'customer'> {
  const { key, record } = view
  const { userId, userName: name } = event
  // Who writes to people under an id of theirs is known to nobody here.
  if (userId === undefined && event.holder === 'people') return {}
  const own = userId !== undefined && key.account !== '' ? `${key.account}~${userId}` : userId
  const id = own ?? record.customer?.id ?? activityConversationId(key)
  if (id === record.customer?.id && (name === undefined || name === record.customer.name)) return {}
  return { customer: { id, ...(name === undefined ? {} : { name }) } }
}

const idOf = (event: ImiconnectEvent): string => event.messageId ?? keyOf(event)

const timeOf = ({ at }: ImiconnectEvent): { at?: string } => (at === undefined ? {} : { at })

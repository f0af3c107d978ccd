import type { ConversationView } from '../core/conversation.ts'
import type { IncomingEvent } from '../core/engine/engine.ts'
import type { Happening, Interpretation } from '../core/platform.ts'
import type { ClaimBody } from './claim.ts'
import type { GladlyEvent } from './events.ts'
import { isoOf } from './events.ts'
import { firstly, ignored } from './happenings.ts'
import { type AnswerableItem, textOf, timeOf, unanswered } from './items.ts'
import { dataOf, type Memory, memoryOf, withGiven, withLastItem } from './memory.ts'
import { messageOf } from './message.ts'
import { newsOf, type Truth, truthOf } from './owner.ts'
import type { GladlyPorts } from './ports.ts'
import { isAnswerable } from './reply-content.ts'
import type { Conversation, Item } from './schemas.ts'

/** Event activity for what a customer sent and nobody can reply to: a voicemail, say. The bot may hand it to a person. */
export const UNANSWERABLE_ITEM = 'contactcenter.unanswerable'

type MessageEvent = GladlyEvent & { kind: 'message' }

/** One customer message and all that is known about where it came from. */
interface Case {
  ports: GladlyPorts
  event: MessageEvent
  view: ConversationView
  signal: AbortSignal
  conversation: Conversation
  truth: Truth
  memory: Memory
  /** News of the owner, for a conversation that core holds. */
  news: Happening[]
}

/** `CONTACT/MESSAGE_RECEIVED`, or `MESSAGE/RECEIVED`. */
export async function interpretMessage(
  ports: GladlyPorts,
  event: MessageEvent,
  origin: IncomingEvent['origin'],
  view: ConversationView,
  signal: AbortSignal,
): Promise<Interpretation> {
  const { client, people, settings } = ports
  const inbox = event.before?.inboxId
  // The old name has no context: it has to be asked for. What catch-up found it has asked for already.
  if (origin === 'webhook' && !view.held && inbox !== undefined && !settings.aiInboxIds.includes(inbox)) {
    return ignored('it is in no AI inbox')
  }
  const memory = memoryOf(view.record)
  if (origin !== 'replay' && memory.given.includes(event.itemId)) return ignored('the bot has had this message already')

  const [conversation, item] = await Promise.all([
    client.conversation(event.conversationId, signal),
    client.item(event.itemId, signal),
  ])
  if (conversation === undefined) return ignored('Gladly has no such conversation')
  if (item === 'unknown') return ignored('Gladly has no such item')
  if (item === 'unsupported' && event.channel !== 'VOICEMAIL')
    return ignored('the API does not show items of this type')

  const truth = await truthOf(conversation, settings.aiInboxIds, people)
  const news: Happening[] = view.held ? [{ kind: 'owner', ...(await newsOf(truth, people)) }] : []
  const at: Case = { ports, event, view, signal, conversation, truth, memory, news }
  if (item === 'unsupported') return unanswerable(at, undefined)

  const from = item.initiator?.type ?? event.initiator?.type ?? 'CUSTOMER'
  // Third parties in an e-mail thread, automatic messages: a reply to them is refused.
  if (from !== 'CUSTOMER')
    return { happenings: [...news, { kind: 'ignored', why: `it was written by ${from}, not by the customer` }] }
  if (!isAnswerable(item.content.type)) return unanswerable(at, item)
  return answerable(at, { ...item, initiator: { ...item.initiator, type: 'CUSTOMER' } } as AnswerableItem)
}

async function answerable(at: Case, item: AnswerableItem): Promise<Interpretation> {
  const { truth, view, news } = at
  if (truth.owner === 'closed') return afterClose(at, item)
  if (truth.owner === 'bot') return forTheBot(at, item, news, truth.unassigned ? 'claim' : undefined)
  if (!view.held) return ignored(`it is with ${truth.owner === 'agent' ? 'a person' : 'another inbox'}`)
  // Core puts it into the transcript.
  const message = { kind: 'message', id: item.id, text: textOf(item), ...withTime(item) } as const
  return { ...customerOf(at), happenings: [...news, message], data: dataOf(withLastItem(at.memory, item)) }
}

/** The bot gets it, after what has to be done first. */
async function forTheBot(
  at: Case,
  item: AnswerableItem,
  news: Happening[],
  first?: ClaimBody['do'],
): Promise<Interpretation> {
  const { ports, view, conversation, event, signal } = at
  const remembered = withLastItem(at.memory, item)
  // Our own hand-off has not reached Gladly yet, which goes on saying `bot`: a person will answer this.
  const leaving = view.record.leaving === 'hand-off'
  const [message, customer] = await Promise.all([
    messageOf(ports, item, event.type, signal),
    view.held ? customerOf(at) : namedCustomerOf(at),
  ])
  return {
    ...customer,
    happenings: [...news, ...(first === undefined ? [] : [firstly(first, conversation)]), message],
    data: dataOf(leaving ? remembered : withGiven(remembered, item.id)),
    // A conversation that is closed is not the bot's before it is open again.
    ...(first === 'reopen' ? {} : { botOwnsNow: true }),
  }
}

/**
 * The customer wrote while the conversation was being closed. Where we closed it, or the message is newer than the close
 * (then Gladly is about to open it itself), and nobody has answered since, it is opened again for the answer. Where a
 * person closed it, that was their decision.
 */
async function afterClose(at: Case, item: AnswerableItem): Promise<Interpretation> {
  const { ports, view, truth, conversation, news, signal } = at
  const closedByUs = view.record.resolvedByBot === true || view.record.leaving === 'resolve'
  const closedAt = isoOf(conversation.closedAt)
  const newer = closedAt !== undefined && (timeOf(item) ?? '') > closedAt
  if (truth.ours && (closedByUs || newer)) {
    const { items } = await ports.client.items(conversation.id, signal)
    if (unanswered(items, ports.settings.profile).some(({ id }) => id === item.id))
      return forTheBot(at, item, news, 'reopen')
  }
  if (!view.held) return ignored('the conversation is closed')
  const said = { kind: 'observed', id: item.id, from: 'customer', text: textOf(item), ...withTime(item) } as const
  return { ...customerOf(at), happenings: [said, ...news] }
}

/** Voicemails and the like: nobody can reply, so the bot is told instead. */
async function unanswerable(at: Case, item: Item | undefined): Promise<Interpretation> {
  const { truth, view, news, memory, event, conversation } = at
  if (truth.owner !== 'bot') {
    return { happenings: [...news, { kind: 'ignored', why: 'it cannot be answered, and is not the bot’s' }] }
  }
  const value = { itemId: event.itemId, channel: event.channel, item }
  return {
    ...(view.held ? customerOf(at) : await namedCustomerOf(at)),
    happenings: [
      ...news,
      ...(truth.unassigned ? [firstly('claim', conversation)] : []),
      { kind: 'started' },
      { kind: 'event', name: UNANSWERABLE_ITEM, value },
    ],
    data: dataOf(withGiven(memory, event.itemId)),
    botOwnsNow: true,
  }
}

const customerOf = ({ conversation }: { conversation: Conversation }) => ({ customer: { id: conversation.customerId } })

/** At the beginning of an epoch the name is worth a call. The bot answers without it where it cannot be had. */
export async function namedCustomerOf(at: Pick<Case, 'ports' | 'view' | 'conversation' | 'signal'>) {
  const { ports, view, conversation, signal } = at
  const known = view.record.customer
  if (known?.id === conversation.customerId && known.name !== undefined) return { customer: known }
  const customer = await ports.client.customer(conversation.customerId, signal).catch((error: unknown) => {
    ports.log.debug({ err: error }, 'the name of a customer could not be fetched')
    return undefined
  })
  const name = customer?.name
  return { customer: { id: conversation.customerId, ...(name === undefined ? {} : { name }) } }
}

const withTime = (item: Item): { at?: string } => {
  const at = timeOf(item)
  return at === undefined ? {} : { at }
}

import type { ConversationView } from '../core/conversation.ts'
import type { Happening, Interpretation } from '../core/platform.ts'
import type { GladlyEvent } from './events.ts'
import { firstly, ignored } from './happenings.ts'
import { namedCustomerOf } from './interpret-message.ts'
import { lastOfCustomer, timeOf, unanswered } from './items.ts'
import { dataOf, memoryOf, withGiven, withLastItem } from './memory.ts'
import { messageOf } from './message.ts'
import { newsOf, type Truth, truthOf } from './owner.ts'
import type { GladlyPorts } from './ports.ts'
import type { Conversation } from './schemas.ts'

type ChangeEvent = GladlyEvent & { kind: 'assignee' | 'changed' }

/**
 * `CONVERSATION_ASSIGNEE/UPDATED`, `CONVERSATION_STATUS/UPDATED`, `CONVERSATION/CREATED`, `/CLOSED`, `/REOPENED`: only a
 * reason to ask who has the conversation now.
 *
 * None of them begins an epoch by itself, since the bot can only answer; except that a conversation given to the bot may
 * have brought a message with it that nobody has answered.
 */
export async function interpretChange(
  ports: GladlyPorts,
  event: ChangeEvent,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Interpretation> {
  const { client, people, settings } = ports
  const inbox = event.kind === 'assignee' ? event.after?.inboxId : undefined
  if (!view.held && (inbox === undefined || !settings.aiInboxIds.includes(inbox)))
    return ignored('it is not ours, and does not become ours')
  if (await isOwnClaim(ports, event, view)) return ignored('our own claim')

  const conversation = await client.conversation(event.conversationId, signal)
  if (conversation === undefined) return ignored('Gladly has no such conversation')
  const truth = await truthOf(conversation, settings.aiInboxIds, people)
  const news: Happening[] = view.held ? [{ kind: 'owner', ...(await newsOf(truth, people)) }] : []
  return truth.owner === 'bot' && comesToTheBot(view)
    ? arrival(ports, event, view, conversation, truth, news, signal)
    : { happenings: news }
}

/** Heard back, it tells nothing new; without this every conversation would cost one call more. */
async function isOwnClaim(
  { people, settings }: GladlyPorts,
  event: ChangeEvent,
  view: ConversationView,
): Promise<boolean> {
  if (event.kind !== 'assignee' || view.record.owner !== 'bot' || view.record.leaving !== undefined) return false
  const { initiator, after } = event
  if (initiator?.id === undefined || after?.agentId === undefined || !settings.aiInboxIds.includes(after.inboxId ?? ''))
    return false
  return (await people.isOurs(initiator.id)) && (await people.isOurs(after.agentId))
}

/** Somebody else had it, as far as we knew. Until our own hand-off has reached Gladly, `bot` is old news. */
function comesToTheBot({ held, record }: ConversationView): boolean {
  return !held || (record.owner !== 'bot' && record.leaving === undefined)
}

/** The bot has the conversation (again), and with it the customer's last message that nobody answered. */
async function arrival(
  ports: GladlyPorts,
  event: ChangeEvent,
  view: ConversationView,
  conversation: Conversation,
  truth: Truth,
  news: Happening[],
  signal: AbortSignal,
): Promise<Interpretation> {
  const { items } = await ports.client.items(conversation.id, signal)
  const memory = memoryOf(view.record)
  const last = lastOfCustomer(items)
  const remembered = last === undefined ? memory : withLastItem(memory, last)
  const waiting = unanswered(items, ports.settings.profile)
    .filter(({ id }) => !memory.given.includes(id))
    // Those written after this event have their own, which stands behind it: taken here, they would change places.
    .filter((item) => event.at === undefined || (timeOf(item) ?? '') <= event.at)
    .at(-1)
  if (waiting === undefined && !view.held) return ignored('it came to the bot, with nothing to answer')

  const claim = truth.unassigned ? [firstly('claim', conversation)] : []
  const message = waiting === undefined ? [] : [await messageOf(ports, waiting, event.type, signal)]
  return {
    ...(view.held
      ? { customer: { id: conversation.customerId } }
      : await namedCustomerOf({ ports, view, conversation, signal })),
    happenings: [...news, ...claim, ...message],
    data: dataOf(waiting === undefined ? remembered : withGiven(remembered, waiting.id)),
    botOwnsNow: true,
  }
}

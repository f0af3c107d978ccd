import type { ConversationView } from '../core/conversation.ts'
import type { Interpretation } from '../core/platform.ts'
import { type GladlyEvent, matchesInitiator } from './events.ts'
import { ignored } from './happenings.ts'
import { textOf, timeOf } from './items.ts'
import { newsOf, truthOf } from './owner.ts'
import type { GladlyPorts } from './ports.ts'

/**
 * `CONTACT/MESSAGE_SENT`: a person or another bot wrote to the customer; for the transcript. Our own replies come back
 * as such events too, whatever the type of their initiator.
 */
export async function interpretSent(
  ports: GladlyPorts,
  event: GladlyEvent & { kind: 'sent' },
  view: ConversationView,
  signal: AbortSignal,
): Promise<Interpretation> {
  const { client, people, settings } = ports
  if (!view.held) return ignored('it is not ours')
  if (event.initiator?.id !== undefined && (await people.isOurs(event.initiator.id))) return ignored('our own reply')

  const [conversation, item] = await Promise.all([
    client.conversation(event.conversationId, signal),
    client.item(event.itemId, signal),
  ])
  if (conversation === undefined) return ignored('Gladly has no such conversation')
  const who = typeof item === 'object' ? (item.initiator ?? event.initiator) : event.initiator
  if (who?.id !== undefined && (await people.isOurs(who.id))) return ignored('our own reply')

  // Gladly's own AI speaking is no take-over: who owns the conversation is what Gladly says of it, not who wrote.
  const truth = await truthOf(conversation, settings.aiInboxIds, people)
  const news = { kind: 'owner', ...(await newsOf(truth, people)) } as const
  if (typeof item !== 'object') return { happenings: [news] }
  const person = who !== undefined && matchesInitiator(settings.profile.initiators.people, who)
  const name = person && who.id !== undefined ? await people.nameOf(who.id) : undefined
  const at = timeOf(item)
  const said = {
    kind: 'observed',
    id: item.id,
    from: person ? 'agent' : 'bot',
    text: textOf(item),
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at }),
  } as const
  // What was said before a close belongs to the epoch that the close ends.
  return { happenings: truth.owner === 'closed' ? [said, news] : [news, said] }
}

import type { HandOffPayload } from '../../core/commands.ts'
import type { ConversationView } from '../../core/conversation.ts'
import { PlatformRefusedError } from '../../core/errors.ts'
import type { Delivered } from '../../core/platform.ts'
import { textOf } from '../desk/properties.ts'
import { queueIdOf } from '../settings.ts'
import { EIGHT_BY_EIGHT } from '../webhook.ts'
import type { ChannelPorts } from './ports.ts'
import type { Rejected } from './properties.ts'
import type { Users } from './users.ts'

/**
 * Give the conversation to a queue of people (8x8, Chat Gateway, Patch conversation). Before that they are told why, and
 * 8x8 is told to give it back to us after them (Post agent assignment). All of it can be done again: the first two say the
 * same once more, and the customer is still the bot's until the last. People see the whole conversation, so that no
 * transcript is sent.
 */
export async function handOff(
  ports: ChannelPorts & { users: Users },
  payload: HandOffPayload,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Delivered> {
  const { settings, client } = ports
  const id = queueFor(ports, payload)
  const rejected = [
    ...(await unlessRefused('what the bot wrote for the agent', () => tellAgents(ports, payload, view, signal))),
    ...(await unlessRefused('the return to the bot after the agent', () => askBack(ports, view, signal))),
  ]
  await client.patchConversation(view.key.conversationId, { assignment: { type: 'queue', id } }, signal)
  ports.log.debug({ conversation: view.key, queue: id, webhook: settings.webhookId }, 'handed over')
  return rejected.length === 0 ? {} : { rejected }
}

/** The queue of a hand-off. @throws PlatformRefusedError where the settings have none of that name. */
export function queueFor({ settings }: Pick<ChannelPorts, 'settings'>, { queue }: HandOffPayload): string {
  const id = queueIdOf(settings, queue?.trim())
  if (id !== undefined) return id
  const known = Object.keys(settings.queues)
  throw new PlatformRefusedError(`There is no queue '${queue}'`, {
    channelId: EIGHT_BY_EIGHT,
    hint:
      known.length === 0
        ? 'Name it in EIGHT_BY_EIGHT_QUEUES (name=queueId).'
        : `EIGHT_BY_EIGHT_QUEUES has ${known.join(', ')}.`,
  })
}

/** Reason, notes and what else the bot put into the hand-off, as additional properties beside the conversation. */
function tellAgents(
  { users, settings }: ChannelPorts & { users: Users },
  { reason, context = {}, collected }: HandOffPayload,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Rejected> {
  const { propertyKeys } = settings.profile
  const written: [string, string | undefined][] = [
    [propertyKeys.reason, reason],
    [propertyKeys.notes, (collected?.notes ?? []).join('\n')],
  ]
  const added = Object.entries(context)
    .map(([name, value]): [string, string | undefined] => [name, textOf(value)])
    .filter(([name]) => written.every(([own]) => own !== name))
  // First come, first served: what people will read as words matters more than what programs add.
  const given = [...written, ...added].filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()))
  if (given.length === 0) return Promise.resolve([])
  return users.change(view, { properties: Object.fromEntries(given) }, signal)
}

async function askBack(
  { client, settings }: ChannelPorts,
  { key }: ConversationView,
  signal: AbortSignal,
): Promise<Rejected> {
  const { webhookId: id, profile } = settings
  if (id === undefined) return []
  const assignment = { type: 'webhook', id, configuration: profile.channel.afterAgent } as const
  await client.assignAfterAgent(key.conversationId, assignment, signal)
  return []
}

/** What 8x8 refuses of the way must not keep the customer from a person. */
async function unlessRefused(what: string, work: () => Promise<Rejected>): Promise<Rejected> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PlatformRefusedError) || error.isCredentials) throw error
    return [{ what, why: error.message }]
  }
}

import type { HandOffPayload } from '../core/commands.ts'
import { isRefusal, PlatformRefusedError } from '../core/errors.ts'
import type { Delivered, PlatformCommand } from '../core/platform.ts'
import type { ConversationPatch } from './client.ts'
import { mentions, type Notes, notesSince } from './notes.ts'
import type { GladlyPorts } from './ports.ts'
import type { GladlyProfile } from './profile.ts'
import { type Conversation, problemsOf } from './schemas.ts'
import type { CompleteGladlySettings } from './settings.ts'
import { GLADLY } from './webhook.ts'

type Nobody = GladlyProfile['handOff']['agentId']

/**
 * Give the conversation to an inbox of people, assigned to nobody there, so that Gladly's routing finds somebody
 * (Gladly API reference, Conversations: Update conversation). Then look whether it is there.
 *
 * The transcript needs no sending: people in Gladly see the conversation as it was.
 */
export async function handOff(
  ports: GladlyPorts & { notes: Notes },
  conversationId: string,
  command: PlatformCommand,
  signal: AbortSignal,
): Promise<Delivered> {
  const { settings, client, clock, log } = ports
  const payload = command.body as HandOffPayload
  const inboxId = inboxFor(settings, payload.queue)
  const rejected = await leaveReason(ports, conversationId, command, payload, signal)

  // The hand-off is made by then: where the look fails, Gladly's 204 is believed.
  const look = (): Promise<Conversation | undefined> =>
    client.conversation(conversationId, signal).catch((error: unknown) => {
      log.warn({ err: error }, 'whether a hand-off is there could not be seen')
      return undefined
    })
  const preferred = settings.profile.handOff.agentId
  const ways: Nobody[] = [preferred, ...(['null', 'empty', 'omit'] as const).filter((way) => way !== preferred)]
  for (const way of ways) {
    try {
      await client.updateConversation(conversationId, patchOf(inboxId, way), signal)
    } catch (error) {
      // Kept where "nobody" was meant, our agent is none of that inbox's.
      if (way === ways.at(-1) || !isRefusal(error, 400) || !isAboutAgent(error)) throw error
      continue
    }
    let now = await look()
    if (now !== undefined && !(await hasLeft(ports, now, inboxId))) {
      await clock.sleep(settings.profile.handOff.settleMs, signal)
      now = await look()
    }
    if (now === undefined || (await hasLeft(ports, now, inboxId))) return rejected
    log.warn(
      { agentId: way },
      'Gladly took the hand-off and left the conversation with the bot: trying another way to say "nobody"',
    )
  }
  throw new PlatformRefusedError('Gladly took the hand-off and left the conversation with the bot', {
    channelId: GLADLY,
    hint: 'Is there a rule in Gladly that moves conversations of the handoff inbox back, or assigns them to the dedicated user?',
  })
}

function isAboutAgent({ body }: PlatformRefusedError): boolean {
  return problemsOf(body).some(({ attr, detail }) => /agent/i.test(`${attr} ${detail}`))
}

/** The inbox of a queue, by the name it has in GLADLY_QUEUES. */
export function inboxFor({ queues, handoffInboxId }: CompleteGladlySettings, queue: string | undefined): string {
  if (queue === undefined || queue.trim() === '') return handoffInboxId
  const wanted = queue.trim().toLowerCase()
  const found = Object.entries(queues).find(([name]) => name.toLowerCase() === wanted)
  if (found !== undefined) return found[1]
  const known = Object.keys(queues)
  throw new PlatformRefusedError(`There is no queue '${queue}'`, {
    channelId: GLADLY,
    hint: known.length === 0 ? 'Name it in GLADLY_QUEUES (name=inboxId).' : `GLADLY_QUEUES has ${known.join(', ')}.`,
  })
}

/** Elsewhere than we put it counts too: somebody was quicker than our look. */
async function hasLeft({ settings, people }: GladlyPorts, now: Conversation, inboxId: string): Promise<boolean> {
  if (now.agentId !== undefined && (await people.isOurs(now.agentId))) return false
  return now.inboxId === inboxId || now.agentId !== undefined || !settings.aiInboxIds.includes(now.inboxId)
}

function patchOf(inboxId: string, nobody: Nobody): ConversationPatch {
  const agent = nobody === 'omit' ? {} : { agentId: nobody === 'null' ? null : '' }
  return { assignee: { inboxId, ...agent }, status: { value: 'OPEN' } }
}

/** Whoever takes over should know why; but not read it twice where the bot has noted it already. */
async function leaveReason(
  { client, people, notes, settings }: GladlyPorts & { notes: Notes },
  conversationId: string,
  command: PlatformCommand,
  { reason }: HandOffPayload,
  signal: AbortSignal,
): Promise<Delivered> {
  if (!settings.profile.handOff.reasonNote || reason === undefined || reason.trim() === '') return {}
  const { items } = await client.items(conversationId, signal)
  const ours = await notesSince(items, command.createdAt, people)
  if (ours.some((note) => mentions(note, reason))) return {}
  try {
    await notes.add(conversationId, reason, signal)
    return {}
  } catch (error) {
    // A note that is refused must not keep the customer from a person.
    if (!(error instanceof PlatformRefusedError) || error.isCredentials) throw error
    return { rejected: [{ what: 'the reason, as a note', why: error.message }] }
  }
}

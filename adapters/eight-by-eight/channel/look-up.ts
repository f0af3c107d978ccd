import type { HandOffPayload } from '../../core/commands.ts'
import type { ConversationView } from '../../core/conversation.ts'
import { PlatformRefusedError } from '../../core/errors.ts'
import type { LookUp, PlatformCommand } from '../../core/platform.ts'
import type { Message } from '../schemas.ts'
import { queueFor } from './hand-off.ts'
import { ownerOf } from './owner.ts'
import type { ChannelPorts } from './ports.ts'
import { type ChannelReply, markOf, timeInMark } from './reply.ts'

/**
 * 8x8 takes no idempotency key and tells no ids, but shows what it has: whether a command whose outcome is unknown had its
 * effect is seen in the conversation. `known` are the marks of what was delivered.
 */
export async function lookUp(
  ports: ChannelPorts,
  command: PlatformCommand,
  view: ConversationView,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookUp> {
  switch (command.kind) {
    case 'reply':
      return findReply(ports, command.body as ChannelReply, view, known, signal)
    case 'hand-off':
      return findHandOff(ports, command.body as HandOffPayload, view, signal)
    case 'resolve': {
      const conversation = await ports.client.conversation(view.key.conversationId, signal)
      return { state: conversation === undefined || conversation.state === 'idle' ? 'found' : 'same-again' }
    }
    default:
      // Topics and attributes: doing it again changes nothing.
      return { state: 'same-again' }
  }
}

/** Marks live for 7 days; what is older than this counts on neither side. */
const LOOK_BACK_MS = 6 * 24 * 60 * 60 * 1_000

/**
 * Said once more than we know of: then it arrived. Counted, and not told by the time, as the clocks of both sides differ
 * and 8x8's knows only seconds (Chat Gateway, List messages).
 */
async function findReply(
  ports: ChannelPorts,
  { text = '', file }: ChannelReply,
  view: ConversationView,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookUp> {
  // A file's id is new each time, and a card alone has nothing to be known by.
  if (file !== undefined || text.trim() === '') return { state: 'cannot-tell' }
  const now = ports.clock.now()
  const { messages, since } = await messagesSince(ports, view, now.getTime() - LOOK_BACK_MS, signal)
  const shown = messages.filter((message) => message.author?.type === 'bot' && message.text?.trim() === text.trim())
  const times = [...known].map((mark) => timeInMark(mark, text)).filter((at) => at !== undefined)
  const delivered = times.filter((at) => at >= since)
  return shown.length > delivered.length ? { state: 'found', platformId: markOf(text, now) } : { state: 'absent' }
}

const PAGE = 100
const MOST_PAGES = 10

/** Newest first, and how far back they go where they are not all. */
async function messagesSince(
  { client }: ChannelPorts,
  { key }: ConversationView,
  since: number,
  signal: AbortSignal,
): Promise<{ messages: Message[]; since: number }> {
  const messages: Message[] = []
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { page, size: PAGE, sort: 'createdAt:desc' }
    const { items, totalPages } = await client.messages(key.conversationId, query, signal)
    messages.push(...items)
    const oldest = timeOf(items.at(-1))
    if (items.length === 0 || page + 1 >= totalPages || (oldest !== undefined && oldest < since)) {
      return { messages: messages.filter((one) => (timeOf(one) ?? since) >= since), since }
    }
  }
  return { messages, since: timeOf(messages.at(-1)) ?? since }
}

function timeOf(message: Message | undefined): number | undefined {
  const at = Date.parse(message?.createdAt ?? '')
  return Number.isNaN(at) ? undefined : at
}

/** It is with that queue, or with somebody of it. Else perhaps not yet: the change takes a while. */
async function findHandOff(
  ports: ChannelPorts,
  payload: HandOffPayload,
  view: ConversationView,
  signal: AbortSignal,
): Promise<LookUp> {
  let queueId: string
  try {
    queueId = queueFor(ports, payload)
  } catch (error) {
    if (error instanceof PlatformRefusedError) return { state: 'same-again' }
    throw error
  }
  const conversation = await ports.client.conversation(view.key.conversationId, signal)
  const owner = conversation && ownerOf(conversation, ports.settings.profile)?.owner
  const there = owner === 'agent' || (owner === 'queue' && conversation?.assignment?.id === queueId)
  return { state: there ? 'found' : 'absent' }
}

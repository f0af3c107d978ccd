import type { IncomingEvent } from '../core/engine/engine.ts'
import { isRefusal } from '../core/errors.ts'
import { type GladlyEvent, readEvent } from './events.ts'
import { unanswered } from './items.ts'
import type { GladlyPorts } from './ports.ts'
import type { Item } from './schemas.ts'
import { incomingEvent } from './webhook.ts'

/** Gladly keeps its stream of events for 24 hours, and may refuse to look further back; its clock is not ours. */
const STREAM_LIFE_MS = (24 * 60 - 5) * 60 * 1_000

/**
 * The customers' messages since then that nobody has answered, oldest first (Gladly API reference, Events: List events),
 * and conversations that came to the bot with such a message. Under the same keys as their webhooks: what came is a
 * duplicate. What else happened is not missed: who owns a conversation is asked before anything is said in it.
 */
export async function* missed(ports: GladlyPorts, since: Date, signal: AbortSignal): AsyncGenerator<IncomingEvent> {
  const { clock, client, settings, log } = ports
  const { overlapMs, sliceMs } = settings.profile.catchUp
  const now = clock.now().getTime()
  const waiting = new WaitingMessages(ports, signal)
  const earliest = now - STREAM_LIFE_MS
  // What is still to come was noted by a clock that has been set back since: nobody knows when it really was.
  const isFuture = since.getTime() > now
  let from = isFuture ? earliest : Math.max(since.getTime() - overlapMs, earliest)
  while (from < now && !signal.aborted) {
    const to = Math.min(from + sliceMs, now)
    for (const line of await client.events(new Date(from), new Date(to), signal)) {
      const read = readEvent(line, settings.profile)
      if (read.kind === 'malformed') log.warn({ why: read.why }, 'a line of the events stream could not be read')
      if (read.kind === 'event' && (await isMissed(ports, waiting, read.event))) {
        yield incomingEvent(settings.account, read.event, line, 'catch-up')
      }
    }
    from = to
  }
}

async function isMissed(
  { settings, people }: GladlyPorts,
  waiting: WaitingMessages,
  event: GladlyEvent,
): Promise<boolean> {
  const isAi = (inboxId: string | undefined): boolean => inboxId !== undefined && settings.aiInboxIds.includes(inboxId)
  if (event.kind === 'message') {
    // Without a context (the old name) it has to be asked for.
    if (event.before?.inboxId !== undefined && !isAi(event.before.inboxId)) return false
    return (await waiting.in(event.conversationId)).some(({ id }) => id === event.itemId)
  }
  if (event.kind === 'assignee') {
    const { before, after } = event
    if (!isAi(after?.inboxId) || (after?.agentId !== undefined && !(await people.isOurs(after.agentId)))) return false
    const wasOurs = isAi(before?.inboxId) && (before?.agentId === undefined || (await people.isOurs(before.agentId)))
    return !wasOurs && (await waiting.in(event.conversationId)).length > 0
  }
  return false
}

/** What customers wait for an answer to, asked once per conversation. */
class WaitingMessages {
  private readonly asked = new Map<string, Promise<Item[]>>()
  private readonly ports: GladlyPorts
  private readonly signal: AbortSignal

  constructor(ports: GladlyPorts, signal: AbortSignal) {
    this.ports = ports
    this.signal = signal
  }

  in(conversationId: string): Promise<Item[]> {
    const { client, settings } = this.ports
    const known = this.asked.get(conversationId)
    if (known !== undefined) return known
    const answer = client.items(conversationId, this.signal).then(
      ({ items }) => unanswered(items, settings.profile),
      (error) => (isRefusal(error, 404) ? [] : Promise.reject(error)),
    )
    this.asked.set(conversationId, answer)
    return answer
  }
}

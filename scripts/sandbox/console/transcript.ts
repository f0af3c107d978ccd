import type { Entry } from './protocol.ts'
import type { WireRecord } from './wire-log.ts'

/** Something that was said, and when it was seen, on this machine's clock. */
interface Said {
  entry: Entry
  seenAt: Date
}

interface Reference {
  channelId?: unknown
  serviceUrl?: unknown
  conversation?: unknown
  /** The customer. */
  from?: unknown
  /** The bot. */
  recipient?: unknown
}

/**
 * A talk as the Bot Framework's `.transcript` files have it: a list of activities, in order. The bot's are as they were. What
 * the customer and an agent said to each other the bot never got: those are messages as the engine's own transcripts have
 * them, the agent's marked in `channelData`.
 */
export function transcriptOf(records: readonly WireRecord[], said: readonly Said[]): unknown[] {
  const known = new Set<unknown>()
  const lines: { at: string; activity: object }[] = []
  let reference: Reference | undefined
  for (const { row, activity } of records) {
    if (row.kind !== 'activity' || typeof activity !== 'object' || activity === null) continue
    const { id } = activity as { id?: unknown }
    if (row.direction === 'in') {
      known.add(id)
      reference ??= activity
    }
    lines.push({ at: row.at, activity: { timestamp: row.at, ...activity, id: id || `row-${row.id}` } })
  }
  for (const { entry, seenAt } of said) {
    const people = entry.kind === 'customer' || entry.kind === 'agent'
    if (people && !known.has(entry.id)) {
      const at = seenAt.toISOString()
      lines.push({ at, activity: overheard(entry, at, reference) })
    }
  }
  // Stable: what came first of a millisecond stays first.
  return lines
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map(({ activity }) => activity)
}

function overheard(
  { id, kind, text, at, author = '', files }: Entry,
  seenAt: string,
  reference: Reference = {},
): object {
  const { channelId = 'sandbox', serviceUrl, conversation = { id: 'sandbox' } } = reference
  const { from: customer = { id: 'customer', role: 'user' }, recipient: bot = { id: 'bot', role: 'bot' } } = reference
  const attachments = files?.map(({ name, contentType, url }) => ({ name, contentType, contentUrl: url }))
  return {
    type: 'message',
    id,
    timestamp: at ?? seenAt,
    channelId,
    serviceUrl,
    conversation,
    ...(kind === 'agent'
      ? {
          from: { id: 'agent', name: author, role: 'agent' },
          recipient: customer,
          channelData: { contactCenter: 'agent' },
        }
      : { from: customer, recipient: bot }),
    text,
    ...(attachments === undefined ? {} : { attachments }),
  }
}

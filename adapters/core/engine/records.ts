import type { AcceptedEvent, IncomingEvent, StoredCommand } from './engine.ts'
import { conversationKey, conversationName } from './names.ts'

/** An event as the store keeps it: the body apart, because it is large and nobody looks into it. */
export interface EventRecord {
  /** See `names.ts`. */
  conversation: string
  /** JSON of everything but conversation and body. */
  about: string
  body: string
}

/** An event in the inbox. */
export interface InboxRow extends EventRecord {
  /** Its place in the order of acceptance. Never used twice. */
  seq: number
  /** Milliseconds since 1970. */
  acceptedAt: number
  /** How many of its runs ended with the death of the process. */
  attempts: number
}

/** A command as the store keeps it. */
export interface CommandRecord {
  id: string
  conversation: string
  kind: string
  /** JSON. */
  payload: string
  /** Milliseconds since 1970. */
  createdAt: number
  /** How often its outcome became unknown. */
  unknowns: number
  /** When it was put back from the dead letters, in milliseconds since 1970. */
  replayedAt?: number
}

/** A command in the outbox. */
export interface OutboxRow extends CommandRecord {
  /** Its place in the order of commits. Never used twice. */
  seq: number
}

/** What to keep of an event. */
export function recordOf(event: IncomingEvent): EventRecord {
  const { key, keyLifeMs, type, origin, occurredAt, headers } = event
  return {
    conversation: conversationName(event.conversation),
    about: JSON.stringify({ key, keyLifeMs, type, origin, occurredAt, headers }),
    body: event.body,
  }
}

/** The event as it came. */
export function eventOf(record: EventRecord): IncomingEvent {
  return { conversation: conversationKey(record.conversation), ...JSON.parse(record.about), body: record.body }
}

/** The event as its turn sees it. */
export function acceptedEventOf(row: InboxRow, instance: string): AcceptedEvent {
  return { ...eventOf(row), id: turnId(instance, row.seq), acceptedAt: isoTime(row.acceptedAt) }
}

/** The command as the channel's handler sees it. */
export function commandOf(row: OutboxRow, attempts: number): StoredCommand {
  return {
    id: row.id,
    conversation: conversationKey(row.conversation),
    kind: row.kind,
    payload: JSON.parse(row.payload),
    createdAt: isoTime(row.createdAt),
    ...(row.replayedAt === undefined ? {} : { replayedAt: isoTime(row.replayedAt) }),
    attempts,
    outcomeUnknown: row.unknowns > 0,
    unknowns: row.unknowns,
  }
}

/** The id of the turn of an event: unique over all databases, the same over all runs. */
export function turnId(instance: string, seq: number): string {
  return `${instance}-${seq}`
}

/** ISO 8601 of milliseconds since 1970. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

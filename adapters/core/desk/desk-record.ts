import type { ConversationRecord } from '../conversation.ts'
import type { ConversationKey } from '../engine/engine.ts'
import type { DeskCustomer, DeskSession, DeskView } from './desk.ts'

/** What core remembers of a customer's conversations on the desk. */
export interface DeskRecord {
  /** The newest one. */
  session?: DeskSessionRecord
  /** The desk's ids of earlier ones, newest last: what still comes from them is old. */
  past?: string[]
  /** The desk's own part. */
  data?: Record<string, unknown>
}

/** One conversation on the desk, as core keeps it. */
export interface DeskSessionRecord extends DeskSession {
  /** The id of the command that opens it. */
  openedBy: string
  /** True once an agent has had the customer. */
  accepted: boolean
  /** True once the customer said something that was to be relayed. */
  spoken?: boolean
}

/** Whose side of the conversation the desk sees. */
export type CustomerOf = (record: ConversationRecord, key: ConversationKey) => DeskCustomer

/** What the desk's code may look at. */
export function deskViewOf(own: ConversationKey, record: ConversationRecord, customerOf: CustomerOf): DeskView {
  const { session, data } = record.desk ?? {}
  return { own, customer: customerOf(record, own), session, data: data ?? {}, owner: record.owner }
}

/** Change the newest conversation on the desk, if there is one. */
export function withSession(record: ConversationRecord, changes: Partial<DeskSessionRecord>): ConversationRecord {
  const { desk } = record
  if (desk?.session === undefined) return record
  return { ...record, desk: { ...desk, session: { ...desk.session, ...changes } } }
}

/** How many earlier conversations are remembered: events of one come late by minutes, not by hand-offs. */
const MOST_PAST = 8

/** The newest conversation on the desk is over. */
export function endSession(record: ConversationRecord): ConversationRecord {
  return withSession(record, { open: false, ready: false })
}

/** A new one begins; the one before it, if any, is past. */
export function beginSession(record: ConversationRecord, session: DeskSessionRecord): ConversationRecord {
  const before = record.desk?.session?.conversationId
  const kept = before === undefined ? record : withPast(record, before)
  return { ...kept, desk: { ...kept.desk, session } }
}

/** What comes from this conversation on the desk is old. */
export function withPast(record: ConversationRecord, conversationId: string): ConversationRecord {
  const { desk = {} } = record
  const others = (desk.past ?? []).filter((one) => one !== conversationId)
  return { ...record, desk: { ...desk, past: [...others, conversationId].slice(-MOST_PAST) } }
}

/** Whether the conversation on the desk has been told of: as the newest one, or as an earlier one. */
export function isKnown({ desk }: ConversationRecord, conversationId: string): boolean {
  return desk?.session?.conversationId === conversationId || desk?.past?.includes(conversationId) === true
}

import type { Activity } from 'botbuilder'
import type { ConversationRecord } from '../conversation.ts'
import { conversationName, loadConversation, saveConversation, viewOf } from '../conversation.ts'
import type { OwnerChecks } from '../delivery/owner-checks.ts'
import { isDeskNews } from '../desk/desk-news.ts'
import type { DeskSetUp } from '../desk/desk-side.ts'
import { giveReturned } from '../desk/give-returned.ts'
import { type DeskTurnPorts, performDeskNews } from '../desk/run-desk-turn.ts'
import type { Turn } from '../engine/engine.ts'
import type { Responder } from '../intake/responder.ts'
import type { Interpretation } from '../platform.ts'
import { applyCoreEvent, isCoreEvent } from './core-events.ts'
import { interpretOrWait } from './interpret.ts'
import { perform, performHappenings } from './perform.ts'
import { respond } from './respond.ts'
import { type SessionPorts, TurnSession } from './session.ts'

/** What a turn needs beside its ports. */
export interface TurnPorts extends SessionPorts {
  /** Run the bot's logic on one activity. Never rejects: an error of the logic is dealt with and buried with the turn. */
  runBot(session: TurnSession, activity: Partial<Activity>): Promise<void>
  ownerChecks: OwnerChecks
  /** Present where the bot's answer travels in the response of the webhook. */
  responder?: Pick<Responder, 'claim'>
  /** Whether bots want event `contactcenter.observed`. */
  observe: boolean
  /** The desk behind the customers, where there is one. */
  desk?: DeskSetUp
}

/** The work on one event: interpret it, decide whose it is, let the bot answer, and leave everything to the commit. */
export async function runTurn(ports: TurnPorts, turn: Turn): Promise<void> {
  const event = turn.event!
  const key = event.conversation
  const before = await loadConversation(ports.engine, key)
  const session = new TurnSession(ports, turn, key, before)
  try {
    if (isCoreEvent(event)) {
      await holdCustomer(session)
      await perform(ports, session, applyCoreEvent(session.record, event))
    } else if (isDeskNews(event)) {
      await holdCustomer(session)
      await giveReturned(ports, session)
      await performDeskNews(ports as DeskTurnPorts, session, event)
    } else {
      const since = ports.ownerChecks.now()
      const interpretation = await interpretOrWait(ports.platform, event, viewOf(key, before), turn.signal)
      session.record = remember(session.record, interpretation)
      await holdCustomer(session)
      if (interpretation.botOwnsNow) ports.ownerChecks.botOwns(conversationName(key), since)
      await giveReturned(ports, session)
      const responds = ports.platform.response !== undefined && event.origin === 'webhook'
      if (responds) session.gather()
      await performHappenings(ports, session, interpretation.happenings)
      if (responds) await respond(ports, session)
    }
    await saveSession(ports, session, before)
  } finally {
    session.end()
  }
}

/** Keep the conversation as the turn leaves it. */
export async function saveSession(
  ports: Pick<TurnPorts, 'engine'>,
  session: TurnSession,
  before: ConversationRecord,
): Promise<void> {
  session.desk?.settle()
  // Also where nothing of it changed: it tells whose words the turn keeps, and must not be forgotten before they are.
  if (session.record !== before || before.epoch > 0) await saveConversation(ports.engine, session.key, session.record)
}

/** No other conversation of the same customer has a turn meanwhile: they share the bot's state of the person. */
export const holdCustomer = async (session: TurnSession): Promise<void> => {
  if (session.record.customer !== undefined) await session.turn.holdCustomer(session.record.customer.id, session.key)
}

function remember(record: ConversationRecord, { customer, data }: Interpretation): ConversationRecord {
  if (customer === undefined && data === undefined) return record
  return {
    ...record,
    ...(customer === undefined ? {} : withCustomer(record, customer)),
    ...(data === undefined ? {} : { data }),
  }
}

type Customer = NonNullable<ConversationRecord['customer']>

/** Whoever looks for what somebody said finds as many of those who spoke. */
const MOST_FORMER = 100

function withCustomer(
  { customer: before, formerCustomers = [] }: ConversationRecord,
  customer: Customer,
): Pick<ConversationRecord, 'customer' | 'formerCustomers'> {
  if (before === undefined) return { customer }
  if (before.id === customer.id) return { customer: { ...before, ...customer } }
  // A name belongs to its id: that of somebody else must not stay.
  const others = formerCustomers.filter((id) => id !== before.id && id !== customer.id)
  return { customer, formerCustomers: [...others, before.id].slice(-MOST_FORMER) }
}

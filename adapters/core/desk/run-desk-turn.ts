import { loadConversation } from '../conversation.ts'
import type { AcceptedEvent, Turn } from '../engine/engine.ts'
import { waitWhileUnreachable } from '../turn/interpret.ts'
import { perform } from '../turn/perform.ts'
import { holdCustomer, saveSession, type TurnPorts } from '../turn/run-turn.ts'
import { TurnSession } from '../turn/session.ts'
import { applyDeskHappening, failed } from './apply-desk.ts'
import type { Desk, DeskInterpretation } from './desk.ts'
import { type DeskNews, readDeskNews } from './desk-news.ts'
import { isKnown, withSession } from './desk-record.ts'
import type { DeskSide } from './desk-side.ts'
import { endsWaiting, letWait, takeWaiting } from './waiting-room.ts'

/** What a turn of the desk's needs: that of the customers it serves. */
export interface DeskTurnPorts extends TurnPorts {
  desk: NonNullable<TurnPorts['desk']>
}

/** The work on one event of the desk: in the lane of the customer it concerns, once that is known. */
export async function runDeskTurn(ports: DeskTurnPorts, turn: Turn): Promise<void> {
  const { engine, log, clock } = ports
  const event = turn.event!
  const foreign = event.conversation
  const own = await engine.linked(foreign)
  const before = own === undefined ? undefined : await loadConversation(engine, own)
  // Linked is not enough: what came before the link still has its turns in another lane than the customer's.
  const known =
    before !== undefined && (ports.desk.desk.addressOf !== undefined || isKnown(before, foreign.conversationId))
  if (own === undefined || before === undefined || (!known && !endsWaiting(event))) {
    if (endsWaiting(event)) {
      const waited = await takeWaiting(engine, turn, foreign)
      for (const one of waited) turn.bury('Its conversation on the desk stays unknown.', one)
      log.warn(
        { conversation: foreign, events: waited.length },
        'events of a conversation that stays unknown are given up',
      )
    } else if (!(await letWait(engine, turn, clock.now()))) {
      turn.bury('Too many events of an unknown conversation on the desk wait.')
      log.warn(
        { conversation: foreign, type: event.type },
        'too many events of an unknown conversation: one is given up',
      )
    }
    return
  }
  const session = new TurnSession(ports, turn, own, before)
  try {
    await holdCustomer(session)
    for (const waited of await takeWaiting(engine, turn, foreign)) await performDeskEvent(ports, session, waited)
    if (!endsWaiting(event)) await performDeskEvent(ports, session, event)
    await saveSession(ports, session, before)
  } finally {
    session.end()
  }
}

/** What core itself learnt of the conversation on the desk. */
export async function performDeskNews(ports: DeskTurnPorts, session: TurnSession, event: AcceptedEvent): Promise<void> {
  const { session: number, told } = readDeskNews(event)
  const side = session.desk!
  if (told.news === 'returned') return
  const { session: newest } = session.record.desk ?? {}
  const current = newest?.number === number
  if (told.news === 'opened' && !(current && newest.open)) {
    side.openedInVain(told.conversationId)
    return performWaiting(ports, session, told.conversationId)
  }
  if (current) await performCurrent(ports, session, side, event, told)
}

async function performCurrent(
  ports: DeskTurnPorts,
  session: TurnSession,
  side: DeskSide,
  event: AcceptedEvent,
  told: DeskNews,
): Promise<void> {
  const { desk } = ports
  const { record } = session
  switch (told.news) {
    case 'opened':
      side.opened(told.conversationId, told.ready)
      return performWaiting(ports, session, told.conversationId)
    case 'words-brought':
      return side.receipt(told.receipt, told.state)
    case 'open-failed':
      if (told.sought !== undefined) side.seek(told.sought)
      return perform(ports, session, failed(record, told.why))
    case 'over':
      return perform(ports, session, applyDeskHappening(record, { kind: 'ended', why: told.why }))
    case 'nobody-came':
      if (record.owner !== 'queue') return
      return giveBack(
        ports,
        session,
        side,
        `nobody took the customer within ${Math.round(desk.handOffTimeoutMs / 1_000)} s`,
      )
    case 'not-ready':
      if (record.desk?.session?.ready !== false) return
      return giveBack(
        ports,
        session,
        side,
        `the desk did not take the conversation up within ${desk.desk.readyWithinMs / 1_000} s`,
      )
    case 'check': {
      if (!side.view.session?.open) return
      side.lookLater()
      const looked = await desk.desk.check?.(side.view, session.turn.signal).catch((error: unknown) => {
        session.note(error, 'the desk could not be looked at')
      })
      return looked && performInterpretation(ports, session, looked, side.view.session.conversationId ?? '')
    }
    case 'reminder': {
      const { channelId, account } = desk.desk
      const conversation = { channelId, account, conversationId: told.conversationId }
      return performDeskEvent(ports, session, { ...event, conversation, type: 'reminder', body: told.body })
    }
    case 'delivery':
      return perform(ports, session, applyDeskHappening(record, { kind: 'delivery', value: told.value }))
  }
}

/** The hand-off has failed, and what is open on the desk is withdrawn. */
async function giveBack(ports: DeskTurnPorts, session: TurnSession, side: DeskSide, why: string): Promise<void> {
  side.withdraw('nobody-came')
  await perform(ports, session, failed(session.record, why))
}

/** What came from a conversation before it was known. */
async function performWaiting(ports: DeskTurnPorts, session: TurnSession, conversationId: string): Promise<void> {
  const { channelId, account } = ports.desk.desk
  const waiting = await takeWaiting(ports.engine, session.turn, { channelId, account, conversationId })
  for (const waited of waiting) await performDeskEvent(ports, session, waited)
}

async function performDeskEvent(ports: DeskTurnPorts, session: TurnSession, event: AcceptedEvent): Promise<void> {
  const side = session.desk!
  const { desk } = ports.desk
  const interpretation = await waitWhileUnreachable(() => desk.interpret(event, side.view, session.turn.signal))
  await performInterpretation(ports, session, interpretation, event.conversation.conversationId)
}

async function performInterpretation(
  ports: DeskTurnPorts,
  session: TurnSession,
  { happenings, data, reminders = [], forget = [] }: DeskInterpretation,
  conversationId: string,
): Promise<void> {
  const side = session.desk!
  if (data !== undefined) side.remember(data)
  for (const key of forget) side.forget(key)
  for (const { key, afterMs, body } of reminders) side.remind(key, afterMs, conversationId, body)
  for (const happening of happenings) {
    if (happening.kind === 'ignored') ports.log.debug({ why: happening.why }, 'event of the desk ignored')
    if (isOld(ports.desk.desk, session, conversationId)) {
      if (happening.kind === 'accepted' || happening.kind === 'queued') side.closeOld(conversationId)
      // What an agent said is the customer's, however late it comes.
      if (happening.kind !== 'said') continue
    } else if (session.record.desk?.session?.conversationId === undefined) {
      session.record = withSession(session.record, { conversationId })
    }
    await perform(ports, session, applyDeskHappening(session.record, happening))
  }
}

/** Whether it comes from an earlier conversation than the newest one. */
function isOld(desk: Desk, session: TurnSession, conversationId: string): boolean {
  return desk.addressOf === undefined && session.record.desk?.session?.conversationId !== conversationId
}

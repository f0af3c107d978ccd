import type { Clock } from '../clock.ts'
import { type ConversationRecord, loadConversation } from '../conversation.ts'
import type { DeliveryPolicy } from '../delivery/deliver.ts'
import { tryAgain } from '../delivery/try-again.ts'
import type { Delivery, Engine, IncomingEvent, StoredCommand } from '../engine/engine.ts'
import { DeskClosedError, messageOf, PlatformRefusedError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Delivered } from '../platform.ts'
import type { DeskView, Opened, OpenRequest } from './desk.ts'
import { type DeskNews, deskNewsEvent } from './desk-news.ts'
import { type DeskEnvelope, type DeskOrderKind, type DeskOrders, deskLineOf } from './desk-orders.ts'
import { type DeskSessionRecord, deskViewOf } from './desk-record.ts'
import type { DeskSetUp } from './desk-side.ts'
import { keepReturned } from './returned-words.ts'

export interface DeskDeliveryPorts {
  setUp: DeskSetUp
  engine: Engine
  clock: Clock
  log: Logger
  random: () => number
  policy: DeliveryPolicy
  /** A message is relayed once more, and may arrive twice: for whoever counts. */
  onRepeat(): void
}

/** How long a hand-off may try to reach the desk, in milliseconds: nobody has the customer meanwhile. */
const OPEN_WITHIN_MS = 30_000
/** How long to wait for what a moment will bring, in milliseconds. */
const SOON_MS = 50
/** How long to ask whether words of unknown outcome arrived, once it matters to the bot, in milliseconds. */
const LOOK_WITHIN_MS = 15_000
/** A refusal may only mean that the end of the conversation has not been told yet: so often, a moment apart. */
const REFUSALS = 3
const AFTER_REFUSAL_MS = 700

/** One order in the hands of its delivery. */
interface Errand<K extends DeskOrderKind = DeskOrderKind> {
  stored: StoredCommand
  own: DeskEnvelope['own']
  number: number
  body: DeskOrders[K]
  /** The newest conversation on the desk, where it is the one the order is meant for and still open. */
  session: DeskSessionRecord | undefined
  view: DeskView
  signal: AbortSignal
}

/** Bring one order to the desk, and say what became of it. Never throws for what the platform does. */
export async function deliverToDesk(
  ports: DeskDeliveryPorts,
  stored: StoredCommand,
  signal: AbortSignal,
): Promise<Delivery> {
  const { own, session: number, body } = stored.payload as DeskEnvelope
  const record = await loadConversation(ports.engine, own)
  const view = deskViewOf(own, record, ports.setUp.customerOf)
  const errand: Errand = { stored, own, number, body, session: openSession(record, number), view, signal }
  switch (stored.kind as DeskOrderKind) {
    case 'desk-open':
      return open(ports, errand as Errand<'desk-open'>)
    case 'desk-relay':
      return relay(ports, errand as Errand<'desk-relay'>)
    case 'desk-update':
      return update(ports, errand as Errand<'desk-update'>)
    case 'desk-close':
      return close(ports, errand as Errand<'desk-close'>)
    case 'desk-receipt':
      return receipt(ports, errand as Errand<'desk-receipt'>)
  }
}

function openSession(record: ConversationRecord, number: number): DeskSessionRecord | undefined {
  const session = record.desk?.session
  return session?.number === number && session.open ? session : undefined
}

async function open(ports: DeskDeliveryPorts, errand: Errand<'desk-open'>): Promise<Delivery> {
  const { stored, body, view, signal, session } = errand
  const request: OpenRequest = { id: stored.id, handOff: body.handOff }
  const age = ageOf(ports, stored)
  const newest = view.session?.number ?? 0
  try {
    const found = stored.outcomeUnknown ? await findOpened(ports, request, errand) : undefined
    if (found !== undefined) return opened(ports, errand, found)
    // Where we were down or busy ourselves, nobody has asked the desk yet.
    if (age > OPEN_WITHIN_MS && stored.attempts > 0) return openFailed(errand, TOO_LATE, 'superseded')
    // What is flushed can be here before its turn has committed.
    if (newest < errand.number) return soon('the hand-off is not on record yet')
    if (session === undefined) return superseded('the customer does not wait for it any more')
    return await opened(ports, errand, await ports.setUp.desk.open(request, view, signal))
  } catch (error) {
    if (error instanceof DeskClosedError) return openFailed(errand, error.message, 'superseded')
    // Credentials that a person has to mend first are no reason to let a customer wait.
    const again = error instanceof PlatformRefusedError ? undefined : tryAgain(ports, stored, error)
    // Whatever is found later is closed by somebody who has the time: the customer has not, and nor has what comes next.
    if (again !== undefined && stored.outcomeUnknown && age > OPEN_WITHIN_MS) {
      return openFailed(errand, TOO_LATE, 'superseded', body.handOff)
    }
    if (again !== undefined) return again
    ports.log.error({ err: error, command: stored.id }, 'a hand-off was refused by the desk')
    return openFailed(errand, messageOf(error), 'dead')
  }
}

/** What a platform accepted may take a moment to show. */
async function findOpened(
  ports: DeskDeliveryPorts,
  request: OpenRequest,
  { view, signal }: Errand,
): Promise<Opened | undefined> {
  const { desk } = ports.setUp
  const found = await desk.findOpened(request, view, signal)
  if (found !== undefined) return found
  await ports.clock.sleep(ports.policy.settleMs, signal)
  return desk.findOpened(request, view, signal)
}

async function opened(ports: DeskDeliveryPorts, errand: Errand, { conversationId, ready }: Opened): Promise<Delivery> {
  const { channelId, account } = ports.setUp.desk
  // Before it is recorded: from the first event on, the desk's conversation has its turns in the customer's lane.
  await ports.engine.link({ channelId, account, conversationId }, errand.own)
  return delivered(errand, conversationId, { news: 'opened', conversationId, ready })
}

function openFailed(
  errand: Errand,
  why: string,
  state: 'superseded' | 'dead',
  sought?: OpenRequest['handOff'],
): Delivery {
  const told: DeskNews = { news: 'open-failed', why, ...(sought === undefined ? {} : { sought }) }
  return { state, reason: why, followUps: [news(errand, told)] }
}

const TOO_LATE = 'the desk could not be reached'

const ageOf = ({ clock }: DeskDeliveryPorts, { createdAt }: StoredCommand): number =>
  clock.now().getTime() - Date.parse(createdAt)

async function relay(ports: DeskDeliveryPorts, errand: Errand<'desk-relay'>): Promise<Delivery> {
  const { stored, body, session, view, signal } = errand
  const { words } = body
  if (session === undefined) return afterTheEnd(ports, errand)
  if (!session.ready || !session.opened) return soon('the desk has not taken the conversation up yet')
  if (ageOf(ports, stored) > ports.policy.replyMaxAgeMs) return dead(errand, 'it is older than it may be', 'relay')
  try {
    if (stored.outcomeUnknown) {
      const arrived = await ports.setUp.desk.findRelayed?.(words, view, signal)
      if (arrived === true) return delivered(errand)
      if (arrived === undefined) {
        const policy = ports.setUp.desk.unknownOutcome ?? 'resend'
        if (policy === 'hold' || stored.unknowns > 1) return dead(errand, 'its outcome is unknown', 'relay')
        ports.onRepeat()
      }
    }
    return withRejected(errand, await ports.setUp.desk.relay(words, view, signal))
  } catch (error) {
    if (error instanceof DeskClosedError) {
      const over = news(errand, { news: 'over', why: error.message })
      const returned = await giveToBot(ports, errand, error.message)
      return { ...returned, followUps: [over, ...(returned.followUps ?? [])] }
    }
    return tryAgain(ports, errand.stored, error) ?? refused(ports, errand, error, 'relay')
  }
}

/** The conversation is over: the bot gets it, unless an earlier attempt turns out to have brought it to the agents. */
async function afterTheEnd(ports: DeskDeliveryPorts, errand: Errand<'desk-relay'>): Promise<Delivery> {
  const { stored, body, view, number, signal } = errand
  if (stored.outcomeUnknown && view.session?.number === number) {
    try {
      if ((await ports.setUp.desk.findRelayed?.(body.words, view, signal)) === true) return delivered(errand)
    } catch (error) {
      const again = tryAgain(ports, errand.stored, error)
      if (again !== undefined && ageOf(ports, stored) < LOOK_WITHIN_MS) return again
    }
  }
  return giveToBot(ports, errand, 'the conversation on the desk is over')
}

/** No agent will get it: the bot does. A customer who left is not asked back. */
async function giveToBot(
  ports: DeskDeliveryPorts,
  errand: Errand<'desk-relay'>,
  reason: string,
): Promise<Extract<Delivery, { state: 'superseded' }>> {
  if (errand.view.owner === 'closed') return { state: 'superseded', reason }
  await keepReturned(ports.engine, errand.own, errand.number, errand.body.words)
  return { state: 'superseded', reason, followUps: [news(errand, { news: 'returned' })] }
}

async function update(ports: DeskDeliveryPorts, errand: Errand<'desk-update'>): Promise<Delivery> {
  const { body, session, view, signal } = errand
  if (session === undefined) return superseded('the conversation on the desk is over')
  if (!session.opened) return soon('the desk has not taken the conversation yet')
  try {
    return withRejected(errand, await ports.setUp.desk.update(body.change, view, signal))
  } catch (error) {
    return tryAgain(ports, errand.stored, error) ?? refused(ports, errand, error, 'update')
  }
}

async function close(ports: DeskDeliveryPorts, errand: Errand<'desk-close'>): Promise<Delivery> {
  const { engine, setUp, policy } = ports
  const { body, own, stored, view, signal } = errand
  const line = deskLineOf(setUp.desk, own, 'desk-open')
  const opened = (await engine.delivered(line)).find(({ id }) => id === body.openedBy)
  let conversationId = body.conversationId ?? opened?.platformId
  if (conversationId === undefined) {
    if (engine.undelivered(line) > 0) return soon('the desk is still being asked to open it')
    if (body.sought === undefined) return superseded('nothing was opened')
  }
  if (ageOf(ports, stored) > policy.commandMaxAgeMs) return dead(errand, 'it is older than it may be', 'close')
  try {
    if (conversationId === undefined) {
      const found = await setUp.desk.findOpened({ id: body.openedBy, handOff: body.sought! }, view, signal)
      if (found === undefined) return superseded('nothing was opened')
      conversationId = found.conversationId
    }
    const session = view.session ?? { number: errand.number, open: false, ready: false, opened: true, since: '' }
    await setUp.desk.close(body.why, { ...view, session: { ...session, conversationId } }, signal)
    return delivered(errand)
  } catch (error) {
    return tryAgain(ports, errand.stored, error) ?? refused(ports, errand, error, 'close')
  }
}

async function receipt(ports: DeskDeliveryPorts, errand: Errand<'desk-receipt'>): Promise<Delivery> {
  const { body, session, view } = errand
  if (session === undefined) return superseded('the conversation on the desk is over')
  try {
    await ports.setUp.desk.receipt?.(body.receipt, body.state, view)
    return delivered(errand)
  } catch (error) {
    return superseded(`a receipt is not tried twice: ${messageOf(error)}`)
  }
}

function refused(ports: DeskDeliveryPorts, errand: Errand, error: unknown, what: string): Delivery {
  const reason = messageOf(error)
  if (errand.stored.attempts < REFUSALS) return { state: 'later', reason, afterMs: AFTER_REFUSAL_MS }
  ports.log.error({ err: error, command: errand.stored.id }, 'an order was refused by the desk')
  return dead(errand, reason, what)
}

function withRejected(errand: Errand, { platformId, rejected = [] }: Delivered): Delivery {
  const value = { command: errand.stored.kind, state: 'partly', id: errand.stored.id, rejected }
  return rejected.length === 0
    ? delivered(errand, platformId)
    : delivered(errand, platformId, { news: 'delivery', value })
}

function delivered(errand: Errand, platformId?: string, told?: DeskNews): Delivery {
  return {
    state: 'delivered',
    ...(platformId === undefined ? {} : { platformId }),
    ...(told === undefined ? {} : { followUps: [news(errand, told)] }),
  }
}

function dead(errand: Errand, reason: string, what: string): Delivery {
  const value = { command: `desk-${what}`, state: 'failed', id: errand.stored.id, why: reason }
  return { state: 'dead', reason, followUps: [news(errand, { news: 'delivery', value })] }
}

const superseded = (reason: string): Delivery => ({ state: 'superseded', reason })

const soon = (reason: string): Delivery => ({ state: 'later', reason, afterMs: SOON_MS })

const news = ({ own, number, stored }: Errand, told: DeskNews): IncomingEvent =>
  deskNewsEvent(own, number, stored.id, told)

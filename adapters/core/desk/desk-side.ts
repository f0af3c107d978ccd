import type { Activity } from 'botbuilder'
import type { HandOffPayload } from '../commands.ts'
import type { ConversationRecord } from '../conversation.ts'
import type { CustomerMessage } from '../platform.ts'
import { carry } from '../turn/carry.ts'
import type { TurnSession } from '../turn/session.ts'
import type { Verb } from '../verbs.ts'
import type { CloseReason, CustomerWords, Desk, DeskChange, DeskView, Overheard } from './desk.ts'
import { type DeskNews, deskNewsEvent } from './desk-news.ts'
import { type DeskOrderKind, type DeskOrders, deskLineOf } from './desk-orders.ts'
import { beginSession, type CustomerOf, deskViewOf, endSession, withPast, withSession } from './desk-record.ts'

/** A desk behind customers, and how long they wait for it. */
export interface DeskSetUp {
  desk: Desk
  /** How long a customer waits for an agent before the bot takes over again, in milliseconds. */
  handOffTimeoutMs: number
  customerOf: CustomerOf
}

const NOBODY_CAME = 'desk-nobody-came'
const NOT_READY = 'desk-not-ready'
const CHECK = 'desk-check'

/**
 * The desk as one turn of the customer's conversation sees it: what the turn asks of it becomes commands and timers that
 * commit with the turn.
 */
export class DeskSide {
  private readonly session: TurnSession
  private readonly setUp: DeskSetUp
  private readonly now: () => Date
  private readonly before: ReturnType<DeskSide['state']>

  constructor(session: TurnSession, setUp: DeskSetUp, now: () => Date) {
    this.session = session
    this.setUp = setUp
    this.now = now
    this.before = this.state()
  }

  get desk(): Desk {
    return this.setUp.desk
  }

  get view(): DeskView {
    return deskViewOf(this.session.key, this.session.record, this.setUp.customerOf)
  }

  /** Bring the customer to the agents: from now on the bot is silent. */
  handOff(handOff: HandOffPayload): void {
    const { record } = this.session
    const number = (record.desk?.session?.number ?? 0) + 1
    const begun = beginSession(record, {
      number,
      open: true,
      ready: false,
      opened: false,
      accepted: false,
      openedBy: '',
      since: this.now().toISOString(),
      ...(handOff.queue === undefined ? {} : { queue: handOff.queue }),
    })
    this.session.record = { ...begun, owner: 'queue' }
    const openedBy = this.order('desk-open', { handOff })
    this.session.record = withoutNotes(withSession(this.session.record, { openedBy }))
  }

  /** What the customer says while a person has the conversation. */
  relay(message: CustomerMessage): void {
    if (this.view.session?.open !== true) return
    this.session.record = withSession(this.session.record, { spoken: true })
    this.order('desk-relay', { words: wordsOf(message, this.now()) })
  }

  /** The customer is typing. */
  type(): void {
    const { view, desk } = this
    if (view.owner !== 'agent' || view.session?.open !== true) return
    desk.typing?.(view).catch((error) => this.session.note(error, 'typing could not be shown at the desk'))
  }

  /** A verb while a person has the customer, or waits to: true where the desk is told. */
  update(verb: Verb): boolean {
    if (this.view.session?.open !== true) return false
    const change = changeOf(verb)
    if (change === undefined) return false
    if (change.queue !== undefined) this.session.record = withSession(this.session.record, { queue: change.queue })
    else this.session.record = { ...this.session.record, carried: carry(this.session.record.carried ?? {}, verb) }
    this.order('desk-update', { change })
    return true
  }

  /** An earlier conversation came to life again: it must not have a voice. */
  closeOld(conversationId: string): void {
    this.order('desk-close', { why: 'superseded', openedBy: '', conversationId })
  }

  /** The desk has taken a conversation that is not wanted any more: what still comes from it is old. */
  openedInVain(conversationId: string): void {
    this.session.record = withPast(this.session.record, conversationId)
    this.closeOld(conversationId)
  }

  /** Whether the desk opened anything could not be learnt in time: look for it, and close it. */
  seek(handOff: HandOffPayload): void {
    const { openedBy } = this.session.record.desk!.session!
    this.order('desk-close', { why: 'superseded', openedBy, sought: handOff })
  }

  /** What is open on the desk is to be closed. */
  withdraw(why: CloseReason): void {
    const session = this.view.session
    if (session === undefined) return
    this.order('desk-close', {
      why,
      openedBy: this.session.record.desk!.session!.openedBy,
      ...(session.conversationId === undefined ? {} : { conversationId: session.conversationId }),
    })
  }

  receipt(receipt: unknown, state: 'delivered' | 'failed'): void {
    if (this.desk.receipt !== undefined) this.order('desk-receipt', { receipt, state })
  }

  /** Tell the desk what is said while the bot has the customer. */
  overhear(said: Overheard): void {
    this.desk.overhear?.(said, this.view)
  }

  /** Remember what the desk wants to remember. */
  remember(data: Record<string, unknown>): void {
    const { record } = this.session
    this.session.record = { ...record, desk: { ...record.desk, data } }
  }

  remind(key: string, afterMs: number, conversationId: string, body: string): void {
    this.schedule(`desk-reminder:${key}`, afterMs, { news: 'reminder', conversationId, body })
  }

  forget(key: string): void {
    this.session.turn.cancel(`desk-reminder:${key}`, this.session.key)
  }

  /** The desk has taken the conversation. */
  opened(conversationId: string, ready: boolean): void {
    const known = this.view.session
    this.session.record = withSession(this.session.record, {
      opened: true,
      conversationId,
      ready: ready || known?.ready === true,
    })
    if (!ready && known?.ready !== true) this.schedule(NOT_READY, this.desk.readyWithinMs, { news: 'not-ready' })
    this.lookLater()
  }

  /** Look again after a while, as long as it is open. */
  lookLater(): void {
    if (this.desk.check !== undefined) this.schedule(CHECK, this.desk.checkEveryMs, { news: 'check' })
  }

  /**
   * At the end of the turn: close what is open on the desk where neither queue nor agent have the customer any more, and
   * wind the clocks.
   */
  settle(): void {
    const { turn, key, record } = this.session
    const held = record.owner === 'queue' || record.owner === 'agent'
    const session = record.desk?.session
    if (session?.open && !held) {
      this.withdraw(record.owner === 'closed' ? 'customer-left' : 'nobody-came')
      this.session.record = endSession(this.session.record)
    }
    const after = this.state()
    const waitedBefore = this.before.open && this.before.owner === 'queue' && this.before.number === after.number
    if (after.open && after.owner === 'queue' && !waitedBefore) {
      this.schedule(NOBODY_CAME, this.setUp.handOffTimeoutMs, { news: 'nobody-came' })
    }
    if (!this.before.open && after.open && this.view.session?.opened) this.lookLater()
    if (this.before.owner === 'queue' && after.owner !== 'queue') turn.cancel(NOBODY_CAME, key)
    // What was kept for the bot while the conversation had come to life again is the bot's now, without another word.
    if (this.before.open && (!after.open || after.number !== this.before.number) && session?.spoken === true) {
      const ended = deskNewsEvent(key, this.before.number, `${turn.id}:ended`, { news: 'returned' })
      turn.accept(ended)
    }
    if (this.before.open && !after.open) for (const timer of [NOT_READY, CHECK]) turn.cancel(timer, key)
  }

  private state(): { owner: string; open: boolean; number: number } {
    const { owner, desk } = this.session.record
    return { owner, open: desk?.session?.open === true, number: desk?.session?.number ?? 0 }
  }

  private order<K extends DeskOrderKind>(kind: K, body: DeskOrders[K]): string {
    const { key, turn, record } = this.session
    const session = record.desk?.session?.number ?? 0
    const conversation = deskLineOf(this.desk, key, kind)
    return turn.send({ kind, payload: { own: key, session, body }, conversation })
  }

  private schedule(timer: string, afterMs: number, news: DeskNews): void {
    const { turn, key, record } = this.session
    const at = new Date(this.now().getTime() + afterMs)
    const event = deskNewsEvent(key, record.desk?.session?.number ?? 0, `${turn.id}:${timer}`, news)
    turn.schedule(timer, at, { ...event, origin: 'timer' })
  }
}

/** Notes are about one hand-off; topics and attributes are about the customer, and go along with the next one too. */
function withoutNotes(record: ConversationRecord): ConversationRecord {
  if (record.carried === undefined) return record
  const { notes: _, ...carried } = record.carried
  return { ...record, carried }
}

/** A customer's message as the desk gets it. */
function wordsOf(message: CustomerMessage, now: Date): CustomerWords {
  const { id, text, value, attachments, at } = message
  return {
    id,
    text,
    at: at ?? now.toISOString(),
    ...(value === undefined ? {} : { value }),
    ...(attachments === undefined ? {} : { attachments }),
  }
}

/** A bot's activity as the desk overhears it. */
export function overheardOf(activity: Partial<Activity>, from: 'customer' | 'bot', id: string, at: Date): Overheard {
  const { text, attachments } = activity
  return { id, from, text: text ?? '', at: at.toISOString(), ...(attachments === undefined ? {} : { attachments }) }
}

function changeOf(verb: Verb): DeskChange | undefined {
  switch (verb.kind) {
    case 'add-topics':
      return { addTopics: verb.body.topics }
    case 'remove-topics':
      return { removeTopics: verb.body.topics }
    case 'set-attributes':
      return { [verb.body.scope]: verb.body.attributes }
    case 'add-note':
      return { note: verb.body.text }
    case 'hand-off':
      return verb.body.queue === undefined ? undefined : { queue: verb.body.queue }
    default:
      return undefined
  }
}

import type { Attachment, SuggestedActions } from 'botbuilder'
import type { Capabilities } from '../capabilities.ts'
import type { AttributesPayload, HandOffPayload } from '../commands.ts'
import type { AcceptedEvent, ConversationKey, IncomingEvent } from '../engine/engine.ts'
import type { Logger } from '../log.ts'
import type { Delivered, RawRequest, Reading, Verdict } from '../platform.ts'

/**
 * The contract a desk fulfils: the agents' side of a platform, reached by opening a conversation there. It serves
 * customers of `/api/messages`.
 *
 *     the bot hands off ─▶ open ─▶ ready ─▶ queued ─▶ accepted ─▶ (transferred) ─▶ ended ─▶ the bot has the customer again
 *
 * Who owns the customer, time-outs and order are core's. A desk says what happened there (`interpret`, `check`) and does
 * what it is told (`open`, `relay`, `update`, `close`, one after another for each customer); all of these may call the
 * platform and throw the errors of `errors.ts`, and core decides what follows: trying again, or giving the customer back.
 */
export interface Desk {
  /** The platform's, as in `GET /readyz`: `8x8`, `genesys`. */
  readonly channelId: string
  /** Empty for the default account. */
  readonly account: string
  /** What the verbs can do for customers behind whom this desk stands. What the customer's own channel decides (buttons, typing, …) is not asked of it. */
  readonly capabilities: DeskCapabilities
  /** Headers worth keeping with an event, lower case. Never those that carry credentials. */
  readonly keptHeaders: readonly string[]
  /** How long the platform waits for an acknowledgement, in milliseconds. */
  readonly acknowledgeWithinMs?: number
  /** After `open`, how long the desk may take to say `ready`, in milliseconds, before the hand-off has failed. */
  readonly readyWithinMs: number
  /** How often `check` is to look at an open conversation, in milliseconds. */
  readonly checkEveryMs: number
  /** What to do with a relayed message whose outcome is unknown: `resend` once, where absent. */
  readonly unknownOutcome?: 'resend' | 'hold'

  /** Once, before anything else but `verify` and `read`. */
  start?(ports: DeskPorts): Promise<void>
  /** Is this request from the platform? Looks at raw bytes and headers; may fetch the platform's public keys. */
  verify(request: RawRequest): Verdict | Promise<Verdict>
  /** What is in a verified request. Must not throw for any content. Events carry the desk's own conversation ids. */
  read(request: RawRequest): Reading | Promise<Reading>
  /**
   * What an event means for the customer. Also called, with an event of type `reminder`, when a reminder it asked for is
   * due. Events of conversations nobody knows wait for theirs to become known and do not get here before.
   */
  interpret(event: AcceptedEvent, view: DeskView, signal: AbortSignal): Promise<DeskInterpretation>
  /** Look at the conversation on the desk now: what webhooks and sockets may have missed. Called only while it is open. */
  check?(view: DeskView, signal: AbortSignal): Promise<DeskInterpretation>

  /**
   * The id under which events of this customer come, where the choice is ours: known from the customer's first turn on.
   * Letters, digits, `-`; the same for the same customer's conversation, always.
   */
  addressOf?(own: ConversationKey): string
  /**
   * Bring a customer to the agents. Resolves when the platform has taken it. Rejects with `DeskClosedError` where nobody can
   * take the customer (outside opening hours, nobody there, no such queue): the bot is told why, and keeps the customer.
   */
  open(request: OpenRequest, view: DeskView, signal: AbortSignal): Promise<Opened>
  /** An `open` of this id whose outcome is unknown: is there a conversation it opened? Undefined: there is none. */
  findOpened(request: OpenRequest, view: DeskView, signal: AbortSignal): Promise<Opened | undefined>
  /**
   * Bring the customer's words to the agents. Rejects with `DeskClosedError` where the conversation there turns out to be
   * over and the words reached nobody: the bot gets them.
   */
  relay(message: CustomerWords, view: DeskView, signal: AbortSignal): Promise<Delivered>
  /** Whether a `relay` whose outcome is unknown arrived. Where it is missing or undefined: the policy decides. */
  findRelayed?(message: CustomerWords, view: DeskView, signal: AbortSignal): Promise<boolean | undefined>
  /** Change the queue, topics or attributes of an open conversation. Doing it twice must do no harm. */
  update(change: DeskChange, view: DeskView, signal: AbortSignal): Promise<Delivered>
  /** End the conversation on the desk: the customer left, or nobody came in time. One that has ended already is fine. */
  close(why: CloseReason, view: DeskView, signal: AbortSignal): Promise<void>
  /** An agent's words reached the customer, or could not. Best effort. `receipt` is what `said` carried. */
  receipt?(receipt: unknown, state: 'delivered' | 'failed', view: DeskView): Promise<void>
  /** The customer is typing: show it now or never. Called only while an agent has the customer. */
  typing?(view: DeskView): Promise<void>
  /**
   * Something was said while the bot has the customer, for platforms that want to see it (Genesys). Best effort, and must
   * come back at once: the bot's answers do not wait for it.
   */
  overhear?(said: Overheard, view: DeskView): void
  /**
   * Whether a conversation that core does not know is one of the desk's, on platforms where the bot may also be inside a
   * channel of the platform's own.
   */
  claims?(conversationId: string, signal: AbortSignal): Promise<boolean>
  /** How long customers wait at the moment, where the platform can tell. `queue` as in `HandOffRequest`. */
  queueStatus?(queue: string | undefined, signal: AbortSignal): Promise<QueueStatus>
  /** Let go of sockets and timers. */
  stop?(): Promise<void>
}

/** What a desk gets to work with beside its own settings. */
export interface DeskPorts {
  log: Logger
  /** Tell of something learnt by other ways than a webhook (a socket). `origin` should be `catch-up`. */
  accept(event: IncomingEvent): Promise<void>
  /** The customer's conversation that this id of the desk's belongs to, if it is known. */
  ownerOf(deskConversationId: string): Promise<ConversationKey | undefined>
  /** From now on events of this id of the desk's are the customer's. */
  link(deskConversationId: string, own: ConversationKey): Promise<void>
}

/** The verbs' part of `Capabilities`. */
export type DeskCapabilities = Pick<
  Capabilities,
  'topics' | 'contactAttributes' | 'conversationAttributes' | 'notes' | 'handoffStatus'
>

/** What a desk's code may look at: the customer, and what is open for the customer on the desk. */
export interface DeskView {
  /** The customer's own conversation. */
  readonly own: ConversationKey
  readonly customer: DeskCustomer
  /** The newest conversation on the desk; undefined before the first hand-off. */
  readonly session: Readonly<DeskSession> | undefined
  /** What the desk remembers of the customer, over all its conversations: whatever it returned last as `data`. */
  readonly data: Readonly<Record<string, unknown>>
  /** Who owns the customer's conversation. */
  readonly owner: 'bot' | 'queue' | 'agent' | 'closed'
}

/** The customer, as the channel and the bot's `setContactAttributes` tell. */
export interface DeskCustomer {
  /** The channel's id of the user. */
  id: string
  name?: string
  /** BCP 47, as the channel says. */
  locale?: string
  /** The Bot Framework channel: `webchat`, `msteams`, … */
  channel: string
}

/** One conversation on the desk. */
export interface DeskSession {
  /** 1 for the customer's first hand-off. */
  number: number
  /** False once it has ended, failed or was withdrawn. */
  open: boolean
  /** True once messages may be relayed. */
  ready: boolean
  /** True once the platform has taken it. */
  opened: boolean
  /** The platform's id, once it is known. */
  conversationId?: string
  /** The queue asked for last, by the name it has in the settings. */
  queue?: string
  /** ISO 8601. */
  since: string
}

/** What happened on the desk, and what to remember. */
export interface DeskInterpretation {
  /** In their order. */
  happenings: DeskHappening[]
  /** Replaces what the desk remembers of the customer (`DeskView.data`). Small, JSON. */
  data?: Record<string, unknown>
  /** Come back to `interpret` as an event of type `reminder` with this body. The same key replaces. */
  reminders?: { key: string; afterMs: number; body: string }[]
  /** Reminders that are not needed any more. */
  forget?: string[]
}

export type DeskHappening =
  /** Messages may be relayed from now on. */
  | { kind: 'ready' }
  /** The customer waits for an agent: after opening, or because an agent passed the customer on. */
  | { kind: 'queued'; queue?: { id?: string; name?: string } }
  /** An agent has the customer. */
  | { kind: 'accepted'; agent?: { id?: string; name?: string } }
  /** The conversation on the desk is over: the bot has the customer again. Where no agent ever came, that is a failed hand-off. */
  | { kind: 'ended'; why?: string }
  /** The hand-off came to nothing. */
  | { kind: 'failed'; why: string }
  /** Words for the customer, by an agent or by the desk's own automatic texts. Told once, by webhook or by `check`. */
  | AgentWords
  /** An agent is typing. */
  | { kind: 'typing' }
  /** A receipt, or news of a failed delivery: `contactcenter.delivery` for the bot. */
  | { kind: 'delivery'; value: Record<string, unknown> }
  /** Nothing for anybody. `why` is for the log. */
  | { kind: 'ignored'; why: string }

export interface AgentWords {
  kind: 'said'
  /** The platform's id of the message, or the event's key where it has none. */
  id: string
  text?: string
  /** Files and cards, as Bot Framework attachments. */
  attachments?: Attachment[]
  suggestedActions?: SuggestedActions
  attachmentLayout?: 'list' | 'carousel'
  agent?: { id?: string; name?: string }
  /** ISO 8601. */
  at?: string
  /** Comes back with `receipt`. */
  receipt?: unknown
}

/** What goes to the agents with a customer. */
export interface OpenRequest {
  /** Stable over all attempts, unique over all hand-offs: put it where `findOpened` will find it. At most 64 letters, digits and `-`. */
  id: string
  /** `handOff.transcript` is there always: newest last, at most 200. */
  handOff: HandOffPayload
}

export interface Opened {
  /** The desk's id of the conversation: events of it are this customer's from now on. Never used before, unless `addressOf` gives it. */
  conversationId: string
  /** Messages may be relayed at once. */
  ready: boolean
}

/** Something the customer said to the agents. */
export interface CustomerWords {
  /** Stable over all attempts: use it as the idempotency key where the platform takes one. */
  id: string
  text: string
  /** What a button or card sent back. */
  value?: unknown
  attachments?: Attachment[]
  /** ISO 8601. */
  at: string
}

/** Something said while the bot has the customer. */
export interface Overheard {
  id: string
  from: 'customer' | 'bot'
  text: string
  attachments?: Attachment[]
  /** ISO 8601. */
  at: string
}

/** What is to be changed while the desk has the customer. */
export interface DeskChange {
  /** By the name it has in the settings. */
  queue?: string
  addTopics?: string[]
  removeTopics?: string[]
  contact?: AttributesPayload['attributes']
  conversation?: AttributesPayload['attributes']
  note?: string
}

export type CloseReason = 'customer-left' | 'nobody-came' | 'superseded'

/** How a queue is doing. What the platform does not tell is absent. */
export interface QueueStatus {
  /** Within opening hours. */
  open?: boolean
  /** Agents who could take a customer now. */
  agentsAvailable?: number
  /** Customers who wait. */
  waiting?: number
  /** How long a customer who joins now may expect to wait, in seconds. */
  expectedWaitSeconds?: number
}

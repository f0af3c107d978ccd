import type { Activity, Attachment, ConversationReference } from 'botbuilder'
import type { Capabilities } from './capabilities.ts'
import type { CommandKind } from './commands.ts'
import type { Choice, ConversationView, Owner } from './conversation.ts'
import type { AcceptedEvent, Answer, IncomingEvent } from './engine/engine.ts'
import type { PlatformRefusedError } from './errors.ts'

/**
 * The contract a platform fulfils: the one file to read before writing a new one.
 *
 *     request ─▶ verify ─▶ read ─▶ (stored) ─▶ interpret ─▶ (owner gate, bot) ─▶ render ─▶ (stored) ─▶ deliver
 *
 * `verify`, `read` and `render` are pure. `interpret`, `deliver`, `askOwner`, `lookUp` and `missed` may call the
 * platform; they throw the errors of `errors.ts` and core decides what follows: a turn waits, a command is tried again.
 */
export interface Platform {
  /** As in `activity.channelId`. Part of state keys: never changes. */
  readonly channelId: string
  /** Empty for the default account. */
  readonly account: string
  readonly capabilities: Capabilities
  /** Whether a hand-off's payload should carry the transcript. Not where the platform keeps it itself. */
  readonly needsTranscript: boolean
  /** Verbs that make no command of their own: what they ask for goes with the hand-off, in its payload. */
  readonly carriesToHandOff?: readonly CommandKind[]
  /** Headers worth keeping with an event, lower case. Never those that carry credentials. */
  readonly keptHeaders: readonly string[]
  /** What to do with a command whose outcome is unknown and cannot be looked up, where neither adapter nor default decide. */
  readonly unknownOutcome?: 'resend' | 'hold'
  /** True where nobody but the bot's own server speaks to the customer: what the bot said is never overtaken by a person. */
  readonly soleVoice?: boolean
  /** How long the platform waits for an acknowledgement, in milliseconds: one that takes longer has failed in its eyes. */
  readonly acknowledgeWithinMs?: number
  /** `serviceUrl` of activities: where the platform's API is. */
  readonly serviceUrl: string
  /** Who the bot is on the platform. */
  readonly bot: { id: string; name: string }

  /** Is this request from the platform? Looks at raw bytes and headers; may fetch the platform's public keys. */
  verify(request: RawRequest): Verdict | Promise<Verdict>
  /** What is in a verified request. Must not throw for any content. `proof` is what `verify` found out. */
  read(request: RawRequest, proof?: unknown): Reading | Promise<Reading>
  /** What an event means. `view` is the conversation as core knows it. */
  interpret(event: AcceptedEvent, view: ConversationView, signal: AbortSignal): Promise<Interpretation>
  /** One outgoing message activity as the platform's replies. The place where rich content degrades. */
  render(activity: Partial<Activity>, view: ConversationView): Rendering
  /** Bring one command to the platform. Resolves when the platform has it. */
  deliver(command: PlatformCommand, view: ConversationView, signal: AbortSignal): Promise<Delivered>
  /**
   * Whether a command whose outcome is unknown had its effect. `same-again`: repeating it does no harm.
   * `cannot-tell`: the policy decides. Where it is missing: `cannot-tell`.
   */
  lookUp?(
    command: PlatformCommand,
    view: ConversationView,
    known: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<LookUp>
  /**
   * Present where the bot's answer travels in the response of the webhook, and only then: the commands of an event's turn
   * become that answer instead of going through `deliver`. Work without an event has no way out there.
   */
  readonly response?: ResponseMode
  /** Who is who in a conversation, on a platform that is many channels at once. */
  reference?(view: ConversationView): Partial<ConversationReference>
  /** Which activities beside messages the platform takes as they are; the others are dropped. */
  takesAsIs?(activity: Partial<Activity>, view: ConversationView): boolean
  /** Show that the bot is typing: at once, or not at all. */
  typing?(view: ConversationView): Promise<void>
  /** Ask the platform who owns a conversation now, where it can be asked. */
  askOwner?(view: ConversationView, signal: AbortSignal): Promise<OwnerNews>
  /**
   * Wait until calls may be made, then do this without waiting in between (see `Connection.together`), where calls are
   * paced: who owns a conversation and what the bot says then come right after each other.
   */
  together?<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>
  /** Events the platform had for us since then that we may not have seen, oldest first. */
  missed?(since: Date, signal: AbortSignal): AsyncIterable<IncomingEvent>
  /** What a refusal tells of who owns the conversation, on platforms that tell it in no other way. */
  ownerFromRefusal?(error: PlatformRefusedError): OwnerNews | undefined
  /** Let go of sockets and timers. */
  close?(): Promise<void>
}

/** A request as it came, before any parser. */
export interface RawRequest {
  method: string
  /** Path and query. */
  url: string
  /** Lower-case names; repeated headers as arrays. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  body: Buffer
  /** The address of the other end of the connection. */
  remoteAddress?: string
}

export type Verdict =
  /** `proof`: what was found out about who sends, for `read`. */
  | { ok: true; proof?: unknown }
  /** `why` is for the log: it must not contain a secret. 401 unless said otherwise; `body` is for the caller. */
  | {
      ok: false
      why: string
      status?: 400 | 401 | 403 | 404 | 415 | 503
      headers?: Record<string, string>
      body?: string
    }

export type Reading =
  /**
   * Keep these (usually one) and answer 200, or as given. `inResponse: false`: the bot's answer is not waited for.
   * `peopleHave`: they say that people have the conversation, on platforms that cannot be asked: from now on, not only from
   * their turn on, the bot is silent.
   */
  | { kind: 'events'; events: IncomingEvent[]; answer?: Answer; inResponse?: boolean; peopleHave?: boolean }
  /** A handshake or ping: answered, not kept. `catchUp`: a sign that events may have been missed. */
  | { kind: 'answer'; answer: Answer; catchUp?: boolean }
  /** Authentic, and nothing for us. Answered 200, or as given. */
  | { kind: 'ignored'; why: string; answer?: Answer }
  /** Authentic, and not understood. Answered 200, or as given, and kept as a dead letter. */
  | { kind: 'malformed'; why: string; type?: string; answer?: Answer }

/** What an event means, in core's words. */
export interface Interpretation {
  /** Whose conversation it is. Needed before any happening that reaches the bot. */
  customer?: { id: string; name?: string }
  /** In their order. */
  happenings: Happening[]
  /** Replaces the platform's own part of the record. */
  data?: Record<string, unknown>
  /** True where the platform was asked just now and the bot owns the conversation: spares asking again before replying. */
  botOwnsNow?: boolean
}

export type Happening =
  | CustomerMessage
  /**
   * An epoch begins, if none is open. A message begins one as well, so only platforms on which the bot may speak first
   * need it. `told`: the platform tells the bot itself, with an activity of its own.
   */
  | { kind: 'started'; delegated?: boolean; told?: boolean }
  /** An activity for the bot as it came, whoever owns the conversation. */
  | { kind: 'activity'; activity: Partial<Activity> }
  /** The platform told who owns the conversation. */
  | ({ kind: 'owner' } & OwnerNews)
  /** Somebody other than the customer's bot said something, or the customer did while a person had the conversation. For the transcript. */
  | { kind: 'observed'; id: string; from: 'agent' | 'customer' | 'bot'; name?: string; text: string; at?: string }
  /** A receipt, or news of a failed delivery. */
  | { kind: 'delivery'; value: Record<string, unknown> }
  /** Anything else the bot may want to know of: an event activity of that name. */
  | { kind: 'event'; name: string; value: unknown }
  /** Do this on the platform before anything the bot says. Only while the bot owns; begins an epoch, if none is open. */
  | { kind: 'first'; body: unknown }
  /** One person turned out to be another: the bot's state about them moves. */
  | { kind: 'customer-merged'; from: string; to: string; conversation?: { from: string; to: string } }
  /** Nothing for anybody. `why` is for the log. */
  | { kind: 'ignored'; why: string }

export interface CustomerMessage {
  kind: 'message'
  /** The platform's id of the message. */
  id: string
  text: string
  /** What a button or card sent back. */
  value?: unknown
  /** The id of the native choice taken, where the platform says; core maps it to its value. */
  choiceId?: string
  attachments?: Attachment[]
  /** ISO 8601. */
  at?: string
  locale?: string
  /** The platform's own view of it. */
  channelData?: unknown
  /** The activity as it came, where the platform speaks the Bot Framework's protocol. */
  activity?: Partial<Activity>
}

/** News of who owns a conversation. */
export interface OwnerNews {
  owner: Owner
  agent?: { id?: string; name?: string }
  /** Why it ended, or why the hand-off failed, where known. */
  why?: string
}

/** Answering within the response of a webhook. */
export interface ResponseMode {
  /** How long a request may wait for its turn, in milliseconds: safely below the platform's own limit. */
  budgetMs: number
  /** The platform's own limit, in milliseconds: a request left unanswered on purpose is let go after it. */
  limitMs: number
  /** How often the platform delivers one event at the most, the first time included. */
  deliveries: number
  /** How long after the last delivery a repeated one gets the same body again, in milliseconds; `empty` after that. */
  repeatMs: number
  /** All commands of one turn as one answer, in order; a hand-off or resolve comes last. */
  compose(commands: readonly PlatformCommand[], view: ConversationView): Answer
  /** The answer that asks for nothing. */
  empty: Answer
  /** For a turn that outlives the last delivery. What the turn says later is a dead letter. */
  fallback: Answer
  /** The fallback hands the customer to a person: the bot is silent from then on. */
  fallbackHandsOff: boolean
}

/** What an activity becomes. */
export interface Rendering {
  /** Bodies of `reply` commands, in order. */
  replies: unknown[]
  /** The choices offered in it. */
  choices?: Choice[]
  /** What was lost on the way, for the log. */
  degraded?: string[]
}

/** A command as the platform gets it. */
export interface PlatformCommand {
  kind: CommandKind
  /** Stable over all attempts: use it as the idempotency key where the platform takes one. */
  id: string
  body: unknown
  /** ISO 8601. */
  createdAt: string
}

export interface Delivered {
  /** The platform's id for what came of it. */
  platformId?: string
  /** Parts of it the platform did not take (unknown topics, …): they come back to the bot as `contactcenter.delivery`. */
  rejected?: { what: string; why: string }[]
}

export type LookUp = { state: 'found'; platformId?: string } | { state: 'absent' | 'same-again' | 'cannot-tell' }

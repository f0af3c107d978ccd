import type { DeadLetters, Erased, Erasure, StateStorage, Transcripts } from './keepsakes.ts'

/**
 * The engine port: what runs turns and delivers commands, losing nothing.
 *
 * It knows no platform, no HTTP and no bot. Nothing of any database shows through it, so that a distributed engine
 * can take the embedded one's place; `test/contract/engine.ts` is the suite each of them must pass.
 */
export interface Engine {
  /**
   * Say who runs the turns and delivers the commands of a channel's account; where none is named, of all its accounts that
   * nobody serves by name. Those of others wait.
   */
  serve(channelId: string, handler: ChannelHandler, account?: string): void
  /** Begin: what an earlier life left behind first, in its order. Calling it again does nothing. */
  start(): Promise<void>
  /**
   * Keep an event. Resolves once it would survive the death of the process.
   * `duplicate`: the same key was accepted while it lived. `expired`: it happened longer ago than its key lives, and was
   * kept as a dead letter instead. Rejects with a `StorageError` where it could not be kept.
   */
  accept(event: IncomingEvent): Promise<Acceptance>
  /**
   * What the turn of this event put into its response (see `Turn.respond`): at once where the turn is over, else when it
   * commits, `undefined` if that is not before the deadline or it answered nothing.
   */
  answer(event: EventKey, deadline: Date): Promise<Answer | undefined>
  /** The answer was given just now: kept with it as `lastGivenAt`, for whoever must know how old a repetition is. */
  answerGiven(event: EventKey): Promise<void>
  /**
   * Run work in line with the turns of a conversation and commit what it sends and writes when it resolves; where it
   * rejects nothing is kept. Called inside a turn of the same conversation (and still within it), it joins that turn.
   */
  exclusive<T>(conversation: ConversationKey, work: (turn: Turn) => Promise<T>): Promise<T>
  /** From now on events of `foreign` run in the lane of `own`, under their own names (a desk's conversation, a merge). */
  link(foreign: ConversationKey, own: ConversationKey): Promise<void>
  /** Whose lane the events of a conversation run in: the conversation at the end of its links; undefined where it has none. */
  linked(foreign: ConversationKey): Promise<ConversationKey | undefined>
  /** The conversations whose events run in the lane of this one, by one link or several. */
  linkedTo(own: ConversationKey): Promise<ConversationKey[]>
  /** Bot Framework state. Inside a turn part of its transaction; outside it commits at once. Honours eTags. */
  readonly storage: StateStorage
  /** What was said. Inside a turn part of its transaction. */
  readonly transcripts: Transcripts
  readonly deadLetters: DeadLetters
  /** Commands of a conversation that were delivered lately (7 days, a setting), oldest first. */
  delivered(conversation: ConversationKey): Promise<DeliveredCommand[]>
  /** How many commands of a conversation are not over yet. */
  undelivered(conversation: ConversationKey): number
  stats(): EngineStats
  /**
   * Erase what is kept of a conversation and of those linked to it: events and commands that wait, timers, deliveries,
   * dead letters, answers, and what the erasure names. What waits is dropped at once; the rest goes in line with the
   * turns, so that none writes it back. Event keys stay until they expire: a repetition of an old event remains one.
   * Not inside a turn. What comes in later begins anew.
   */
  erase(erasure: Erasure): Promise<Erased>
  /** Forget now what has outlived its time (see `EngineOptions.retention`): it is done from time to time anyway. */
  sweep(): Promise<void>
  /** When the newest event from outside (`webhook` or `catch-up`) of a channel was accepted; undefined before the first. */
  lastAccepted(channelId: string, account: string): Date | undefined
  /**
   * Accept no more, let running turns and deliveries end for at most `graceMs`, then stop them. What did not end runs
   * again at the next start. Resolves when nothing of it runs any more.
   */
  stop(graceMs: number): Promise<void>
}

/** A conversation on one account of one platform. */
export interface ConversationKey {
  channelId: string
  /** Empty for the default account. */
  account: string
  /** The platform's own id. */
  conversationId: string
}

/** What makes two deliveries the same event: unique within a channel's account. */
export interface EventKey {
  channelId: string
  account: string
  key: string
}

/** An event as it comes in: what is needed to find its lane and its duplicates, and the body as it was. */
export interface IncomingEvent {
  conversation: ConversationKey
  key: string
  /** How long a second delivery of the same key is a duplicate, in milliseconds. */
  keyLifeMs: number
  /** The platform's own name for it; core's own begin with `core/`. */
  type: string
  /** `replay`: a dead letter put back by a person; what was remembered of the first try must not hold it up. */
  origin: 'webhook' | 'catch-up' | 'timer' | 'core' | 'replay'
  /** When it happened, ISO 8601, where the platform says. */
  occurredAt?: string
  /** As it came, as text. */
  body: string
  /** Only those on the platform's allow-list: never credentials. */
  headers?: Record<string, string>
}

/** An event the engine keeps. */
export interface AcceptedEvent extends IncomingEvent {
  /** The engine's own id: the same over all runs of its turn. */
  id: string
  /** ISO 8601. */
  acceptedAt: string
}

export type Acceptance = 'accepted' | 'duplicate' | 'expired'

/** What goes back in the response of the request that brought an event. */
export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
  /** ISO 8601; absent until `Engine.answerGiven`. */
  lastGivenAt?: string
}

/** What one channel does with its events and commands. */
export interface ChannelHandler {
  /**
   * The work on one event. Returning commits. Throwing `TurnPostponed` discards what was done and runs the turn again
   * later (at most 24 h after acceptance, a setting; then a dead letter). Throwing anything else discards what was done and keeps the
   * event as a dead letter: an error of the bot's own logic is not thrown but told by `Turn.bury`.
   */
  runTurn(turn: Turn): Promise<void>
  /** Bring one command to the platform. Must not throw for what the platform does; a throw counts as `unknown`. */
  deliver(command: StoredCommand, signal: AbortSignal): Promise<Delivery>
}

/** Thrown out of `runTurn`: not now. No attempt is counted. */
export class TurnPostponed extends Error {
  /** How long to wait at least, in milliseconds; the engine backs off where it is not given. */
  readonly afterMs: number | undefined

  constructor(why: string, afterMs?: number) {
    super(why)
    this.name = 'TurnPostponed'
    this.afterMs = afterMs
  }
}

/** The work on one event (or on none: see `Engine.exclusive`), as a transaction. */
export interface Turn {
  /** Stable: a turn that is run again has the same id. */
  readonly id: string
  readonly conversation: ConversationKey
  /** Undefined for exclusive work. */
  readonly event: AcceptedEvent | undefined
  /** 1 for the first run; counts only runs that ended with the death of the process. */
  readonly attempt: number
  /** Aborted when the engine stops the turn. */
  readonly signal: AbortSignal
  /**
   * Wait for this customer's lane and hold it until the turn ends. At most once a turn; the same customer again is fine.
   * A customer is known by channel and account: the turn's own, or those of another conversation.
   */
  holdCustomer(customer: string, conversation?: ConversationKey): Promise<void>
  /**
   * Run the bot's logic for at most `limitMs`. What it sends or writes after it ended or ran out of time is refused with
   * `TurnEndedError`; running out of time rejects with `TurnTooLongError`, and the turn itself goes on.
   */
  within<T>(limitMs: number, work: () => Promise<T>): Promise<T>
  /** Commit a command with the turn. Returns its id, stable over re-runs: the n-th of its kind in a turn has the same id. */
  send(command: Command): string
  /**
   * Let the commands sent so far leave now: resolves when they are durable. In a re-run of the turn after a crash, the
   * n-th command of a kind is suppressed where the flushed n-th of that kind had the same content; else it is sent and the divergence logged.
   */
  flush(): Promise<void>
  /** Accept this event at that time, once. The same key (within the event's conversation) replaces. */
  schedule(key: string, at: Date, event: IncomingEvent): void
  /** In the turn's own conversation, or in another. */
  cancel(key: string, conversation?: ConversationKey): void
  /** The answer for the request that brought the event. The last one counts. */
  respond(answer: Answer): void
  /** Accept another event when this turn commits, as part of the same transaction. */
  accept(event: IncomingEvent): void
  /** When this turn commits, keep its event as a dead letter as well; or another that was laid aside for later. */
  bury(reason: string, event?: IncomingEvent): void
}

/** One thing asked of a platform. */
export interface Command {
  /** `reply`, `add-topics`, …: the engine does not care. */
  kind: string
  /** JSON. */
  payload: unknown
  /** Whose command it is: delivered by the handler of its channel, in line with its other commands. The turn's own where absent. */
  conversation?: ConversationKey
}

/** A command on its way. */
export interface StoredCommand extends Command {
  /** The idempotency key: stable over all attempts. */
  id: string
  conversation: ConversationKey
  /** ISO 8601: when its turn committed. */
  createdAt: string
  /** ISO 8601: when a person put it back from the dead letters; undefined where nobody did. */
  replayedAt?: string
  /** Attempts before this one, in this life of the process. */
  attempts: number
  /** True where an earlier attempt may have had its effect (a death, a time-out): look it up or follow the policy. */
  outcomeUnknown: boolean
  /** How often its outcome became unknown, over all lives of the process as far as known: at least 1 where `outcomeUnknown`. */
  unknowns: number
}

/** What became of an attempt. `followUps` are accepted in the same transaction that records it. */
export type Delivery =
  | { state: 'delivered'; platformId?: string; followUps?: IncomingEvent[] }
  | { state: 'superseded'; reason: string; followUps?: IncomingEvent[] }
  /** Given up: kept as a dead letter. Later commands go on. */
  | { state: 'dead'; reason: string; followUps?: IncomingEvent[] }
  /** It had no effect; try again, not before `afterMs`. */
  | { state: 'later'; reason: string; afterMs: number }
  /** It may have had its effect; call again with `outcomeUnknown`, not before `afterMs`. */
  | { state: 'unknown'; reason: string; afterMs: number }

/** A command that reached the platform, for recognising it there. */
export interface DeliveredCommand {
  id: string
  kind: string
  platformId: string | undefined
  /** ISO 8601. */
  deliveredAt: string
}

export type {
  DeadLetter,
  DeadLetterHeading,
  DeadLetters,
  Erased,
  Erasure,
  StateStorage,
  Transcripts,
} from './keepsakes.ts'

/** For `/readyz`, logs and tests. */
export interface EngineStats {
  /** Events that wait for their turn or are in it. */
  inbox: number
  /** Commands that are not over. */
  outbox: number
  turnsInFlight: number
  deliveriesInFlight: number
  deadLetters: number
  /** Age of the oldest waiting event or command in milliseconds; 0 where none. */
  oldestMs: number
}

/** Points between which a process can die; tests stop it there. */
export type Boundary =
  | 'accept:before-commit'
  | 'accept:after-commit'
  | 'turn:before-commit'
  | 'turn:after-commit'
  | 'delivery:before-call'
  | 'delivery:after-call'
  | 'delivery:after-record'

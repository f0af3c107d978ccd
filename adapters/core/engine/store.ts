import type { CommandRecord, EventRecord, InboxRow, OutboxRow } from './records.ts'

/**
 * What the engine needs of a place to keep things: tables, and transactions over them. Two fulfil it, one in memory and
 * one in SQLite; everything else of the engine is the same for both.
 */
export interface Store {
  /** Short and random, made once in the life of the store: makes ids unique over stores. */
  readonly instance: string
  /** How often this store has been opened, this time included: makes versions unique over restarts. */
  readonly life: number
  /** What was going on when the process that had the store before died. */
  readonly left: Leftovers
  readonly recorder: Recorder
  /** Look at what is committed. Throws `StorageError`. */
  read<T>(look: (tables: Tables) => T): T
  /**
   * Run `work` as one transaction. Resolves once what it wrote would survive the process; rejects, with nothing written,
   * where it throws or the store cannot keep it. `work` may be run twice and must not wait for anything. Transactions
   * are run in the order of the calls; `after` is called for each in that order, before anything else can happen.
   */
  commit<T>(work: (tables: Tables) => T, after?: (result: T) => void): Promise<T>
  /** What was deleted is nowhere in its files any more, as far as nobody is reading them. */
  scrub(): Promise<void>
  /** Wait for the transactions under way and let go. `clean`: nothing was left half done. */
  close(clean: boolean): Promise<void>
}

/** See `Store.left`. */
export interface Leftovers {
  /** Events whose turns were running. */
  turns: readonly number[]
  /** Commands that were being delivered. */
  deliveries: readonly number[]
  /** True where the machine itself went down, so that the two lists cannot be trusted to be complete. */
  blackout: boolean
}

/**
 * Remembers what is going on for the next life of the process, cheaper than a transaction: it survives the death of the
 * process, not that of the machine.
 */
export interface Recorder {
  /** Returns what to hand to `end`. */
  begin(what: 'turn' | 'delivery', seq: number): number
  /** `over`: its event or command is gone from the store, so that no trace of it can mislead. */
  end(slot: number, over: boolean): void
  /** From now on turns are run here: whoever wants the store as well need not wait for it. Never throws. */
  serve(): void
}

/** Writes are allowed inside `Store.commit` only. All times are milliseconds since 1970. */
export interface Tables {
  inbox: {
    add(record: EventRecord, acceptedAt: number): number
    get(seq: number): InboxRow | undefined
    /** False where it is gone already. */
    remove(seq: number): boolean
    /** In order. */
    after(seq: number, limit: number): { seq: number; conversation: string }[]
    /** Those of one conversation. */
    of(conversation: string): number[]
    /** One more death: returns how many now, undefined where the event is gone. */
    countAttempt(seq: number): number | undefined
    /** When the first in line was accepted. */
    oldest(): number | undefined
    count(): number
  }
  /** Event keys, by name. */
  keys: {
    get(name: string): KeyRow | undefined
    put(name: string, expiresAt: number, event: number | undefined): void
    /** Nothing happens where the key has expired, or belongs to another event by now. Without a conversation: the one before. */
    answer(name: string, event: number, answer: string, conversation: string | undefined): void
    /** The keys stay. Returns how many answers went. */
    dropAnswers(conversation: string): number
  }
  outbox: {
    add(command: CommandRecord): number
    get(seq: number): OutboxRow | undefined
    remove(seq: number): boolean
    after(seq: number, limit: number): { seq: number; conversation: string }[]
    /** Those of one conversation. */
    of(conversation: string): number[]
    countUnknown(seq: number): void
    /** Those it holds anything for, as `accountName` names them. */
    accounts(): string[]
    oldest(): number | undefined
    count(): number
  }
  delivered: {
    add(row: DeliveredRow & { conversation: string }): void
    /** Oldest first. */
    of(conversation: string, since: number): DeliveredRow[]
    /** Those it holds anything for, as `accountName` names them. */
    accounts(): string[]
    /** Returns how many went. */
    drop(conversation: string): number
  }
  /** Commands that left before their turn committed. */
  flushed: {
    of(turn: string): FlushedRow[]
    put(turn: string, row: FlushedRow): void
    drop(turn: string): void
  }
  timers: {
    put(conversation: string, key: string, at: number, event: string): void
    drop(conversation: string, key: string): void
    /** All of a conversation's. Returns how many went. */
    dropAll(conversation: string): number
    due(now: number, limit: number): TimerRow[]
    next(): number | undefined
    /** Whether the conversation has any. */
    any(conversation: string): boolean
  }
  links: {
    get(foreign: string): string | undefined
    /** `life`: that of the store in which it is made, or made again. */
    put(foreign: string, own: string, at: number, life: number): void
    /** Those that lead to this one directly. */
    to(own: string): string[]
    /** Used; written down at most once a day. */
    use(name: string, now: number): void
    /** Nobody needs it beyond this life of the store. */
    release(name: string): void
    drop(name: string): void
    /** Those that were neither made nor used since then, nor made in this life: see `Mark`. */
    old(before: number, life: number, after: Mark | undefined, limit: number): { mark: Mark; name: string }[]
    count(): number
  }
  dead: {
    add(row: DeadRecord): number
    get(id: number): DeadRow | undefined
    remove(id: number): boolean
    /** Newest first. */
    list(limit: number, channelId: string | undefined): DeadRow[]
    /** The same of those that were there before this one, without what was given up on. */
    headings(before: number, limit: number, channelId: string | undefined): DeadHeading[]
    /** Those it holds anything for, as `accountName` names them. */
    accounts(): string[]
    /** All of a conversation's. Returns how many went. */
    drop(conversation: string): number
    count(): number
  }
  /** When the newest event from outside was accepted, by account. */
  latest: {
    all(): { account: string; at: number }[]
    put(account: string, at: number): void
  }
  state: {
    get(key: string): StateRow | undefined
    /** `lane`: of the turn that writes it; outside of any the one before stays. */
    put(key: string, version: string, item: string, at: number, lane: string | undefined): void
    /** False where there is none. */
    drop(key: string): boolean
    /** In the order of their keys. */
    page(prefix: string, after: string, limit: number): { key: string; row: StateRow }[]
    /** Those that were not written since then: see `Mark`. */
    old(before: number, after: Mark | undefined, limit: number): { mark: Mark; key: string; lane: string | undefined }[]
  }
  transcripts: {
    /** Nothing happens where the conversation has an activity of that id. */
    add(row: TranscriptRecord): void
    has(conversation: string, activityId: string): boolean
    page(conversation: string, after: number, since: number, limit: number): TranscriptRow[]
    /** Newest first. */
    newest(conversation: string, limit: number): TranscriptRow[]
    /** Conversations whose names begin so, in the order of their names. */
    names(prefix: string, after: string, limit: number): { conversation: string; at: number }[]
    /** Returns how many went. */
    drop(conversation: string): number
  }
  /** The time the sweeper trusted last. */
  swept: {
    at(): number | undefined
    put(at: number): void
  }
  /**
   * What the last life left is accounted for: this life of the store counts from now on. Once, before anything else.
   * Places of events and commands from now on were never given away, also where this is an older copy of the store that
   * was put back.
   */
  begin(): void
  /** Forget at most `limit` of each kind of what has outlived its time. Returns how many went. */
  sweep(horizons: Horizons, limit: number): Swept
}

/** What is older than that may go; milliseconds since 1970. Event keys: what expires then or earlier. */
export interface Horizons {
  keys: number
  delivered: number
  transcripts: number
  dead: number
  /** Not before: the time itself. What is younger was written down by a clock that was ahead, and stands in nobody's way. */
  now: number
}

/** A place among the rows of a table, the oldest first; whatever a store makes of it. To begin there: without one. */
export type Mark = readonly [at: number, tie: string | number]

/** How many went. */
export interface Swept {
  /** In all. */
  rows: number
  dead: number
}

/** An event key. */
export interface KeyRow {
  expiresAt: number
  /** Undefined where the event never came into the inbox. */
  event: number | undefined
  /** JSON. */
  answer: string | undefined
}

/** A command that is over: delivered, or, with a reason, superseded. */
export interface DeliveredRow {
  id: string
  kind: string
  platformId: string | undefined
  at: number
  reason: string | undefined
}

/** The n-th command of its kind in a turn, flushed. */
export interface FlushedRow {
  /** `reply-2`: what a platform needs first may be needed no more when the turn runs again, and must not shift the others. */
  place: string
  id: string
  hash: string
}

/** A timer. `event` is JSON of an `IncomingEvent`. */
export interface TimerRow {
  conversation: string
  key: string
  at: number
  event: string
}

/** A dead letter. */
export interface DeadRecord {
  kind: 'event' | 'command'
  at: number
  reason: string
  channelId: string
  account: string
  conversation: string | undefined
  type: string
  body: string
  /** JSON of what it takes to put it back; undefined where it cannot be. */
  about: string | undefined
}

/** A dead letter in the store. */
export interface DeadRow extends DeadRecord {
  id: number
}

/** What a dead letter is about. */
export type DeadHeading = Omit<DeadRow, 'body' | 'about'>

/** An item of Bot Framework state. */
export interface StateRow {
  version: string
  /** JSON. */
  item: string
}

/** Something said. */
export interface TranscriptRecord {
  conversation: string
  activityId: string | undefined
  at: number
  /** JSON. */
  activity: string
}

/** Something said, and its place. */
export interface TranscriptRow {
  n: number
  at: number
  activity: string
}

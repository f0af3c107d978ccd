import { systemClock } from '../clock.ts'
import { StorageError } from '../errors.ts'
import { LocalDeadLetters } from './dead-letters.ts'
import type {
  Acceptance,
  Answer,
  ChannelHandler,
  ConversationKey,
  DeliveredCommand,
  Engine,
  EngineStats,
  Erased,
  Erasure,
  EventKey,
  IncomingEvent,
  Turn,
} from './engine.ts'
import { Eraser } from './eraser.ts'
import { Exclusives } from './exclusive.ts'
import { type EngineOptions, Heart } from './heart.ts'
import type { Effects, Queued } from './ledger.ts'
import { conversationKey, conversationName, eventName } from './names.ts'
import { Outbox } from './outbox.ts'
import { isoTime } from './records.ts'
import { recover } from './recovery.ts'
import { Runs } from './runs.ts'
import { LocalStorage } from './state.ts'
import type { Store, Tables } from './store.ts'
import { Sweeper } from './sweeper.ts'
import { Timers } from './timers.ts'
import { LocalTranscripts } from './transcripts.ts'

/** How many waiting events or commands are looked at in one go at the start. */
const PAGE = 1000

/** The engine in this process, over any store. */
export class LocalEngine implements Engine {
  readonly storage: LocalStorage
  readonly transcripts: LocalTranscripts
  readonly deadLetters: LocalDeadLetters
  /** The store is closed. */
  private gone = false
  private readonly heart: Heart
  private readonly runs: Runs
  private readonly exclusives: Exclusives
  private readonly outbox: Outbox
  private readonly timers: Timers
  private readonly sweeper: Sweeper
  private readonly eraser: Eraser
  /** What an earlier life left is in its lanes: from then on new events and commands go there directly. */
  private readonly loaded = { events: false, commands: false }
  private starting: Promise<void> | undefined
  private stopping: Promise<void> | undefined
  private begun: () => void = () => {}
  private readonly beginning: Promise<void>

  constructor(store: Store, options: EngineOptions) {
    this.heart = new Heart(store, options.clock ?? systemClock, options)
    const { ledger, scopes } = this.heart
    this.storage = new LocalStorage(ledger, scopes)
    this.transcripts = new LocalTranscripts(ledger, scopes)
    this.deadLetters = new LocalDeadLetters(ledger)
    this.runs = new Runs(this.heart)
    this.exclusives = new Exclusives(this.heart)
    this.outbox = new Outbox(this.heart)
    this.timers = new Timers(this.heart)
    this.sweeper = new Sweeper(this.heart)
    const { heart, runs, outbox, exclusives } = this
    this.eraser = new Eraser({ heart, runs, outbox, exclusives, started: () => this.starting !== undefined })
    this.beginning = new Promise((resolve) => {
      this.begun = resolve
    })
    ledger.onEffects = (effects) => this.act(effects)
  }

  /** Account for what the death of the process that had the store before left half done. Before anything else. */
  recover(): Promise<void> {
    return recover(this.heart.ledger)
  }

  serve(channelId: string, handler: ChannelHandler, account?: string): void {
    this.heart.handlers.set(channelId, account, handler)
  }

  start(): Promise<void> {
    this.starting ??= this.begin()
    return this.starting
  }

  async accept(event: IncomingEvent): Promise<Acceptance> {
    const { ledger, boundary, closing } = this.heart
    if (closing.aborted) throw new StorageError('The engine stops: it accepts no more events.')
    boundary('accept:before-commit')
    const acceptance = await ledger.transact((entry) => ledger.accept(event, entry))
    boundary('accept:after-commit')
    return acceptance
  }

  async answer(event: EventKey, deadline: Date): Promise<Answer | undefined> {
    const { store, answers, closing } = this.heart
    const { row, waiting } = store.read((tables) => {
      const row = tables.keys.get(eventName(event))
      return { row, waiting: row?.event !== undefined && tables.inbox.get(row.event) !== undefined }
    })
    if (row?.answer !== undefined) return JSON.parse(row.answer)
    if (!waiting || closing.aborted) return undefined
    return answers.wait(row!.event!, deadline)
  }

  async answerGiven(event: EventKey): Promise<void> {
    const { ledger, clock } = this.heart
    const name = eventName(event)
    await ledger.transact(({ tables }) => {
      const row = tables.keys.get(name)
      if (row?.answer === undefined || row.event === undefined) return
      const answer: Answer = { ...JSON.parse(row.answer), lastGivenAt: clock.now().toISOString() }
      tables.keys.answer(name, row.event, JSON.stringify(answer), undefined)
    })
  }

  async exclusive<T>(conversation: ConversationKey, work: (turn: Turn) => Promise<T>): Promise<T> {
    // What an earlier life left comes first, and it gets its places in line at the start.
    if (!this.loaded.events && this.heart.ledger.inbox > 0) await this.beginning
    return this.exclusives.run(conversation, work)
  }

  async link(foreign: ConversationKey, own: ConversationKey): Promise<void> {
    const { ledger, lanes } = this.heart
    await ledger.transact(
      (entry) => ledger.link(conversationName(foreign), conversationName(own), entry),
      (moved) => {
        if (!moved) return
        lanes.barrier(moved.earlier, moved.later)
        this.outbox.barrier(moved.earlier, moved.later)
      },
    )
  }

  async linked(foreign: ConversationKey): Promise<ConversationKey | undefined> {
    const name = conversationName(foreign)
    const lane = this.heart.store.read((tables) => this.heart.ledger.laneOf(name, tables))
    return lane === name ? undefined : conversationKey(lane)
  }

  async linkedTo(own: ConversationKey): Promise<ConversationKey[]> {
    return this.eraser.linkedTo(own)
  }

  async erase(erasure: Erasure): Promise<Erased> {
    // Turns of an earlier life get their places in line at the start.
    if (this.starting !== undefined && !this.loaded.events) await this.beginning
    return this.eraser.erase(erasure)
  }

  async sweep(): Promise<void> {
    await this.sweeper.sweep()
  }

  async delivered(conversation: ConversationKey): Promise<DeliveredCommand[]> {
    const { store, clock, keepDeliveredMs } = this.heart
    const since = clock.now().getTime() - keepDeliveredMs
    return store
      .read((tables) => tables.delivered.of(conversationName(conversation), since))
      .filter(({ reason }) => reason === undefined)
      .map(({ id, kind, platformId, at }) => ({ id, kind, platformId, deliveredAt: isoTime(at) }))
  }

  undelivered(conversation: ConversationKey): number {
    return this.outbox.waiting(this.heart.ledger.currentLane(conversation))
  }

  stats(): EngineStats {
    const { ledger, clock, store } = this.heart
    const { inbox, outbox, dead } = ledger
    const oldest = (tables: Tables): number =>
      Math.min(tables.inbox.oldest() ?? Number.POSITIVE_INFINITY, tables.outbox.oldest() ?? Number.POSITIVE_INFINITY)
    // Also asked while the server drains and after: the counters stay, the store may be closed.
    const since = inbox + outbox === 0 || this.gone ? Number.POSITIVE_INFINITY : store.read(oldest)
    return {
      inbox,
      outbox,
      turnsInFlight: this.runs.inFlight.size + this.exclusives.inFlight.size,
      deliveriesInFlight: this.outbox.inFlight.size,
      deadLetters: dead,
      oldestMs: since === Number.POSITIVE_INFINITY ? 0 : Math.max(0, clock.now().getTime() - since),
    }
  }

  lastAccepted(channelId: string, account: string): Date | undefined {
    return this.gone ? undefined : this.heart.ledger.lastAccepted(channelId, account)
  }

  stop(graceMs: number): Promise<void> {
    this.stopping ??= this.end(graceMs)
    return this.stopping
  }

  private async begin(): Promise<void> {
    if (this.heart.closing.aborted) throw new StorageError('The engine has stopped: it cannot start again.')
    this.heart.store.recorder.serve()
    this.sweeper.start()
    await this.load(
      (tables, after) => tables.outbox.after(after, PAGE),
      (command) => this.outbox.enqueue(command),
      () => {
        this.loaded.commands = true
      },
    )
    await this.load(
      (tables, after) => tables.inbox.after(after, PAGE),
      (event) => this.runs.enqueue(event),
      () => {
        this.loaded.events = true
      },
    )
    this.begun()
    this.heart.tasks.add(this.timers.run())
  }

  /**
   * Everything in the table, page by page. What comes meanwhile is at its end; the last, empty look and `done` are one
   * step, so that nothing is left out or taken twice.
   */
  private async load(
    page: (tables: Tables, after: number) => { seq: number; conversation: string }[],
    enqueue: (queued: Queued) => void,
    done: () => void,
  ): Promise<void> {
    const { store, ledger, closing } = this.heart
    for (let after = 0; !closing.aborted; ) {
      const queued = store.read((tables) =>
        page(tables, after).map(({ seq, conversation }) => ({ seq, lane: ledger.laneOf(conversation, tables) })),
      )
      if (queued.length === 0) return done()
      for (const one of queued) enqueue(one)
      after = queued.at(-1)!.seq
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** A transaction is durable: do what follows from it. */
  private act(effects: Effects): void {
    if (this.loaded.commands) for (const command of effects.commands) this.outbox.enqueue(command)
    if (this.loaded.events) for (const event of effects.events) this.runs.enqueue(event)
    if (effects.timers) this.timers.wake()
  }

  private async end(graceMs: number): Promise<void> {
    const { heart } = this
    heart.close()
    this.begun()
    this.sweeper.stop()
    heart.handlers.close()
    heart.answers.close()
    this.exclusives.close()
    const quiet = new AbortController()
    const ended = heart.tasks.ended().then(() => quiet.abort())
    await heart.clock.sleep(graceMs, quiet.signal)
    heart.halt()
    this.runs.abort()
    this.exclusives.abort()
    this.outbox.abort()
    await ended
    this.gone = true
    await heart.store.close(true)
    heart.scopes.end()
  }
}

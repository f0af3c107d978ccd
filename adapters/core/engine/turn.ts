import { createHash } from 'node:crypto'
import { ContactCenterError, TurnEndedError, TurnTooLongError } from '../errors.ts'
import type { AcceptedEvent, Answer, Command, ConversationKey, IncomingEvent, Turn } from './engine.ts'
import type { Lanes, Party } from './lanes.ts'
import type { Entry, Ledger } from './ledger.ts'
import { conversationName, customerLane, eventName } from './names.ts'
import { type CommandRecord, recordOf } from './records.ts'
import type { FlushedRow } from './store.ts'
import { type Scopes, TurnScope } from './turn-scope.ts'
import { StateChanges } from './turn-state.ts'
import { TranscriptChanges } from './turn-transcript.ts'

/** What turns work with. */
export interface TurnSurroundings {
  readonly ledger: Ledger
  readonly scopes: Scopes
  readonly lanes: Lanes
}

/** Whose turn it is. */
export interface TurnIdentity {
  readonly id: string
  readonly conversation: ConversationKey
  /** The conversation's lane, which `party` holds. */
  readonly lane: string
  readonly party: Party
  readonly event?: AcceptedEvent
  readonly attempt: number
}

interface Said {
  place: string
  record: CommandRecord
  flushed: boolean
}

/** A turn under way: gathers what is to be committed. */
export class LocalTurn implements Turn {
  readonly id: string
  readonly conversation: ConversationKey
  readonly event: AcceptedEvent | undefined
  readonly attempt: number
  readonly lane: string
  readonly party: Party
  readonly state: StateChanges
  readonly transcript: TranscriptChanges
  /** True once nothing can be added any more. */
  ended = false
  /** Resolves when the engine stops the turn. */
  readonly stopped: Promise<void>
  private readonly name: string
  private readonly surroundings: TurnSurroundings
  private readonly commands: Said[] = []
  /** Set where there is a time, else cancelled. */
  private readonly timers = new Map<string, { conversation: string; key: string; at?: number; event?: IncomingEvent }>()
  private readonly events: IncomingEvent[] = []
  /** How many commands of each kind there are. */
  private readonly counts = new Map<string, number>()
  private answer: Answer | undefined
  private buried: string | undefined
  private readonly othersBuried: { reason: string; event: IncomingEvent }[] = []
  private customer: { lane: string; held: Promise<void> } | undefined
  private flushedBefore: FlushedRow[] | undefined
  private flushing: Promise<void> = Promise.resolve()
  private controller: AbortController | undefined
  private stop!: () => void

  constructor(identity: TurnIdentity, surroundings: TurnSurroundings) {
    this.id = identity.id
    this.conversation = identity.conversation
    this.event = identity.event
    this.attempt = identity.attempt
    this.lane = identity.lane
    this.party = identity.party
    this.name = conversationName(identity.conversation)
    this.surroundings = surroundings
    this.state = new StateChanges(surroundings.ledger)
    this.transcript = new TranscriptChanges(surroundings.ledger)
    this.stopped = new Promise((resolve) => {
      this.stop = resolve
    })
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    if (this.aborted) this.controller.abort()
    return this.controller.signal
  }

  /** True once the engine stopped the turn: nothing of it will be kept. */
  aborted = false

  /** Stop the turn: whatever it does from now on is in vain. */
  abort(): void {
    this.aborted = true
    this.ended = true
    this.stop()
    this.controller?.abort()
  }

  holdCustomer(customer: string, conversation = this.conversation): Promise<void> {
    this.surroundings.scopes.assertOpen(this)
    const lane = customerLane(conversation, customer)
    if (this.customer?.lane === lane) return this.customer.held
    if (this.customer) {
      return Promise.reject(
        new ContactCenterError('conflict', 'A turn can hold one customer only.', {
          channelId: this.conversation.channelId,
          hint: 'Schedule an event for what concerns another customer.',
        }),
      )
    }
    this.customer = { lane, held: this.surroundings.lanes.take(lane, this.party) }
    return this.customer.held
  }

  async within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
    const { scopes, ledger } = this.surroundings
    scopes.assertOpen(this)
    const current = scopes.current()
    const scope = new TurnScope(this, current?.turn === this ? current : undefined)
    const over = new AbortController()
    const limit = ledger.clock.sleep(limitMs, over.signal).then(() => {
      if (over.signal.aborted) return undefined as never
      scope.close()
      throw new TurnTooLongError(limitMs, { channelId: this.conversation.channelId })
    })
    const end = this.stopped.then(() => {
      scope.close()
      throw new TurnEndedError('The engine stops.')
    })
    try {
      return await Promise.race([scopes.within(scope, work), limit, end])
    } finally {
      scope.close()
      // With a reason of ours: making the default one costs more than everything else here.
      over.abort('settled')
    }
  }

  send(command: Command): string {
    this.surroundings.scopes.assertOpen(this)
    const n = (this.counts.get(command.kind) ?? 0) + 1
    this.counts.set(command.kind, n)
    const place = `${command.kind}-${n}`
    const payload = JSON.stringify(command.payload) ?? 'null'
    const before = this.earlierFlushed(place)
    let id = `${this.id}-${place}`
    if (before) {
      const hash = hashOf(command.kind, payload)
      if (before.hash === hash) return before.id
      // The id of what has left stays with it: a platform would take this one for a repetition.
      id = `${id}-${hash.slice(0, 8)}`
      this.surroundings.ledger.log.warn(
        { turn: this.id, left: before.id, command: id },
        'A turn that ran again says something else than what it had flushed',
      )
    }
    const record = {
      id,
      conversation: command.conversation === undefined ? this.name : conversationName(command.conversation),
      kind: command.kind,
      payload,
      createdAt: this.surroundings.ledger.clock.now().getTime(),
      unknowns: 0,
    }
    this.commands.push({ place, record, flushed: false })
    return id
  }

  flush(): Promise<void> {
    try {
      this.surroundings.scopes.assertOpen(this)
    } catch (error) {
      return Promise.reject(error)
    }
    const waiting = this.flushing.then(() => this.flushNow())
    // A failed flush leaves its commands to the commit, whether anybody awaits it or not.
    this.flushing = waiting.catch(() => {})
    return waiting
  }

  schedule(key: string, at: Date, event: IncomingEvent): void {
    this.surroundings.scopes.assertOpen(this)
    const conversation = conversationName(event.conversation)
    this.timers.set(`${conversation}\n${key}`, { conversation, key, at: at.getTime(), event: { ...event } })
  }

  cancel(key: string, conversation = this.conversation): void {
    this.surroundings.scopes.assertOpen(this)
    const name = conversationName(conversation)
    this.timers.set(`${name}\n${key}`, { conversation: name, key })
  }

  respond(answer: Answer): void {
    this.surroundings.scopes.assertOpen(this)
    this.answer = { ...answer }
  }

  accept(event: IncomingEvent): void {
    this.surroundings.scopes.assertOpen(this)
    this.events.push({ ...event })
  }

  bury(reason: string, event?: IncomingEvent): void {
    this.surroundings.scopes.assertOpen(this)
    if (event) this.othersBuried.push({ reason, event: { ...event } })
    else this.buried = reason
  }

  /** No more can be added; resolves when what was being flushed is. */
  async close(): Promise<void> {
    this.ended = true
    await this.flushing
  }

  /** Give the customer back while the turn waits to be run again. */
  releaseCustomer(): void {
    if (this.customer) this.surroundings.lanes.release(this.customer.lane, this.party)
  }

  /** Write down all the turn did; part of the transaction that ends it. Returns its answer. Throws `ConflictError`. */
  commit(seq: number | undefined, entry: Entry): Answer | undefined {
    const { ledger } = this.surroundings
    const { tables, effects, now } = entry
    this.state.commit(entry, this.lane)
    this.transcript.commit(entry)
    for (const { conversation, key, at, event } of this.timers.values()) {
      effects.timers = true
      if (at !== undefined && event) tables.timers.put(conversation, key, at, JSON.stringify(event))
      else tables.timers.drop(conversation, key)
    }
    for (const { record, flushed } of this.commands) {
      if (!flushed) ledger.addCommand({ ...record, createdAt: now }, entry)
    }
    for (const event of this.events) ledger.accept(event, entry)
    for (const { reason, event } of this.othersBuried) ledger.buryRecord(recordOf(event), reason, entry)
    if (this.flushedBefore?.length || this.commands.some((said) => said.flushed)) tables.flushed.drop(this.id)
    if (seq === undefined || !this.event) return undefined
    const row = this.buried === undefined ? undefined : tables.inbox.get(seq)
    if (this.answer) {
      const { channelId, account } = this.conversation
      const name = eventName({ channelId, account, key: this.event.key })
      tables.keys.answer(name, seq, JSON.stringify(this.answer), this.name)
    }
    if (row) ledger.buryEvent(row, this.buried!, entry)
    else ledger.endEvent(seq, entry)
    return this.answer
  }

  private async flushNow(): Promise<void> {
    const leaving = this.commands.filter((said) => !said.flushed)
    if (leaving.length === 0) return
    await this.surroundings.ledger.transact((entry) => {
      for (const { place, record } of leaving) {
        this.surroundings.ledger.addCommand({ ...record, createdAt: entry.now }, entry)
        // Exclusive work is not run again after a crash: nothing to compare with.
        if (this.event) {
          entry.tables.flushed.put(this.id, { place, id: record.id, hash: hashOf(record.kind, record.payload) })
        }
      }
    })
    for (const said of leaving) said.flushed = true
  }

  private earlierFlushed(place: string): FlushedRow | undefined {
    if (!this.event) return undefined
    this.flushedBefore ??= this.surroundings.ledger.store.read((tables) => tables.flushed.of(this.id))
    return this.flushedBefore.find((row) => row.place === place)
  }
}

function hashOf(kind: string, payload: string): string {
  return createHash('sha256').update(kind).update('\n').update(payload).digest('hex')
}

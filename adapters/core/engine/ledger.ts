import type { Clock } from '../clock.ts'
import { ContactCenterError } from '../errors.ts'
import { backOff } from './back-off.ts'
import type { Acceptance, IncomingEvent } from './engine.ts'
import type { Logger } from './logger.ts'
import { accountName, conversationKey, conversationName, eventName } from './names.ts'
import { type CommandRecord, type EventRecord, eventOf, type InboxRow, type OutboxRow, recordOf } from './records.ts'
import type { Store, Tables } from './store.ts'
import { isPassing } from './unstorable.ts'

/** Something to be done, and the lane to do it in. */
export interface Queued {
  seq: number
  lane: string
}

/** What a transaction changed, for those who act on it once it is durable. */
export class Effects {
  readonly events: Queued[] = []
  readonly commands: Queued[] = []
  /** Events that left the inbox. */
  readonly over: number[] = []
  readonly latest: { account: string; at: number }[] = []
  timers = false
  commandsOver = 0
  dead = 0
}

/** One transaction under way. */
export interface Entry {
  readonly tables: Tables
  readonly effects: Effects
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Every durable change goes through here: the moves of events and commands between inbox, outbox and dead letters, and
 * the count of what is where.
 */
export class Ledger {
  inbox: number
  outbox: number
  dead: number
  /** Called for each transaction in their order, as soon as it is durable. */
  onEffects: (effects: Effects) => void = () => {}
  private readonly latest: Map<string, number>
  private linked: boolean
  private versions = 0
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  private readonly random: () => number

  constructor(store: Store, clock: Clock, log: Logger, random: () => number) {
    this.store = store
    this.clock = clock
    this.log = log
    this.random = random
    const now = store.read((tables) => ({
      inbox: tables.inbox.count(),
      outbox: tables.outbox.count(),
      dead: tables.dead.count(),
      latest: tables.latest.all(),
      links: tables.links.count(),
    }))
    this.inbox = now.inbox
    this.outbox = now.outbox
    this.dead = now.dead
    this.latest = new Map(now.latest.map(({ account, at }) => [account, at]))
    this.linked = now.links > 0
  }

  /** Run `work` as one transaction: see `Store.commit`. */
  async transact<T>(work: (entry: Entry) => T, after?: (result: T) => void): Promise<T> {
    const done = await this.store.commit(
      (tables) => {
        const effects = new Effects()
        return { effects, result: work({ tables, effects, now: this.clock.now().getTime() }) }
      },
      ({ effects, result }) => {
        this.inbox += effects.events.length - effects.over.length
        this.outbox += effects.commands.length - effects.commandsOver
        this.dead += effects.dead
        for (const { account, at } of effects.latest) this.latest.set(account, at)
        this.onEffects(effects)
        after?.(result)
      },
    )
    return done.result
  }

  /**
   * The same, again and again while the disk is full or the like, until the signal is aborted: for what has happened
   * already and must not be lost because it cannot be written down now.
   */
  async persist<T>(work: (entry: Entry) => T, signal: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.transact(work)
      } catch (error) {
        if (!isPassing(error) || signal.aborted) throw error
        this.log.error({ err: error }, 'Could not be written; trying again')
        await this.clock.sleep(backOff(attempt, this.random), signal)
        if (signal.aborted) throw error
      }
    }
  }

  /** The version of an item written now: never the same twice. */
  nextVersion(): string {
    return `${this.store.life.toString(36)}.${(this.versions++).toString(36)}`
  }

  /** The lane of a conversation: its own, or the one it is linked to. */
  laneOf(conversation: string, tables: Tables): string {
    if (!this.linked) return conversation
    let lane = conversation
    for (let next = tables.links.get(lane); next !== undefined; next = tables.links.get(lane)) lane = next
    return lane
  }

  /** See `Engine.lastAccepted`. */
  lastAccepted(channelId: string, account: string): Date | undefined {
    const at = this.latest.get(accountName(channelId, account))
    return at === undefined ? undefined : new Date(at)
  }

  /** Make `foreign` share the lane of `own`. Returns both lanes as they were where that changes anything. */
  link(foreign: string, own: string, { tables, now }: Entry): { earlier: string; later: string } | undefined {
    this.linked = true
    const earlier = this.laneOf(foreign, tables)
    const later = this.laneOf(own, tables)
    if (foreign === own) return undefined
    if (tables.links.get(foreign) === own) {
      // Whoever links again relies on it.
      tables.links.put(foreign, own, now, this.store.life)
      return undefined
    }
    let next: string | undefined = own
    while (next !== undefined && next !== foreign) next = tables.links.get(next)
    if (next === foreign) {
      throw new ContactCenterError('conflict', 'Two conversations cannot each be linked to the other.', {
        channelId: conversationKey(foreign).channelId,
        hint: 'Link in one direction only: from the desk’s conversation to the customer’s.',
      })
    }
    tables.links.put(foreign, own, now, this.store.life)
    return earlier === later ? undefined : { earlier, later }
  }

  /** An event from anywhere but a timer: see `Engine.accept`. */
  accept(event: IncomingEvent, entry: Entry): Acceptance {
    const { tables, now, effects } = entry
    const { channelId, account } = event.conversation
    const name = eventName({ channelId, account, key: event.key })
    const known = tables.keys.get(name)
    if (known && known.expiresAt > now) return 'duplicate'
    const record = recordOf(event)
    const late = event.occurredAt !== undefined && Date.parse(event.occurredAt) + event.keyLifeMs < now
    if (late) {
      tables.keys.put(name, now + event.keyLifeMs, undefined)
      this.buryRecord(record, `It happened at ${event.occurredAt}, longer ago than its key lives.`, entry)
      return 'expired'
    }
    tables.keys.put(name, now + event.keyLifeMs, this.addEvent(record, entry))
    if (event.origin === 'webhook' || event.origin === 'catch-up') {
      const outside = { account: accountName(channelId, account), at: now }
      tables.latest.put(outside.account, now)
      effects.latest.push(outside)
    }
    return 'accepted'
  }

  /** Put an event at the end of its lane, duplicate or not. Returns its place. */
  addEvent(record: EventRecord, { tables, effects, now }: Entry): number {
    const seq = tables.inbox.add(record, now)
    const lane = this.laneOf(record.conversation, tables)
    for (let name = record.conversation; name !== lane; name = tables.links.get(name)!) tables.links.use(name, now)
    effects.events.push({ seq, lane })
    return seq
  }

  /** An event had its turn. False where it is gone already. */
  endEvent(seq: number, { tables, effects }: Entry): boolean {
    if (!tables.inbox.remove(seq)) return false
    effects.over.push(seq)
    return true
  }

  /** An event is given up. */
  buryEvent(row: InboxRow, reason: string, entry: Entry): void {
    if (this.endEvent(row.seq, entry)) this.buryRecord(row, reason, entry)
  }

  /** Keep an event as a dead letter. */
  buryRecord(record: EventRecord, reason: string, { tables, effects, now }: Entry): void {
    const { channelId, account } = conversationKey(record.conversation)
    const { conversation, about, body } = record
    tables.dead.add({
      kind: 'event',
      at: now,
      reason,
      channelId,
      account,
      conversation,
      type: eventOf(record).type,
      body,
      about,
    })
    effects.dead++
  }

  /** Put a command at the end of its conversation's line. */
  addCommand(command: CommandRecord, { tables, effects }: Entry): void {
    const seq = tables.outbox.add(command)
    effects.commands.push({ seq, lane: this.laneOf(command.conversation, tables) })
  }

  /** A command is over. False where it is gone already. */
  endCommand(seq: number, { tables, effects }: Entry): boolean {
    if (!tables.outbox.remove(seq)) return false
    effects.commandsOver++
    return true
  }

  /** A command is given up. */
  buryCommand(row: OutboxRow, reason: string, { tables, effects, now }: Entry): void {
    const { channelId, account } = conversationKey(row.conversation)
    const { id, createdAt, unknowns } = row
    tables.dead.add({
      kind: 'command',
      at: now,
      reason,
      channelId,
      account,
      conversation: row.conversation,
      type: row.kind,
      body: row.payload,
      about: JSON.stringify({ id, createdAt, unknowns }),
    })
    effects.dead++
  }

  /** The conversation's lane as of now. */
  currentLane(conversation: Parameters<typeof conversationName>[0]): string {
    return this.store.read((tables) => this.laneOf(conversationName(conversation), tables))
  }
}

import { messageOf } from '../errors.ts'
import type { ChannelHandler, Delivery } from './engine.ts'
import { Fifo } from './fifo.ts'
import type { Heart } from './heart.ts'
import type { Entry, Queued } from './ledger.ts'
import { conversationKey } from './names.ts'
import { commandOf, type OutboxRow } from './records.ts'
import { isPassing } from './unstorable.ts'

/** How long a delivery may take to take notice that it was stopped, in milliseconds of real time. */
const LAST_WORDS = 250

/** How long to wait after a handler threw, in milliseconds. */
const AFTER_THROW = 1000

/** Waits that are too short to tell of, in milliseconds. */
const BRIEF_MS = 250

/** A command by its place, or something to wait for or to tell. */
type Item = number | (() => Promise<void> | void)

/** How an attempt ended. Undefined: it was stopped, and nobody knows. */
type Attempt = Delivery | undefined

/** A command that is being brought. */
interface Errand {
  /** Aborted when the command is gone. */
  readonly gone: AbortController
  /** The one that runs. */
  attempt?: Promise<Attempt>
}

/** Delivers commands: in a lane one at a time in the order of commits, lanes side by side. */
export class Outbox {
  /** Deliveries that run right now. */
  readonly inFlight = new Set<AbortController>()
  /** Only of lanes in which something waits. */
  private readonly queues = new Map<string, Fifo<Item>>()
  /** By the command's place. */
  private readonly errands = new Map<number, Errand>()
  private readonly heart: Heart

  constructor(heart: Heart) {
    this.heart = heart
  }

  /** A command's place in its lane is the place of this call. */
  enqueue({ seq, lane }: Queued): void {
    this.push(lane, seq)
  }

  /** From now on commands queued for `later` go after everything in `earlier` by now. */
  barrier(earlier: string, later: string): void {
    if (!this.queues.has(earlier)) return
    let reached = (): void => {}
    const mark = new Promise<void>((resolve) => {
      reached = resolve
    })
    this.push(earlier, reached)
    this.push(later, () => mark)
    // Nobody may wait for a mark that is never reached.
    this.heart.closing.addEventListener('abort', reached, { once: true })
    void mark.then(() => this.heart.closing.removeEventListener('abort', reached))
  }

  /** How many in a lane are not over. */
  waiting(lane: string): number {
    return this.queues.get(lane)?.size ?? 0
  }

  /** The command is gone: it is brought no further. Resolves when its delivery took notice, or had the time to. */
  async drop(seq: number): Promise<void> {
    const errand = this.errands.get(seq)
    errand?.gone.abort()
    await errand?.attempt
  }

  /** Stop what runs. */
  abort(): void {
    for (const delivery of this.inFlight) delivery.abort()
  }

  private push(lane: string, item: Item): void {
    const queue = this.queues.get(lane)
    if (queue) {
      queue.push(item)
      return
    }
    const fresh = new Fifo<Item>()
    fresh.push(item)
    this.queues.set(lane, fresh)
    this.heart.scopes.background(() => this.heart.tasks.add(this.work(lane, fresh)))
  }

  private async work(lane: string, queue: Fifo<Item>): Promise<void> {
    for (let item = queue.peek(); item !== undefined; item = queue.peek()) {
      if (this.heart.closing.aborted) return
      if (typeof item === 'number') {
        try {
          if (!(await this.bring(item))) return
        } catch (error) {
          // It stays in the outbox and is brought at the next start; the others must not wait for it.
          this.heart.log.error({ err: error, command: item, lane }, 'The engine could not deal with a command')
        }
      } else {
        await item()
      }
      queue.shift()
    }
    this.queues.delete(lane)
  }

  /** Bring one command, however long it takes. False where the engine stops first. */
  private async bring(seq: number): Promise<boolean> {
    const errand: Errand = { gone: new AbortController() }
    this.errands.set(seq, errand)
    try {
      return await this.run(seq, errand)
    } finally {
      this.errands.delete(seq)
    }
  }

  private async run(seq: number, errand: Errand): Promise<boolean> {
    const { store, handlers, ledger, closing, halted, log } = this.heart
    const gone = errand.gone.signal
    for (let attempts = 0; !closing.aborted; attempts++) {
      let row: OutboxRow | undefined
      try {
        row = store.read((tables) => tables.outbox.get(seq))
      } catch (error) {
        if (!isPassing(error)) throw error
        await this.heart.backOff(attempts)
        continue
      }
      if (!row) return true
      const handler = await handlers.of(conversationKey(row.conversation))
      if (!handler || closing.aborted) return false
      if (gone.aborted) return true
      let slot: number
      try {
        slot = store.recorder.begin('delivery', seq)
      } catch (error) {
        if (!isPassing(error)) throw error
        await this.heart.backOff(attempts)
        continue
      }
      errand.attempt = this.attempt(row, attempts, handler, gone)
      const delivery = await errand.attempt
      if (gone.aborted) {
        store.recorder.end(slot, true)
        return true
      }
      // The slot stays: the next life has to know that the outcome is unknown.
      if (!delivery) return false
      if (delivery.state === 'later' || delivery.state === 'unknown') {
        log[delivery.afterMs < BRIEF_MS ? 'debug' : 'info']({ command: row.id, ...delivery }, 'Not delivered yet')
        if (delivery.state === 'unknown') await ledger.persist(({ tables }) => tables.outbox.countUnknown(seq), halted)
        store.recorder.end(slot, false)
        await this.pause(delivery.afterMs, gone)
        continue
      }
      await this.over(row, delivery)
      store.recorder.end(slot, true)
      this.heart.boundary('delivery:after-record')
      return true
    }
    return false
  }

  /** Wait, but not longer than the command is there and the engine runs. */
  private async pause(ms: number, gone: AbortSignal): Promise<void> {
    const { clock, closing } = this.heart
    if (gone.aborted || closing.aborted) return
    const pause = new AbortController()
    const end = (): void => pause.abort()
    for (const signal of [gone, closing]) signal.addEventListener('abort', end, { once: true })
    try {
      await clock.sleep(ms, pause.signal)
    } finally {
      for (const signal of [gone, closing]) signal.removeEventListener('abort', end)
    }
  }

  private async attempt(
    row: OutboxRow,
    attempts: number,
    handler: ChannelHandler,
    gone: AbortSignal,
  ): Promise<Attempt> {
    const { boundary, log } = this.heart
    const controller = new AbortController()
    const end = (): void => controller.abort()
    gone.addEventListener('abort', end, { once: true })
    this.inFlight.add(controller)
    const stopped = new Promise<undefined>((resolve) => {
      controller.signal.addEventListener('abort', () => setTimeout(() => resolve(undefined), LAST_WORDS), {
        once: true,
      })
    })
    try {
      boundary('delivery:before-call')
      const call = handler.deliver(commandOf(row, attempts), controller.signal)
      const delivery = await Promise.race([call, stopped])
      boundary('delivery:after-call')
      if (!delivery && !controller.signal.aborted) throw new TypeError('The delivery came to no result.')
      return delivery
    } catch (error) {
      log.error({ err: error, command: row.id }, 'A delivery threw')
      return { state: 'unknown', reason: messageOf(error), afterMs: AFTER_THROW }
    } finally {
      gone.removeEventListener('abort', end)
      this.inFlight.delete(controller)
    }
  }

  /** Write down that a command is over. */
  private async over(row: OutboxRow, delivery: Exclude<Delivery, { state: 'later' | 'unknown' }>): Promise<void> {
    const { ledger, halted, log } = this.heart
    /** False where the command was erased meanwhile: nothing follows from it any more. */
    const record = (entry: Entry): boolean => {
      if (!ledger.endCommand(row.seq, entry)) return false
      if (delivery.state === 'dead') {
        ledger.buryCommand(row, delivery.reason, entry)
        return true
      }
      const { id, kind, conversation } = row
      const platformId = delivery.state === 'delivered' ? delivery.platformId : undefined
      const reason = delivery.state === 'superseded' ? delivery.reason : undefined
      entry.tables.delivered.add({ id, kind, conversation, platformId, at: entry.now, reason })
      return true
    }
    try {
      await ledger.persist((entry) => {
        if (!record(entry)) return
        for (const event of delivery.followUps ?? []) ledger.accept(event, entry)
      }, halted)
    } catch (error) {
      if (isPassing(error) || !delivery.followUps) throw error
      // What the platform has must not be sent again because its consequences make no sense.
      log.error({ err: error, command: row.id }, 'What follows from a delivery could not be kept')
      await ledger.persist(record, halted)
    }
  }
}

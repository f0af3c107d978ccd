import type { SimulatorClock } from '../simulator/clock.ts'
import { Recorder } from '../simulator/recorder.ts'

/** One wait of one conversation in one queue. */
export interface QueuePass {
  queueId: string
  conversationId: string
  queuedAt: number
  acceptedAt?: number
  /** When the customer, or whoever moved it, took it out before an agent came. */
  abandonedAt?: number
  /** When the agent who accepted it was done. */
  endedAt?: number
}

/** Who waited where, and how long. */
export class QueueRecords {
  private readonly clock: SimulatorClock
  private readonly passes: Recorder<QueuePass>
  private readonly current = new Map<string, QueuePass>()

  constructor(clock: SimulatorClock, limit: number) {
    this.clock = clock
    this.passes = new Recorder(limit)
  }

  /** A conversation begins to wait. */
  queued(queueId: string, conversationId: string): void {
    this.left(conversationId)
    const pass = { queueId, conversationId, queuedAt: this.clock.ms() }
    this.current.set(conversationId, this.passes.add(pass))
  }

  /** An agent takes it. */
  accepted(conversationId: string): void {
    const pass = this.current.get(conversationId)
    if (pass && pass.acceptedAt === undefined) pass.acceptedAt = this.clock.ms()
  }

  /** It is no longer with this queue, waiting or served. */
  left(conversationId: string): void {
    const pass = this.current.get(conversationId)
    this.current.delete(conversationId)
    if (!pass) return
    if (pass.acceptedAt === undefined) pass.abandonedAt = this.clock.ms()
    else pass.endedAt = this.clock.ms()
  }

  /** All waits of a queue that began after `since`. */
  of(queueId: string, since: number): QueuePass[] {
    return this.passes.list.filter((one) => one.queueId === queueId && one.queuedAt >= since)
  }

  /** Those that wait or are served now. */
  now(queueId: string): QueuePass[] {
    return [...this.current.values()].filter((one) => one.queueId === queueId)
  }
}

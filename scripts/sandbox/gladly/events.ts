import type { SimulatorClock } from '../simulator/clock.ts'
import { newId } from './ids.ts'
import { timestamp } from './timestamps.ts'
import type { GladlyEvent, Initiator } from './types.ts'

/** An event and when it was recorded. */
export interface LoggedEvent {
  at: Date
  event: GladlyEvent
}

const DAY = 86_400_000

/** The events of the last 24 h, at most `limit`, in the order they happened; hands each to its listener. */
export class EventLog {
  private readonly logged: LoggedEvent[] = []
  private readonly clock: SimulatorClock
  private readonly limit: number
  private listener: (event: GladlyEvent) => void = () => {}

  constructor(clock: SimulatorClock, limit: number) {
    this.clock = clock
    this.limit = limit
  }

  /** Who is told of each event. */
  listen(listener: (event: GladlyEvent) => void): void {
    this.listener = listener
  }

  /**
   * Records an event and tells the listener. The envelope is that of Gladly API reference, Webhooks, Payloads; no
   * initiator is given for the types that have none.
   */
  emit(type: string, initiator: Initiator | undefined, content: Record<string, unknown>): GladlyEvent {
    const at = this.clock.now()
    const event: GladlyEvent = {
      id: newId(),
      type,
      timestamp: timestamp(at),
      ...(initiator && { initiator: { ...initiator } }),
      content,
    }
    this.logged.push({ at, event })
    if (this.logged.length % 1000 === 0 || this.logged.length > this.limit) this.forget(at.getTime() - DAY)
    this.listener(event)
    return event
  }

  /** Events recorded from `from` to `to`, both included, ascending. */
  between(from: number, to: number): GladlyEvent[] {
    const found = this.logged.filter(({ at }) => at.getTime() >= from && at.getTime() <= to)
    return found.map(({ event }) => event)
  }

  private forget(before: number): void {
    const kept = this.logged.findIndex(({ at }) => at.getTime() >= before)
    const tooMany = this.logged.length > this.limit ? Math.ceil(this.limit / 10) : 0
    this.logged.splice(0, Math.max(kept, tooMany))
  }
}

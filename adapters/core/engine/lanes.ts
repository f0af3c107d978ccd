import { ContactCenterError } from '../errors.ts'
import { Fifo } from './fifo.ts'

/** Somebody who waits for lanes and holds them: a turn, or work beside one. */
export class Party {
  /** The turn inside which this one was begun, and which waits for it. */
  readonly parent: Party | undefined
  readonly held: string[] = []
  readonly waiting: WaitTicket[] = []
  readonly children = new Set<Party>()

  constructor(parent?: Party) {
    this.parent = parent
    parent?.children.add(this)
  }
}

/** A place in a lane's queue. */
export interface Ticket {
  /** Undefined for one that holds nothing yet and has begun nothing, so that nobody can be kept waiting by it. */
  readonly party?: Party
  /** Skipped when its turn comes. */
  readonly dropped?: boolean
  /** The lane is theirs from now on. Must not throw. */
  granted(): void
}

interface WaitTicket extends Ticket {
  readonly name: string
  readonly party: Party
  dropped: boolean
  refuse(error: ContactCenterError): void
}

interface Lane {
  holder: Ticket
  queue: Fifo<Ticket>
}

/**
 * What runs one turn at a time. A lane exists only while somebody holds it. First come, first served.
 *
 * Where parties would wait for each other in a circle, one of them is refused: always one that was begun inside another
 * turn, because plain turns take their lanes in one order (conversation, then customer) and cannot close a circle.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>()

  /** How many lanes are held. */
  get size(): number {
    return this.lanes.size
  }

  /** True where somebody holds it. */
  busy(name: string): boolean {
    return this.lanes.has(name)
  }

  /** How many stand in line. */
  waiting(name: string): number {
    return this.lanes.get(name)?.queue.size ?? 0
  }

  /** Stand in line; at once where the lane is free. */
  queue(name: string, ticket: Ticket): void {
    const lane = this.lanes.get(name)
    if (lane) {
      lane.queue.push(ticket)
    } else {
      this.lanes.set(name, { holder: ticket, queue: new Fifo() })
      ticket.granted()
    }
  }

  /** Wait for a lane. Rejects (`conflict`) where that would never end. Never settles once `leave` was called. */
  take(name: string, party: Party): Promise<void> {
    return new Promise((resolve, reject) => {
      const ticket: WaitTicket = {
        name,
        party,
        dropped: false,
        granted: () => {
          remove(party.waiting, ticket)
          party.held.push(name)
          resolve()
        },
        refuse: (error) => {
          ticket.dropped = true
          remove(party.waiting, ticket)
          reject(error)
        },
      }
      for (;;) {
        const victim = this.circle(party, name)
        if (!victim) break
        if (victim instanceof Party) return reject(waitsForItself())
        victim.refuse(waitsForItself())
      }
      party.waiting.push(ticket)
      this.queue(name, ticket)
    })
  }

  /** Give a lane back, or stop waiting for it. */
  release(name: string, party: Party): void {
    if (remove(party.held, name)) {
      this.pass(name)
      return
    }
    const ticket = party.waiting.find((one) => one.name === name)
    if (!ticket) return
    ticket.dropped = true
    remove(party.waiting, ticket)
  }

  /** Give back everything, and wait for nothing any more. */
  leave(party: Party): void {
    party.parent?.children.delete(party)
    for (const ticket of party.waiting.splice(0)) ticket.dropped = true
    for (const name of party.held.splice(0)) this.pass(name)
  }

  /**
   * From now on whoever queues for `later` comes after everybody who is in `earlier` by now.
   */
  barrier(earlier: string, later: string): void {
    if (!this.busy(earlier)) return
    const party = new Party()
    let reached = false
    let holding = false
    const ended = (): void => {
      if (reached && holding) this.pass(later)
    }
    const mark: WaitTicket = {
      name: earlier,
      party,
      dropped: false,
      refuse: () => {},
      granted: () => {
        reached = true
        remove(party.waiting, mark)
        this.pass(earlier)
        ended()
      },
    }
    party.waiting.push(mark)
    this.queue(later, {
      party,
      granted: () => {
        holding = true
        ended()
      },
    })
    this.queue(earlier, mark)
  }

  /**
   * Whether `party`, waiting for this lane, would close a circle. Returns who has to give way: the party itself, or a
   * ticket of another.
   */
  private circle(party: Party, name: string): Party | WaitTicket | undefined {
    // Nobody can wait for somebody who has nothing.
    if (!party.parent && party.held.length === 0) return undefined
    const waitForUs = new Set<Party>()
    for (let one: Party | undefined = party; one; one = one.parent) waitForUs.add(one)
    const seen = new Set<Party>()
    const trail: WaitTicket[] = []
    const leadsToUs = (one: Party): boolean => {
      if (waitForUs.has(one)) return true
      if (seen.has(one)) return false
      seen.add(one)
      for (const child of one.children) if (leadsToUs(child)) return true
      for (const ticket of one.waiting) {
        if (this.ahead(ticket.name, ticket).some(leadsToUs)) {
          trail.push(ticket)
          return true
        }
      }
      return false
    }
    if (!this.ahead(name).some(leadsToUs)) return undefined
    if (party.parent) return party
    return trail.find((ticket) => ticket.party.parent) ?? party
  }

  /** Who has the lane before this ticket does. */
  private ahead(name: string, ticket?: WaitTicket): Party[] {
    const lane = this.lanes.get(name)
    if (!lane) return []
    const parties = lane.holder.party ? [lane.holder.party] : []
    for (const one of lane.queue) {
      if (one === ticket) break
      if (one.party && !one.dropped) parties.push(one.party)
    }
    return parties
  }

  /** The next one's turn. */
  private pass(name: string): void {
    const lane = this.lanes.get(name)
    if (!lane) return
    let next = lane.queue.shift()
    while (next?.dropped) next = lane.queue.shift()
    if (next) {
      lane.holder = next
      next.granted()
    } else {
      this.lanes.delete(name)
    }
  }
}

function remove<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

function waitsForItself(): ContactCenterError {
  return new ContactCenterError(
    'conflict',
    'Two turns would wait for each other’s conversation or customer for ever.',
    {
      hint: 'Do not await work on another conversation inside a turn: schedule an event for it, or begin it without awaiting it.',
    },
  )
}

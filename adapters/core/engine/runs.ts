import { ConflictError, messageOf } from '../errors.ts'
import { backOff } from './back-off.ts'
import { type ChannelHandler, TurnPostponed } from './engine.ts'
import type { Heart } from './heart.ts'
import { Party, type Ticket } from './lanes.ts'
import type { Queued } from './ledger.ts'
import { conversationKey } from './names.ts'
import { acceptedEventOf, type InboxRow } from './records.ts'
import { LocalTurn } from './turn.ts'
import { TurnScope } from './turn-scope.ts'
import { isPassing } from './unstorable.ts'

/** How often a turn is run because somebody else wrote the same state first. */
const MOST_CONFLICTS = 5

/** Turns that were running at two deaths of the process go one at a time, so that the third takes no innocents along. */
const SUSPECTS = 'suspects'

/** Where more than so many events stand in line for one conversation, something floods it. */
const CROWD = 50

/** Between two turns of a flooded conversation, in milliseconds: time in which the others go first. */
const CROWD_PAUSE_MS = 5

/** Waits that are too short to tell of, in milliseconds. */
const BRIEF_MS = 250

/** How a run ended. */
type Ending =
  | { kind: 'over' }
  /** `conflict`: not for want of something to wait for. */
  | { kind: 'again'; why: string; afterMs: number | undefined; until: number; conflict?: boolean }
  /** The engine stopped it. */
  | { kind: 'stopped' }

/** An event in its lane's queue: as small as can be, there may be many. */
class QueuedEvent implements Ticket {
  party: Party | undefined
  readonly seq: number
  readonly lane: string
  private readonly runs: Runs

  constructor(seq: number, lane: string, runs: Runs) {
    this.seq = seq
    this.lane = lane
    this.runs = runs
  }

  granted(): void {
    this.party = new Party()
    this.party.held.push(this.lane)
    this.runs.begin(this.seq, this.lane, this.party)
  }
}

/** Runs the turns of events: one at a time in a lane, in the order of acceptance. */
export class Runs {
  /** Turns that run right now. */
  readonly inFlight = new Set<LocalTurn>()
  /** Of events whose runs wait for a time or for somebody to serve them. */
  private readonly naps = new Map<number, AbortController>()
  private readonly heart: Heart

  constructor(heart: Heart) {
    this.heart = heart
  }

  /** An event's place in its lane is the place of this call. */
  enqueue({ seq, lane }: Queued): void {
    this.heart.lanes.queue(lane, new QueuedEvent(seq, lane, this))
  }

  /** The event is gone: nobody waits for anything on its behalf. */
  wake(seq: number): void {
    this.naps.get(seq)?.abort()
  }

  /** The lane is this event's. */
  begin(seq: number, lane: string, party: Party): void {
    this.heart.scopes.background(() => this.heart.tasks.add(this.run(seq, lane, party)))
  }

  /** Stop what runs. */
  abort(): void {
    for (const turn of this.inFlight) turn.abort()
  }

  private async run(seq: number, lane: string, party: Party): Promise<void> {
    const { closing, lanes, log } = this.heart
    try {
      if (lanes.waiting(lane) > CROWD) await this.heart.clock.sleep(CROWD_PAUSE_MS, closing)
      let conflicts = 0
      for (let waits = 0; !closing.aborted; ) {
        const ending = await this.once(seq, lane, party, conflicts)
        if (ending.kind !== 'again') return
        for (const name of party.held.filter((one) => one !== lane)) lanes.release(name, party)
        if (ending.conflict) {
          conflicts++
          continue
        }
        const left = ending.until - this.heart.clock.now().getTime()
        const pause = Math.min(ending.afterMs ?? backOff(waits++, this.heart.random), Math.max(left, 0))
        log[pause < BRIEF_MS ? 'debug' : 'info']({ event: seq, lane, pause, why: ending.why }, 'Turn postponed')
        await this.nap(seq, (signal) => this.heart.clock.sleep(pause, signal))
      }
    } catch (error) {
      // It stays in the inbox and gets its turn at the next start.
      log.error({ err: error, event: seq, lane }, 'The engine could not deal with an event')
    } finally {
      lanes.leave(party)
    }
  }

  private async once(seq: number, lane: string, party: Party, conflicts: number): Promise<Ending> {
    const { handlers, lanes, store } = this.heart
    let row: InboxRow | undefined
    try {
      row = store.read((tables) => tables.inbox.get(seq))
    } catch (error) {
      return whenItPasses(error)
    }
    if (!row) return { kind: 'over' }
    const conversation = conversationKey(row.conversation)
    const handler = handlers.now(conversation) ?? (await this.nap(seq, () => handlers.of(conversation)))
    if (!handler) return { kind: 'stopped' }
    if (row.attempts >= 2) await lanes.take(SUSPECTS, party)
    if (this.heart.closing.aborted) return { kind: 'stopped' }
    const event = acceptedEventOf(row, store.instance)
    let slot: number
    try {
      slot = store.recorder.begin('turn', seq)
    } catch (error) {
      return whenItPasses(error)
    }
    const turn = new LocalTurn(
      { id: event.id, conversation, lane, party, event, attempt: row.attempts + 1 },
      this.heart,
    )
    let over = false
    this.inFlight.add(turn)
    try {
      const ending = await this.finish(row, turn, handler, conflicts)
      over = ending.kind === 'over'
      return ending
    } finally {
      turn.ended = true
      this.inFlight.delete(turn)
      store.recorder.end(slot, over)
      if (over) this.heart.answers.tell(seq, undefined)
    }
  }

  /** Wait for something, but not longer than the event is there and the engine runs. */
  private async nap<T>(seq: number, wait: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const { closing } = this.heart
    const nap = new AbortController()
    const end = (): void => nap.abort()
    const woken = new Promise<undefined>((resolve) => {
      nap.signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
    this.naps.set(seq, nap)
    if (closing.aborted) nap.abort()
    else closing.addEventListener('abort', end, { once: true })
    try {
      return await Promise.race([wait(nap.signal), woken])
    } finally {
      closing.removeEventListener('abort', end)
      this.naps.delete(seq)
    }
  }

  private async finish(row: InboxRow, turn: LocalTurn, handler: ChannelHandler, conflicts: number): Promise<Ending> {
    const { ledger, scopes, boundary, halted, log } = this.heart
    const scope = new TurnScope(turn, undefined)
    try {
      await Promise.race([scopes.within(scope, () => handler.runTurn(turn)), turn.stopped])
      if (turn.aborted) return { kind: 'stopped' }
      await turn.close()
    } catch (error) {
      if (turn.aborted) return { kind: 'stopped' }
      await turn.close()
      return this.failed(row, error)
    }
    try {
      boundary('turn:before-commit')
      const answer = await ledger.persist((entry) => turn.commit(row.seq, entry), halted)
      boundary('turn:after-commit')
      this.heart.answers.tell(row.seq, answer)
      return { kind: 'over' }
    } catch (error) {
      if (turn.aborted || isPassing(error)) return { kind: 'stopped' }
      if (error instanceof ConflictError && conflicts + 1 < MOST_CONFLICTS) {
        log.info({ turn: turn.id, err: error }, 'Somebody else wrote the same state first: the turn is run again')
        return { kind: 'again', why: error.message, afterMs: 0, until: 0, conflict: true }
      }
      return this.bury(row, messageOf(error))
    }
  }

  /** The run threw. */
  private failed(row: InboxRow, error: unknown): Promise<Ending> | Ending {
    const why = messageOf(error)
    if (isPassing(error)) return whenItPasses(error)
    if (!(error instanceof TurnPostponed)) {
      this.heart.log.error({ err: error, event: row.seq, conversation: row.conversation }, 'A turn failed')
      return this.bury(row, why)
    }
    const until = row.acceptedAt + this.heart.maxWaitMs
    if (this.heart.clock.now().getTime() < until) return { kind: 'again', why, afterMs: error.afterMs, until }
    return this.bury(row, `Postponed for too long: ${why}`)
  }

  private async bury(row: InboxRow, reason: string): Promise<Ending> {
    const { ledger, halted, store } = this.heart
    try {
      await ledger.persist((entry) => {
        ledger.buryEvent(row, reason, entry)
        entry.tables.flushed.drop(acceptedEventOf(row, store.instance).id)
      }, halted)
      return { kind: 'over' }
    } catch (error) {
      if (isPassing(error)) return { kind: 'stopped' }
      throw error
    }
  }
}

/** Later, and for however long it takes, where the store may be well again by then. */
function whenItPasses(error: unknown): Ending {
  if (!isPassing(error)) throw error
  return { kind: 'again', why: messageOf(error), afterMs: undefined, until: Number.POSITIVE_INFINITY }
}

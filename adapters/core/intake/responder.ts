import type { Clock } from '../clock.ts'
import type { Answer, Engine, EventKey } from '../engine/engine.ts'
import type { Logger } from '../log.ts'
import type { ResponseMode } from '../platform.ts'

export interface ResponderPorts {
  engine: Engine
  mode: ResponseMode
  clock: Clock
  log: Logger
}

/** One event whose request waits, or waited, for its turn. */
interface Waiting {
  deliveries: number
  /** Whose words are the answer: the turn's, or the fallback, because the turn took too long. */
  decided?: 'turn' | 'fallback'
  /** Milliseconds since the epoch: when it was last delivered. */
  at: number
}

/** Longer than any platform goes on delivering one event, in milliseconds. */
const FORGET_MS = 10 * 60 * 1_000

/**
 * Puts what a turn says into the response of the webhook that brought the event. A turn that takes longer than one
 * response may wait is answered on the platform's next delivery of the same event, so the earlier request is left
 * unanswered; one that outlives the last delivery gets the fallback.
 */
export class Responder {
  private readonly ports: ResponderPorts
  /** By channel, account and key; in order of age. */
  private readonly waiting = new Map<string, Waiting>()

  constructor(ports: ResponderPorts) {
    this.ports = ports
  }

  /** The answer for one delivery of an accepted event. `undefined`: leave it unanswered, so that it comes again. */
  async answerFor(event: EventKey): Promise<Answer | undefined> {
    const { engine, mode, clock, log } = this.ports
    const waiting = this.delivered(event)
    const deadline = new Date(clock.now().getTime() + mode.budgetMs)
    const answer = await engine.answer(event, deadline)
    if (answer !== undefined) return this.give(event, answer)
    // Over, and nothing was kept to say: a turn that failed, or a restart after the fallback.
    if (clock.now() < deadline) return mode.empty
    if (waiting.decided === 'turn') return this.give(event, (await this.atCommit(event)) ?? mode.empty)
    if (waiting.deliveries < mode.deliveries) {
      log.warn(
        { key: event.key, delivery: waiting.deliveries },
        'a turn takes longer than a response may wait; it is answered on the next delivery',
      )
      return undefined
    }
    if (waiting.decided === undefined) await this.fallBack(event, waiting)
    return mode.fallback
  }

  /**
   * The turn has said all it says: may its words be the answer? Called once, right before the commit. False where the
   * fallback has been given.
   */
  async claim(event: EventKey): Promise<boolean> {
    const waiting = this.waiting.get(nameOf(event))
    if (waiting?.decided === 'fallback') return false
    if (waiting !== undefined) waiting.decided = 'turn'
    const items = await this.ports.engine.storage.read([fallbackKey(event)])
    return items[fallbackKey(event)] === undefined
  }

  private delivered(event: EventKey): Waiting {
    const now = this.ports.clock.now().getTime()
    for (const [name, { at }] of this.waiting) {
      if (now - at < FORGET_MS) break
      this.waiting.delete(name)
    }
    const name = nameOf(event)
    const waiting = this.waiting.get(name) ?? { deliveries: 0, at: now }
    waiting.deliveries += 1
    waiting.at = now
    this.waiting.delete(name)
    this.waiting.set(name, waiting)
    return waiting
  }

  private async give(event: EventKey, answer: Answer): Promise<Answer> {
    const { engine, mode, clock } = this.ports
    const age = answer.lastGivenAt === undefined ? 0 : clock.now().getTime() - Date.parse(answer.lastGivenAt)
    if (age > mode.repeatMs) return mode.empty
    await engine.answerGiven(event)
    return answer
  }

  /** The turn is about to commit: its answer is a moment away. */
  private atCommit(event: EventKey): Promise<Answer | undefined> {
    return this.ports.engine.answer(event, new Date(this.ports.clock.now().getTime() + 400))
  }

  /** Durable before it is given: a turn that runs again after a crash must know that its words come too late. */
  private async fallBack(event: EventKey, waiting: Waiting): Promise<void> {
    waiting.decided = 'fallback'
    this.ports.log.error({ key: event.key }, 'a turn outlived the last delivery of its event; the fallback was given')
    await this.ports.engine.storage.write({
      [fallbackKey(event)]: { at: this.ports.clock.now().toISOString(), eTag: '*' },
    })
  }
}

const nameOf = ({ channelId, account, key }: EventKey): string => `${channelId}/${account}/${key}`
const fallbackKey = (event: EventKey): string => `contactcenter/fallback/${nameOf(event)}`

import {
  type DeadLetter,
  type DeadLetterHeading,
  type Engine,
  type EngineStats,
  type Forgotten,
  forgetCustomer,
  type Logger,
} from '../adapters/index.ts'

/** However many dead letters there are, the server has other things to do as well: so many are looked at in one go. */
export const MOST_HEADINGS = 500

/** So many dead letters are put back or dropped in one go. */
export const MOST_AT_ONCE = 100

/** What an operator can do to a server's data, beside the server or without one. */
export interface Operations {
  /** Newest first; a page of at most `MOST_HEADINGS`: see `DeadLetters.headings`. */
  deadLetters(options: { limit: number; channelId?: string; before?: string }): Promise<DeadLetterHeading[]>
  deadLetter(id: string): Promise<DeadLetter | undefined>
  /** Of at most `MOST_AT_ONCE`, in this order. Says of each whether it was done: see `DeadLetters.replay`. */
  replay(ids: readonly string[]): Promise<boolean[]>
  drop(ids: readonly string[]): Promise<boolean[]>
  /** See `forgetCustomer`. */
  forget(channelId: string, customerId: string): Promise<Forgotten>
  stats(): Promise<EngineStats>
}

/** The operations, on an engine in this process. What they did is logged, and not to whom. */
export function operationsOn(engine: Engine, log: Logger): Operations {
  const { deadLetters } = engine
  return {
    deadLetters: (options) => deadLetters.headings(options),
    deadLetter: (id) => deadLetters.show(id),
    async replay(ids) {
      const done = await Promise.all(ids.map((id) => deadLetters.replay(id)))
      log.info({ deadLetters: ids.filter((_, place) => done[place]) }, 'dead letters were put back')
      return done
    },
    async drop(ids) {
      const done = await Promise.all(ids.map((id) => deadLetters.drop(id)))
      log.info({ deadLetters: ids.filter((_, place) => done[place]) }, 'dead letters were dropped')
      return done
    },
    async forget(channelId, customerId) {
      const forgotten = await forgetCustomer(engine, { channelId, customerId })
      log.info({ channelId, ...forgotten }, 'a customer was forgotten')
      return forgotten
    },
    stats: async () => engine.stats(),
  }
}

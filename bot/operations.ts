import {
  type DeadLetter,
  type Engine,
  type EngineStats,
  type Forgotten,
  forgetCustomer,
  type Logger,
} from '../adapters/index.ts'

/** What an operator can do to a server's data, beside the server or without one. */
export interface Operations {
  /** Newest first. */
  deadLetters(options: { limit: number; channelId?: string }): Promise<DeadLetter[]>
  deadLetter(id: string): Promise<DeadLetter | undefined>
  /** See `DeadLetters.replay`. */
  replay(id: string): Promise<boolean>
  drop(id: string): Promise<boolean>
  /** See `forgetCustomer`. */
  forget(channelId: string, customerId: string): Promise<Forgotten>
  stats(): Promise<EngineStats>
}

/** The operations, on an engine in this process. What they did is logged, and not to whom. */
export function operationsOn(engine: Engine, log: Logger): Operations {
  const { deadLetters } = engine
  return {
    deadLetters: (options) => deadLetters.list(options),
    deadLetter: (id) => deadLetters.show(id),
    async replay(id) {
      const done = await deadLetters.replay(id)
      if (done) log.info({ deadLetter: id }, 'a dead letter was put back')
      return done
    },
    async drop(id) {
      const done = await deadLetters.drop(id)
      if (done) log.info({ deadLetter: id }, 'a dead letter was dropped')
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

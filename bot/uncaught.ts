import { AsyncLocalStorage } from 'node:async_hooks'
import type { BotLogic } from '../adapters/index.ts'

/** Ends the turn of the bot's logic that runs, as failed. */
const failing = new AsyncLocalStorage<(error: unknown) => void>()

/**
 * The bot's logic, whose turn fails with what it throws where nobody can catch it (in a timer, say) as with what it throws
 * itself: else the same event would end the process in each of its lives.
 */
export function failingWhole(logic: BotLogic): BotLogic {
  return (context) =>
    new Promise<void>((resolve, reject) => {
      failing.run(reject, async () => logic(context)).then(resolve, reject)
    })
}

/** Nobody caught this error: let the turn fail in which it was thrown, if that still runs. */
export function failTurn(error: unknown): void {
  failing.getStore()?.(error)
}

import type { Activity, TurnContext } from 'botbuilder'
import { messageOf, TurnTooLongError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Floor } from './floor.ts'
import type { TurnSession } from './session.ts'

/** What one turn of the bot's logic needs of its adapter. */
export interface BotPorts {
  log: Logger
  /** How long it may take, in milliseconds. */
  limitMs: number
  contextFor(floor: Floor, activity: Partial<Activity>): Promise<TurnContext>
  /** Middleware and logic. */
  run(context: TurnContext): Promise<void>
  onTurnError(context: TurnContext, error: Error): Promise<void>
  /** What is left to do when the bot has dealt with the activity. */
  after(session: TurnSession, context: TurnContext, thrown: unknown): Promise<void>
}

/** Where an error of the bot's logic is noted: the SDK hands it to `onTurnError` and forgets it. */
const THROWN = Symbol('botbuilder-contact-center.thrown')

/** `onTurnError` of a turn that ran out of time gets this long, in milliseconds. */
const LAST_WORDS_MS = 30_000

/** Note that the bot's logic threw. */
export function noteThrown(context: TurnContext, error: Error): void {
  context.turnState.set(THROWN, error)
}

/** One turn of the bot, as the SDK knows it. Never rejects: an error buries the event with the turn. */
export async function runBot(ports: BotPorts, session: TurnSession, activity: Partial<Activity>): Promise<void> {
  const { turn } = session
  const floor: Floor = { session, open: true }
  const context = await ports.contextFor(floor, activity)
  let thrown: unknown
  try {
    await turn.within(ports.limitMs, () => ports.run(context))
    thrown = context.turnState.get(THROWN)
  } catch (error) {
    thrown = error
    floor.open = false
    // Out of time, or `onTurnError` itself threw. Out of time, nobody has spoken to the customer yet.
    if (error instanceof TurnTooLongError) {
      await turn
        .within(LAST_WORDS_MS, () => lastWords(ports, session, activity, error))
        .catch((second) => ports.log.error({ err: second }, 'onTurnError failed as well'))
    }
  }
  if (thrown !== undefined) {
    ports.log.error(
      { err: thrown, turn: turn.id, conversation: session.key },
      "the bot's logic threw; the event is kept as a dead letter",
    )
    turn.bury(messageOf(thrown))
  }
  floor.open = false
  await ports.after(session, context, thrown)
  await session.endBotTurn()
}

/** `onTurnError` for a turn that ran out of time: its own context can say nothing any more. */
async function lastWords(
  ports: BotPorts,
  session: TurnSession,
  activity: Partial<Activity>,
  error: Error,
): Promise<void> {
  const floor: Floor = { session, open: true }
  try {
    await ports.onTurnError(await ports.contextFor(floor, activity), error)
  } finally {
    floor.open = false
  }
}

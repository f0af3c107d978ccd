import { TurnPostponed } from '../engine/engine.ts'
import { performHappenings } from '../turn/perform.ts'
import type { TurnPorts } from '../turn/run-turn.ts'
import type { TurnSession } from '../turn/session.ts'
import { deskLineOf } from './desk-orders.ts'
import { takeReturned } from './returned-words.ts'

/** How long what is on its way to a desk that has ended may hold up the bot, in milliseconds. */
const PATIENCE_MS = 15_000
const LOOK_AGAIN_MS = 20
/** Since when turns wait, by their ids. Not since their events came: those may be from before a restart. */
const waitingSince = new Map<string, number>()
/** Turns that an engine gave up when it stopped are never taken out. */
const MOST_WAITING = 10_000

/**
 * Before the bot goes on with a customer who comes back from the desk: what the customer said last and no agent got is
 * the bot's, first. While something is still on its way to the desk, its outcome is waited for.
 */
export async function giveReturned(ports: TurnPorts, session: TurnSession): Promise<void> {
  const { desk, engine } = ports
  const last = session.record.desk?.session
  if (desk === undefined || last === undefined) return
  // A customer who left is not asked back, and what is older must not come after what is said next time.
  if (session.record.owner === 'closed') return void (await takeReturned(engine, session.key, undefined))
  if (!last.open && last.spoken === true) waitForOutcomes(ports, session)
  const returned = await takeReturned(engine, session.key, last.open ? last.number : undefined)
  // Where the bot has handed over again meanwhile, they go to the agents.
  if (returned.length > 0) await performHappenings(ports, session, returned)
}

/** Throws `TurnPostponed` while something is on its way to the desk. */
function waitForOutcomes({ desk, engine, clock }: TurnPorts, session: TurnSession): void {
  const { id } = session.turn
  const onTheWay = engine.undelivered(deskLineOf(desk!.desk, session.key, 'desk-relay'))
  const now = clock.now().getTime()
  const since = waitingSince.get(id) ?? now
  waitingSince.delete(id)
  if (onTheWay === 0 || now - since >= PATIENCE_MS) return
  if (waitingSince.size >= MOST_WAITING) waitingSince.clear()
  waitingSince.set(id, since)
  throw new TurnPostponed('words are on their way to the desk', LOOK_AGAIN_MS)
}

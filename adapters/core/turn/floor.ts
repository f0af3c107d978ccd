import { type Activity, type BotAdapter, TurnContext } from 'botbuilder'
import { CONTACT_CENTER_SESSION, type ContactCenterSession } from '../contact-center.ts'
import type { TurnSession } from './session.ts'

/** A context's right to speak: over when its turn is, or out of time, whatever the logic goes on to do. */
export interface Floor {
  session: TurnSession
  open: boolean
}

/** Where a context's floor is found in `context.turnState`. */
const FLOOR = Symbol('botbuilder-contact-center.floor')

/** Undefined for a context of somebody else's. */
export function floorOf(context: TurnContext): Floor | undefined {
  return context.turnState.get<Floor>(FLOOR)
}

/** A context for one activity, which speaks through the floor's session and has the verbs of `ContactCenter`. */
export function contextOn(adapter: BotAdapter, floor: Floor, activity: Partial<Activity>): TurnContext {
  const { session } = floor
  const context = new TurnContext(adapter, activity)
  context.turnState.set(FLOOR, floor)
  context.turnState.set(CONTACT_CENTER_SESSION, {
    capabilities: session.platform.capabilities,
    flush: () => session.turn.flush(),
    transcript: (count) => session.transcript(count),
  } satisfies ContactCenterSession)
  return context
}

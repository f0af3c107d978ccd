import type { AcceptedEvent, ConversationKey, Engine, IncomingEvent, Turn } from '../engine/engine.ts'
import { conversationName } from '../engine/names.ts'

/**
 * Where events of the desk wait whose conversation nobody knows yet: its webhook can be quicker than the answer to the
 * call that opened it.
 */

/** How long they wait, in milliseconds. */
export const WAIT_MS = 10 * 60_000
/** No conversation says more before it is known; a stranger's may. */
const MOST_WAITING = 200
const FORGET = 'core/desk-forget'

/** True for the event that ends the waiting. */
export const endsWaiting = (event: IncomingEvent): boolean => event.type === FORGET

/** Let the turn's event wait. False where it must not any more: too many do. */
export async function letWait(engine: Engine, turn: Turn, now: Date): Promise<boolean> {
  const event = turn.event!
  const waiting = await read(engine, event.conversation)
  if (waiting.events.length >= MOST_WAITING) return false
  await write(engine, event.conversation, { ...waiting, events: [...waiting.events, event] })
  const { conversation } = event
  if (waiting.events.length === 0) {
    turn.schedule('desk-forget', new Date(now.getTime() + WAIT_MS), {
      conversation,
      key: `desk-forget:${event.id}`,
      keyLifeMs: WAIT_MS,
      type: FORGET,
      origin: 'timer',
      body: '',
    })
  }
  return true
}

/** Those that waited, oldest first; from now on nobody does. */
export async function takeWaiting(engine: Engine, turn: Turn, foreign: ConversationKey): Promise<AcceptedEvent[]> {
  const waiting = await read(engine, foreign)
  if (waiting.events.length === 0) return []
  await write(engine, foreign, { ...waiting, events: [] })
  turn.cancel('desk-forget', foreign)
  return waiting.events
}

interface Waiting {
  events: AcceptedEvent[]
  /** One comes in another lane than those who wait are taken: whoever is late with a change is run again. */
  eTag: string
}

async function read(engine: Engine, foreign: ConversationKey): Promise<Waiting> {
  const name = nameOf(foreign)
  const items = await engine.storage.read([name])
  const { events = [], eTag = '*' } = (items[name] ?? {}) as Partial<Waiting>
  return { events, eTag }
}

async function write(engine: Engine, foreign: ConversationKey, waiting: Waiting): Promise<void> {
  await engine.storage.write({ [nameOf(foreign)]: waiting })
}

const nameOf = (foreign: ConversationKey): string => `contactcenter/desk/waiting/${conversationName(foreign)}`

import { z } from 'zod'
import type { IncomingEvent } from '../core/engine/engine.ts'
import { readJson } from '../core/intake/body.ts'
import { GENESYS } from './address.ts'
import type { Part } from './state.ts'

/** Events we tell ourselves, so that what was learnt without a webhook is stored, and understood in line with the rest. */

export const KEY_LIFE_MS = 7 * 24 * 60 * 60 * 1_000

const part = z.object({
  id: z.string(),
  role: z.enum(['customer', 'agent', 'queue', 'flow', 'other']),
  live: z.boolean(),
  connected: z.boolean(),
  disconnectType: z.string().optional(),
  endedAt: z.string().optional(),
  user: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
  queue: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
})

const bodies = {
  /** Genesys named the conversation of a customer. */
  'genesys/conversation': z.object({ conversationId: z.string() }),
  /** A hand-off was taken; `gone` had left before it. */
  'genesys/opened': z.object({ conversationId: z.string(), gone: z.array(z.string()) }),
  /** The flow's data action called. */
  'genesys/registered': z.object({ conversationId: z.string() }),
  /** Somebody came or went: what the conversation looked like then. */
  'genesys/look': z.object({ conversationId: z.string(), at: z.string(), parts: z.array(part) }),
} as const

export type OwnType = keyof typeof bodies
export type OwnBody<T extends OwnType> = z.output<(typeof bodies)[T]>
export type Look = OwnBody<'genesys/look'> & { parts: Part[] }

/** An event of our own, under the customer's address. `what` makes the key: the same is told once. */
export function ownEvent<T extends OwnType>(
  place: { account: string; address: string },
  type: T,
  what: string,
  body: OwnBody<T>,
  origin: IncomingEvent['origin'] = 'catch-up',
): IncomingEvent {
  return {
    conversation: { channelId: GENESYS, account: place.account, conversationId: place.address },
    key: `${type}:${place.address}:${what}`,
    keyLifeMs: KEY_LIFE_MS,
    type,
    origin,
    body: JSON.stringify(body),
  }
}

/** The body of an event of our own; undefined where it is none of that type. */
export function readOwn<T extends OwnType>(event: { type: string; body: string }, type: T): OwnBody<T> | undefined {
  if (event.type !== type) return undefined
  return bodies[type].safeParse(readJson(event.body).json).data as OwnBody<T> | undefined
}

import { createHash } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { DeskPorts } from '../core/desk/desk.ts'
import { messageOf } from '../core/errors.ts'
import type { GenesysCalls } from './calls.ts'
import type { CallOptions } from './client.ts'
import { type Look, ownEvent } from './own-events.ts'
import { partsOf } from './state.ts'

/** Looks at conversations when something happened there, and tells core what it saw. */
export interface Watch {
  /** Whose a conversation is. */
  follow(conversationId: string, address: string): void
  unfollow(conversationId: string): void
  /** Something happened there: look, once at a time, and once more where something else happened meanwhile. */
  onChange(conversationId: string): void
  /** Look now. Undefined where there is no such conversation. */
  look(conversationId: string, options?: CallOptions): Promise<Look | undefined>
  /** How long ago the last look was, in milliseconds. */
  age(conversationId: string): number
  /** How many conversations are followed. */
  size(): number
}

export interface WatchPorts {
  account: string
  calls: Pick<GenesysCalls, 'conversation'>
  clock: Clock
  desk(): Pick<DeskPorts, 'accept' | 'log'> | undefined
}

export function createWatch({ account, calls, clock, desk }: WatchPorts): Watch {
  const followed = new Map<string, { address: string; lookedAt: number; busy: boolean; again: boolean }>()

  async function look(conversationId: string, options?: CallOptions): Promise<Look | undefined> {
    // The time before the call: what happened since then this look may not show.
    const at = clock.now()
    const conversation = await calls.conversation(conversationId, options)
    const entry = followed.get(conversationId)
    if (entry !== undefined) entry.lookedAt = at.getTime()
    if (conversation === undefined) return undefined
    return { conversationId, at: at.toISOString(), parts: partsOf(conversation.participants) }
  }

  async function tell(conversationId: string): Promise<void> {
    const entry = followed.get(conversationId)
    const ports = desk()
    if (entry === undefined || ports === undefined) return
    if (entry.busy) {
      entry.again = true
      return
    }
    entry.busy = true
    try {
      do {
        entry.again = false
        const seen = await look(conversationId)
        if (seen !== undefined)
          await ports.accept(ownEvent({ account, address: entry.address }, 'genesys/look', fingerprint(seen), seen))
      } while (entry.again && followed.has(conversationId))
    } catch (error) {
      ports.log.warn(
        { err: messageOf(error), conversationId },
        'a conversation could not be looked at; it is asked for later',
      )
    } finally {
      entry.busy = false
    }
  }

  return {
    follow(conversationId, address) {
      if (!followed.has(conversationId))
        followed.set(conversationId, { address, lookedAt: Number.NEGATIVE_INFINITY, busy: false, again: false })
    },
    unfollow: (conversationId) => void followed.delete(conversationId),
    onChange: (conversationId) => void tell(conversationId),
    look,
    size: () => followed.size,
    age: (conversationId) =>
      clock.now().getTime() - (followed.get(conversationId)?.lookedAt ?? Number.NEGATIVE_INFINITY),
  }
}

/** The same people in the same states are the same news, however often they are seen. */
function fingerprint({ conversationId, parts }: Look): string {
  const states = parts.map(({ id, live, connected, disconnectType }) => [id, live, connected, disconnectType])
  return createHash('sha256')
    .update(JSON.stringify([conversationId, states]))
    .digest('hex')
    .slice(0, 32)
}

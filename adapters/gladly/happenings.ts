import type { Happening, Interpretation } from '../core/platform.ts'
import type { ClaimBody } from './claim.ts'
import type { GladlyEvent } from './events.ts'
import type { Conversation } from './schemas.ts'

/** Nothing for anybody. */
export const ignored = (why: string): Interpretation => ({ happenings: [{ kind: 'ignored', why }] })

/** A claim, or a reopening with one, before anything the bot says. */
export function firstly(what: ClaimBody['do'], { inboxId }: Conversation): Happening {
  return { kind: 'first', body: { do: what, inboxId } satisfies ClaimBody }
}

/** `CUSTOMER/MERGED`: what is remembered of one person moves to the other. */
export function mergeOf({ customers, conversations }: GladlyEvent & { kind: 'merged' }): Happening {
  const { from, to } = conversations
  return {
    kind: 'customer-merged',
    ...customers,
    ...(from === undefined || to === undefined || from === to ? {} : { conversation: { from, to } }),
  }
}

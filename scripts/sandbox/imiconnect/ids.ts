import { randomBytes } from 'node:crypto'

/** What ids are of: BOT and CCSP conversations, customers, and messages of customer, bot and agent. */
export type IdKind = 'cv' | 'cc' | 'cu' | 'mo' | 'mt' | 'ag'

/** A new id. Clients must not read anything out of it. */
export function newId(kind: IdKind): string {
  return `${kind}-${randomBytes(6).toString('hex')}`
}

import { randomBytes, randomUUID } from 'node:crypto'

let made = 0

/** A conversation's id, in turn of the two shapes that Inbox 2.0 shows: a UUID, and `n-hex-nnn-hex`. */
export function conversationId(): string {
  made++
  return made % 2 === 0
    ? randomUUID()
    : `0-${randomBytes(6).toString('hex').slice(1)}-000-${randomBytes(4).toString('hex')}`
}

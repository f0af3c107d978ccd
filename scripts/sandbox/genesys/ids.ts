import { randomUUID } from 'node:crypto'

/** A message's id: 32 hexadecimal digits, not in the form of a UUID. */
export function newMessageId(): string {
  return randomUUID().replaceAll('-', '')
}

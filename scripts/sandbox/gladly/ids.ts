import { randomBytes } from 'node:crypto'

/** A new id as Gladly makes them: 22 characters of `A-Za-z0-9_-`, which may begin with `-` or `_`. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

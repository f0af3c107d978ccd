import { randomBytes } from 'node:crypto'

/** A new opaque id as the platform makes them: 22 characters of `A-Za-z0-9_-`. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

/** The id of an interaction: it tells the tenant. */
export function interactionId(tenantId: string, at: number): string {
  return `int-${at.toString(16)}-${newId()}-chat-00-${tenantId}`
}

/** What support asks for when a call was refused. */
export function referenceId(): string {
  return randomBytes(8).toString('hex')
}

import type { UserBody } from '../client.ts'
import type { Property, User } from '../schemas.ts'
import { USER_FIELDS, type UserField } from './properties.ts'

/** What we asked 8x8 to change of a user, lately: fields and properties by name, `null` for what was taken away. */
export interface AskedUser {
  fields: Map<UserField, string | null>
  properties: Map<string, string | null>
}

const MOST = 2_000

/**
 * What this process asked to change of the users of conversations. Writes are asynchronous: what is read just after one
 * may be old, and a list of properties made from it would take back what was changed before. After a restart 8x8 has
 * caught up, and is asked.
 */
export class AskedUsers {
  private readonly byConversation = new Map<string, AskedUser>()

  /** What was asked for this conversation: change it to ask for more. The oldest conversations are forgotten. */
  of(conversationId: string): AskedUser {
    const asked = this.byConversation.get(conversationId) ?? { fields: new Map(), properties: new Map() }
    this.byConversation.delete(conversationId)
    this.byConversation.set(conversationId, asked)
    for (const oldest of this.byConversation.keys()) {
      if (this.byConversation.size <= MOST) break
      this.byConversation.delete(oldest)
    }
    return asked
  }

  /** A conversation was created with this user: 8x8 may not show it yet. */
  opened(conversationId: string, { additionalProperties = [], ...fields }: UserBody): void {
    const asked = this.of(conversationId)
    for (const [name, value] of Object.entries(fields)) asked.fields.set(name as UserField, value)
    for (const { key, value } of additionalProperties) asked.properties.set(key, value)
  }
}

/** The user as it should be by now: as 8x8 says, with what was asked of it. */
export function userWith(known: User | undefined, { fields, properties }: AskedUser) {
  const all = new Map<string, string>((known?.additionalProperties ?? []).map(({ key, value }) => [key, value]))
  for (const [key, value] of properties) {
    if (value === null) all.delete(key)
    else all.set(key, value)
  }
  const user: Partial<Record<UserField, string>> = {}
  for (const field of USER_FIELDS) {
    const value = fields.has(field) ? fields.get(field) : known?.[field]
    if (value !== undefined && value !== null) user[field] = value
  }
  return { fields: user, properties: all }
}

/** As 8x8 takes them: none without a value. */
export const propertiesOf = (all: ReadonlyMap<string, string>): Property[] =>
  [...all].filter(([, value]) => value !== '').map(([key, value]) => ({ key, value }))

import type { AttributesPayload } from '../../core/commands.ts'
import type { Delivered } from '../../core/platform.ts'
import { fieldValue, isField, joinTopics, splitTopics, textOf } from '../desk/properties.ts'
import type { EightByEightProfile } from '../profile.ts'
import type { Property } from '../schemas.ts'

/** What is to change in a conversation's `user`. */
export interface UserChange {
  /** Fields of `user` itself. */
  fields?: Record<string, string>
  /** Additional properties; `null` removes. */
  properties?: Record<string, string | null>
  addTopics?: readonly string[]
  removeTopics?: readonly string[]
  /** What of it cannot be said to 8x8. */
  rejected?: Rejected
}

/** As a delivery reports it. */
export type Rejected = NonNullable<Delivered['rejected']>

/**
 * Attributes as 8x8 has places for them: some of the contact's are fields of `user`; all others, and what such a field
 * cannot hold, are additional properties, texts that must not be empty (8x8, Chat Gateway, Create conversation).
 */
export function changeOf({ scope, attributes }: AttributesPayload, profile: EightByEightProfile): UserChange {
  const fields: Record<string, string> = {}
  const properties: Record<string, string | null> = {}
  const rejected: Rejected = []
  for (const [name, value] of Object.entries(attributes)) {
    const field = scope === 'contact' && isField(name) ? name : undefined
    const held = field === undefined ? undefined : fieldValue(field, value, profile)
    if (name.trim() === '' || textOf(value) === '') {
      if (field !== undefined || value !== null) {
        const why = field === undefined ? 'it must not be empty' : '8x8 has no way to remove it'
        rejected.push({ what: `attribute ${name}`, why })
      } else properties[name] = null
    } else if (field === undefined || held === undefined) properties[name] = textOf(value)
    else fields[field] = held
  }
  return { fields, properties, rejected }
}

/** The additional properties after a change, all of them, and what there is no room for. Those that are there already stay. */
export function changedProperties(
  current: readonly Property[],
  { properties = {}, addTopics = [], removeTopics = [] }: UserChange,
  { propertyKeys, maxProperties }: EightByEightProfile,
): { properties: Property[]; rejected: Rejected } {
  const values = new Map(current.filter(({ value }) => value !== '').map(({ key, value }) => [key, value]))
  const rejected: Rejected = []
  const set = (key: string, value: string, what: string): void => {
    if (values.has(key) || values.size < maxProperties) values.set(key, value)
    else rejected.push({ what, why: `a conversation has ${maxProperties} additional properties at the most` })
  }
  const removed = Object.entries(properties).filter(([, value]) => value === null)
  for (const [key] of removed) values.delete(key)
  if (addTopics.length + removeTopics.length > 0) {
    const before = splitTopics(values.get(propertyKeys.topics))
    const topics = [...before, ...addTopics].filter((topic) => !removeTopics.includes(topic))
    if (topics.length === 0) values.delete(propertyKeys.topics)
    else set(propertyKeys.topics, joinTopics(topics), `topics ${joinTopics(addTopics)}`)
  }
  for (const [key, value] of Object.entries(properties)) {
    if (value !== null) set(key, value, `attribute ${key}`)
  }
  return { properties: [...values].map(([key, value]) => ({ key, value })), rejected }
}

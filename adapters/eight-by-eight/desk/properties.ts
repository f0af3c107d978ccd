import type { DeskCustomer, OpenRequest } from '../../core/desk/desk.ts'
import type { UserBody } from '../client.ts'
import { languageOf } from '../languages.ts'
import type { EightByEightProfile } from '../profile.ts'
import type { Property } from '../schemas.ts'

/** A user as 8x8 gets it, and what found no place in it. */
export interface FittedUser {
  user: UserBody
  /** To be told in another way: 8x8 takes a limited number of properties, and no empty ones. */
  leftOver: Property[]
}

/** Fields of `user` that an attribute of the contact can go into. */
export const USER_FIELDS = ['name', 'userId', 'email', 'phone', 'company', 'caseId', 'language'] as const
/** One of them. */
export type UserField = (typeof USER_FIELDS)[number]

/** 8x8's schema says `format: email`: what is none would have the whole request refused. */
const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/

/** Whether an attribute of the contact has a field of its own. */
export const isField = (name: string): name is UserField => (USER_FIELDS as readonly string[]).includes(name)

/** A value as 8x8 takes it for a field; undefined where the field cannot hold it. */
export function fieldValue(field: UserField, value: unknown, profile: EightByEightProfile): string | undefined {
  const text = textOf(value)
  if (field === 'language') return languageOf(text, profile)
  return field === 'email' && !EMAIL.test(text) ? undefined : text || undefined
}

/** A value as text: objects as JSON, nothing as an empty text. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim()
}

/** Topics as one property. */
export const joinTopics = (topics: readonly string[]): string => [...new Set(topics)].join(', ')
/** The topics of that property. */
export const splitTopics = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '')

/**
 * Who a customer is and what the bot found out, as `user` of a new conversation (Create conversation). What the bot set
 * goes before what the channel says. The id of the hand-off comes first: the conversation is found again by it.
 */
export function userOf(request: OpenRequest, customer: DeskCustomer, profile: EightByEightProfile): FittedUser {
  const { reason, context = {}, collected = {} } = request.handOff
  const { propertyKeys: keys } = profile
  const list = new PropertyList(profile.maxProperties)
  list.add('', keys.handOff, request.id)
  list.add('', keys.reason, reason)
  list.add('', keys.topics, joinTopics(collected.topics ?? []))
  list.add('', keys.notes, collected.notes?.join('\n'))

  const contact = collected.contact ?? {}
  const user: UserBody = {}
  const channelSays = { name: customer.name, userId: customer.id, language: customer.locale }
  for (const [field, value] of Object.entries(channelSays)) set(user, field as UserField, value, profile)
  for (const [key, value] of Object.entries(collected.conversation ?? {})) list.add('conversation', key, value)
  for (const [key, value] of Object.entries(contact)) {
    if (!isField(key) || !set(user, key, value, profile)) list.add('contact', key, value)
  }
  for (const [key, value] of Object.entries(context)) list.add('context', key, value)
  return { user: { ...user, additionalProperties: list.properties }, leftOver: list.leftOver }
}

/** False where the field cannot hold it. */
function set(user: UserBody, field: UserField, value: unknown, profile: EightByEightProfile): boolean {
  const text = fieldValue(field, value, profile)
  if (text !== undefined) user[field] = text
  return text !== undefined
}

/** Properties as they are added: each key once, none empty, so many and no more. */
class PropertyList {
  readonly properties: Property[] = []
  readonly leftOver: Property[] = []
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  /** Two of the same key are told apart by where they come from. An attribute without a value is none. */
  add(scope: string, key: string, value: unknown): void {
    const text = textOf(value)
    if (text === '' || key.trim() === '') return
    const same = this.properties.find((property) => property.key === key)
    if (same?.value === text) return
    const property = { key: same === undefined ? key : `${scope}.${key}`, value: text }
    if (this.properties.length < this.most) this.properties.push(property)
    else this.leftOver.push(property)
  }
}

import { type ApiError, badRequest, refusal } from './answers.ts'
import { endContact } from './contacts.ts'
import { activeConversation, setStatus } from './conversations.ts'
import { forgetIdleCustomers, trimConversation } from './forgetting.ts'
import { newId } from './ids.ts'
import { nanoTimestamp } from './timestamps.ts'
import type { CustomerSnapshot, Initiator } from './types.ts'
import type { Conversation, Customer, World } from './world.ts'

/** The fields of a profile that can be written (Gladly API reference, Update customer). */
export type Profile = Partial<Omit<CustomerSnapshot, 'createdAt' | 'updatedAt' | 'mergedInto'>>

/** Adds a customer (`CUSTOMER_PROFILE/CREATED`). Throws 409 `taken` for an id, e-mail or mobile phone in use. */
export function addCustomer(world: World, given: Profile): Customer {
  const id = given.id ?? newId()
  if (world.customers.has(id)) throw refusal(409, [{ attr: 'id', code: 'taken', detail: 'customer ID exists' }])
  const written = writable(given)
  refuseTaken(world, id, written)
  const now = world.clock.now()
  const profile: CustomerSnapshot = { id, ...written, createdAt: nanoTimestamp(now), updatedAt: nanoTimestamp(now) }
  const customer: Customer = { profile, updatedAt: now, conversationIds: [], absorbed: new Set() }
  world.customers.set(id, customer)
  forgetIdleCustomers(world, customer)
  world.events.emit('CUSTOMER_PROFILE/CREATED', undefined, { customerId: id })
  return customer
}

/** The customer with this id, following merges; undefined where there never was one. */
export function customerNow(world: World, id: string): Customer | undefined {
  const customer = world.customers.get(id)
  return customer?.profile.mergedInto ? customerNow(world, customer.profile.mergedInto) : customer
}

/** The customer with exactly this id. Throws 404, whose `errors` is a single object as the reference shows it. */
export function customerById(world: World, id: string): Customer {
  const customer = world.customers.get(id)
  if (customer) return customer
  throw refusal(404, { code: 'not_exist', detail: `customer profile [${id}] does not exist` })
}

/** Changes what is given, arrays as a whole (`CUSTOMER_PROFILE/UPDATED`). Throws 400, or 409 for what is taken. */
export function updateCustomer(world: World, customer: Customer, given: Profile): void {
  const { id: _, ...written } = writable(given)
  refuseTaken(world, customer.profile.id, written)
  if (written.customAttributes && world.settings.customAttributesPatch === 'merge') {
    written.customAttributes = { ...customer.profile.customAttributes, ...written.customAttributes }
  }
  customer.updatedAt = world.clock.now()
  Object.assign(customer.profile, written, { updatedAt: nanoTimestamp(customer.updatedAt) })
  world.events.emit('CUSTOMER_PROFILE/UPDATED', undefined, { customerId: customer.profile.id })
}

function writable(given: Profile): Profile {
  const errors: ApiError[] = []
  const wrong = (attr: string, detail: string) => errors.push({ attr, code: 'invalid', detail })
  for (const attr of ['name', 'image', 'address', 'externalCustomerId'] as const) {
    if (given[attr] !== undefined && typeof given[attr] !== 'string') wrong(attr, `${attr} must be a string`)
  }
  for (const attr of ['emails', 'phones'] as const) {
    const list: unknown = given[attr]
    if (list === undefined) continue
    const fine = Array.isArray(list) && list.every((one) => typeof one?.original === 'string' && one.original !== '')
    if (!fine) wrong(attr, `${attr} must be a list of objects with 'original'`)
  }
  const attributes: unknown = given.customAttributes
  if (
    attributes !== undefined &&
    (attributes === null || typeof attributes !== 'object' || Array.isArray(attributes))
  ) {
    wrong('customAttributes', 'customAttributes must be an object')
  }
  if (errors.length > 0) throw badRequest(...errors)
  const { name, image, address, emails, phones, externalCustomerId, customAttributes } = given
  const known = {
    name,
    image,
    address,
    emails: emails?.map((one) => ({ ...one, normalized: one.original.toLowerCase() })),
    phones: phones?.map((one) => ({ ...one, normalized: one.normalized ?? normalizedPhone(one.original) })),
    externalCustomerId,
    customAttributes: customAttributes && structuredClone(customAttributes),
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
}

function normalizedPhone(original: string): string {
  const digits = original.replace(/\D/g, '')
  return original.trim().startsWith('+') || digits.length > 10 ? `+${digits}` : `+1${digits}`
}

/** E-mail addresses and mobile phones are unique over customers (Gladly API reference, Customers, Error Handling). */
function refuseTaken(world: World, id: string, profile: Profile): void {
  const emails = new Set(profile.emails?.map((one) => one.normalized))
  const phones = new Set(profile.phones?.filter((one) => one.type === 'MOBILE').map((one) => one.normalized))
  if (emails.size + phones.size === 0) return
  for (const other of world.customers.values()) {
    if (other.profile.id === id || other.profile.mergedInto) continue
    const meta = { id: other.profile.id }
    if (other.profile.emails?.some((one) => emails.has(one.normalized))) {
      throw refusal(409, [{ attr: 'emails', code: 'taken', detail: 'email belongs to another customer', meta }])
    }
    if (other.profile.phones?.some((one) => one.type === 'MOBILE' && phones.has(one.normalized))) {
      throw refusal(409, [{ attr: 'phones', code: 'taken', detail: 'phone belongs to another customer', meta }])
    }
  }
}

/**
 * Merges one customer into another (`CUSTOMER/MERGED`). All conversations go to the destination. Where both have an
 * active one, the source's items, topics and attributes move into the destination's, and the source's is gone.
 */
export function mergeCustomers(world: World, sourceId: string, destinationId: string, by: Initiator): void {
  const source = customerById(world, sourceId)
  const destination = customerById(world, destinationId)
  if (sourceId === destinationId || source.profile.mergedInto || destination.profile.mergedInto) {
    throw new Error(`cannot merge ${sourceId} into ${destinationId}: same, or merged before`)
  }
  const moving = activeConversation(world, source)
  const target = activeConversation(world, destination)
  if (moving && target) absorb(world, moving, target, by)
  for (const id of source.conversationIds) {
    const conversation = world.conversations.get(id)
    if (!conversation) continue
    conversation.customerId = destinationId
    for (const item of conversation.items) rekey(item.shown, destinationId, id)
    destination.conversationIds.push(id)
  }
  destination.conversationIds.sort((a, b) => startOf(world, a) - startOf(world, b))
  source.conversationIds = []
  source.profile.mergedInto = destinationId
  destination.absorbed.add(sourceId)
  world.events.emit('CUSTOMER/MERGED', by, {
    destinationCustomerId: destinationId,
    destinationConversationId: (target ?? moving)?.id ?? '',
    sourceCustomerId: sourceId,
    sourceConversationId: moving?.id ?? '',
  })
}

function absorb(world: World, moving: Conversation, target: Conversation, by: Initiator): void {
  for (const contact of [...moving.contacts.values()]) endContact(world, moving, contact, 'MERGED', by)
  for (const item of moving.items) rekey(item.shown, target.customerId, target.id)
  target.items = [...target.items, ...moving.items].sort((a, b) => a.at.getTime() - b.at.getTime())
  target.replies = [...target.replies, ...moving.replies].sort((a, b) => a.at.getTime() - b.at.getTime())
  target.topicIds = [...new Set([...target.topicIds, ...moving.topicIds])]
  const has = (one: { id: string; value: string }) =>
    target.attributes.some(({ id, value }) => id === one.id && value === one.value)
  target.attributes.push(...moving.attributes.filter((one) => !has(one)))
  trimConversation(world, target)
  world.conversations.delete(moving.id)
  if (moving.status === 'OPEN') setStatus(world, target, 'OPEN')
}

function rekey(item: { customerId: string; conversationId: string; initiator?: Initiator }, to: string, id: string) {
  if (item.initiator?.type === 'CUSTOMER') item.initiator.id = to
  item.customerId = to
  item.conversationId = id
}

function startOf(world: World, conversationId: string): number {
  return world.conversations.get(conversationId)?.createdAt.getTime() ?? 0
}

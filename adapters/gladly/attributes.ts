import type { AttributesPayload } from '../core/commands.ts'
import { isRefusal, PlatformRefusedError } from '../core/errors.ts'
import type { Delivered } from '../core/platform.ts'
import type { KeyValue } from './client.ts'
import type { GladlyPorts } from './ports.ts'
import type { GladlyProfile } from './profile.ts'
import type { Conversation } from './schemas.ts'
import { GLADLY } from './webhook.ts'

type Attributes = AttributesPayload['attributes']

/** Sets attributes of a customer or of a conversation. */
export type SetAttributes = (
  conversationId: string,
  payload: AttributesPayload,
  signal: AbortSignal,
) => Promise<Delivered>

export function createSetAttributes(ports: GladlyPorts): SetAttributes {
  const inTurn = createTurns()
  const keys = new Map<string, string>()
  return async (conversationId, { scope, attributes }, signal) => {
    const conversation = await ports.client.conversation(conversationId, signal)
    if (conversation === undefined) throw refused(`Gladly has no conversation ${conversationId}`)
    if (scope === 'conversation') return setConversationAttributes(ports, keys, conversation, attributes, signal)
    // Two conversations of one customer may be at it at once; what one reads the other must have written.
    return inTurn(conversation.customerId, () =>
      setContactAttributes(ports, conversation.customerId, attributes, signal),
    )
  }
}

/**
 * `customAttributes` of the customer's profile (Gladly API reference, Customers: Update customer). Whether that call merges
 * or replaces them is not documented: the whole, with ours in it, is right either way.
 */
async function setContactAttributes(
  { client, settings }: GladlyPorts,
  customerId: string,
  attributes: Attributes,
  signal: AbortSignal,
): Promise<Delivered> {
  // A merge between our two calls makes the second one 404: the profile is then found under its new id.
  for (let attempt = 1; ; attempt++) {
    const customer = await client.customer(customerId, signal)
    if (customer === undefined) throw refused(`Gladly has no customer ${customerId}`)
    try {
      const customAttributes = mergeAttributes(
        customer.customAttributes,
        attributes,
        settings.profile.contactAttributes,
      )
      await client.updateCustomer(customer.id, { customAttributes }, signal)
      return {}
    } catch (error) {
      if (!isRefusal(error, 404) || attempt > 1) throw error
    }
  }
}

/** What is sent for the attributes there are and those to set. */
export function mergeAttributes(
  present: Readonly<Record<string, unknown>>,
  wanted: Attributes,
  { send, removal, values }: GladlyProfile['contactAttributes'],
): Record<string, unknown> {
  const merged: Record<string, unknown> = send === 'whole' ? { ...present } : {}
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== null) merged[name] = values === 'text' ? String(value) : value
    else if (removal === 'omit') delete merged[name]
    else merged[name] = removal === 'null' ? null : ''
  }
  return merged
}

/**
 * Freeform topics (Gladly API reference, Freeform Topics). A key can have several values, so setting one means removing
 * the old and adding the new in one call. Keys must have been set up in Gladly; unknown ones come back.
 */
async function setConversationAttributes(
  ports: GladlyPorts,
  keys: Map<string, string>,
  conversation: Conversation,
  attributes: Attributes,
  signal: AbortSignal,
): Promise<Delivered> {
  const present = await presentAttributes(ports, keys, conversation, signal)
  const changes = Object.entries(attributes).map(([key, value]) => changeOf(key, value, present))
  const needed = changes.filter(({ add, remove }) => add.length + remove.length > 0)
  if (needed.length === 0) return {}
  const at = { customerId: conversation.customerId, conversationId: conversation.id }
  const together = { add: needed.flatMap(({ add }) => add), remove: needed.flatMap(({ remove }) => remove) }
  try {
    await ports.client.changeConversationAttributes(at, together, signal)
    return {}
  } catch (error) {
    if (!isRefusal(error, 400)) throw error
    if (needed.length === 1) return { rejected: [{ what: needed[0]!.key, why: error.message }] }
  }
  // One key that Gladly does not know must not keep the others out.
  const rejected: NonNullable<Delivered['rejected']> = []
  for (const { key, ...change } of needed) {
    try {
      await ports.client.changeConversationAttributes(at, change, signal)
    } catch (error) {
      if (!isRefusal(error, 400)) throw error
      rejected.push({ what: key, why: error.message })
    }
  }
  return rejected.length === 0 ? {} : { rejected }
}

function changeOf(key: string, value: Attributes[string], present: readonly KeyValue[]) {
  const old = present.filter((one) => one.key === key)
  const wanted = value === null ? undefined : String(value)
  return {
    key,
    add: wanted === undefined || old.some((one) => one.value === wanted) ? [] : [{ key, value: wanted }],
    remove: old.filter((one) => one.value !== wanted),
  }
}

/** Conversations show ids of definitions; the calls take keys. */
async function presentAttributes(
  { client }: GladlyPorts,
  keys: Map<string, string>,
  { customAttributes }: Conversation,
  signal: AbortSignal,
): Promise<KeyValue[]> {
  const present: KeyValue[] = []
  for (const { id, value } of customAttributes) {
    const key = keys.get(id) ?? (await client.attributeKey(id, signal))
    if (key === undefined) continue
    keys.set(id, key)
    present.push({ key, value })
  }
  return present
}

/** Work under one name waits for the work before it. */
function createTurns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work)
    const settled = mine
      .catch(() => undefined)
      .finally(() => {
        if (last.get(name) === settled) last.delete(name)
      })
    last.set(name, settled)
    return mine
  }
}

const refused = (message: string) => new PlatformRefusedError(message, { channelId: GLADLY, status: 404 })

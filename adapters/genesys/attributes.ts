import type { AttributesPayload, Carried } from '../core/commands.ts'
import type { GenesysProfile } from './profile.ts'

/** Participant data: flat, and all text (facts: behaviours, participant attributes). */
export type Attributes = Record<string, string>

/** What of the bot's attributes may be set, and what may not. */
export interface Sorted {
  attributes: Attributes
  rejected: { what: string; why: string }[]
}

type Names = Pick<GenesysProfile, 'attributes' | 'reservedAttributes'>

/** Names that steer the flow: no bot's attribute may overwrite them, however it is spelt. */
export function isReserved(name: string, { attributes, reservedAttributes }: Names): boolean {
  const plain = name.trim().toLowerCase()
  return [...Object.values(attributes), ...reservedAttributes].some((one) => one.toLowerCase() === plain)
}

/** The bot's attributes as participant data. An empty text clears one. */
export function sortAttributes(given: AttributesPayload['attributes'], profile: Names): Sorted {
  const sorted: Sorted = { attributes: {}, rejected: [] }
  for (const [name, value] of Object.entries(given)) {
    // The latter is no name an object can take.
    if (name.trim() === '' || name === '__proto__') sorted.rejected.push({ what: 'attribute', why: 'it has no name' })
    else if (isReserved(name, profile))
      sorted.rejected.push({ what: `attribute ${name}`, why: 'the name is reserved for the flow' })
    else sorted.attributes[name] = value === null ? '' : String(value)
  }
  return sorted
}

/** Topics as one text, in their order, each once. */
export const joinTopics = (topics: readonly string[]): string =>
  [...new Set(topics.map(plainTopic))].filter(Boolean).join(',')

/** The topics in such a text. */
export const splitTopics = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

const plainTopic = (topic: string): string => topic.replaceAll(',', ' ').trim()

/** What a hand-off sets, and what is left to say in words. */
export interface HandOffAttributes {
  attributes: Attributes
  /** Those that did not fit or may not be set: names and values for the summary. */
  told: [string, string][]
  rejected: Sorted['rejected']
}

/**
 * What goes with the message that hands off: `type`, then queue and topics, then the bot's attributes while there is room
 * (facts: limits, about 2 kB in all).
 */
export function handOffAttributes(
  queue: string | undefined,
  collected: Carried,
  profile: GenesysProfile,
): HandOffAttributes {
  const names = profile.attributes
  const sorted = sortAttributes({ ...collected.contact, ...collected.conversation }, profile)
  const topics = joinTopics(collected.topics ?? [])
  const wanted: [string, string][] = [
    [names.type, profile.human],
    ...(queue === undefined ? [] : [[names.queue, queue] as [string, string]]),
    ...(topics === '' ? [] : [[names.topics, topics] as [string, string]]),
    ...Object.entries(sorted.attributes),
  ]
  const attributes: Attributes = {}
  const told: [string, string][] = []
  for (const [name, value] of wanted) {
    const more = { ...attributes, [name]: value }
    if (Buffer.byteLength(JSON.stringify(more)) <= profile.attributesLimit) attributes[name] = value
    else told.push([name, value])
  }
  const all: Record<string, unknown> = { ...collected.contact, ...collected.conversation }
  for (const [name, value] of Object.entries(all)) {
    if ((isReserved(name, profile) || name === '__proto__') && value !== null) told.push([name, String(value)])
  }
  return { attributes, told, rejected: sorted.rejected }
}

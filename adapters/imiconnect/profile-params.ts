import { z } from 'zod'

/** What a custom parameter can hold: what is known by name, a single attribute or value, or a text of one's own. */
const KNOWN = [
  /** The queue the bot asked for, as it named it. */
  'queue',
  'reason',
  /** The id of the bot's conversation, so that rules and desktops can link the two. */
  'conversation',
  /** What was said, newest lines first to be kept. */
  'transcript',
  /** Names, separated by commas. */
  'topics',
  /** `name=value; name=value`. */
  'attributes',
  /** Notes of the bot, one a line. */
  'notes',
  /** `contact` or `conversation`. */
  'scope',
  /** What is asked: `hand-off`, `add-topics`, … */
  'command',
] as const

/**
 * `queue`, `reason`, …, or `attribute:NAME` (the value of one), `context:NAME` (something the bot put into its hand-off),
 * `=TEXT` (that text).
 */
export const sourceName = z
  .string()
  .refine(
    (name) => (KNOWN as readonly string[]).includes(name) || /^(?:(?:attribute|context):|=)./.test(name),
    `must be one of ${KNOWN.join(', ')}, or attribute:NAME, context:NAME, =TEXT`,
  )

/** What there is to put into custom parameters. */
export type Facts = Partial<Record<(typeof KNOWN)[number], string>> & {
  attribute?: Record<string, string>
  context?: Record<string, string>
}

/** The value a source has in these facts; undefined where it has none. */
export function factFor(source: string, facts: Facts): string | undefined {
  if (source.startsWith('=')) return source.slice(1)
  const [of, name] = split(source)
  if (name !== undefined && (of === 'attribute' || of === 'context')) {
    const values = facts[of] ?? {}
    return Object.hasOwn(values, name) ? values[name] : undefined
  }
  return facts[source as (typeof KNOWN)[number]]
}

function split(source: string): [string, string | undefined] {
  const at = source.indexOf(':')
  return at < 0 ? [source, undefined] : [source.slice(0, at), source.slice(at + 1)]
}

import { z } from 'zod'
import { SettingsError } from './errors.ts'

/** The environment a program was started with. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a group of settings looks like. */
export interface SettingsGroup<S extends z.ZodObject> {
  /** For messages: the platform's name. */
  name: string
  /** All names in the environment that begin with it belong to the group. */
  prefix: string
  /** By full name, values as strings; `list()`, `pairs()` and friends below help. */
  schema: S
}

export interface ReadSettings<T> {
  /** Undefined where nothing of the group is set. */
  settings: T | undefined
  /** What is odd and does not stop the start. */
  warnings: string[]
}

/**
 * Read one group of settings.
 * @throws SettingsError naming everything that is missing or wrong, where the group is set only in part.
 */
export function readSettings<S extends z.ZodObject>(
  env: Environment,
  group: SettingsGroup<S>,
): ReadSettings<z.infer<S>> {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => name.startsWith(group.prefix) && value !== undefined && value.trim() !== '',
    ),
  )
  const known = Object.keys(group.schema.shape)
  const strangers = Object.keys(given).filter((name) => !known.includes(name))
  const warnings = strangers.map((name) => {
    const meant = nearest(name, known)
    return `${name} is no setting of ${group.name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
  })
  if (Object.keys(given).length === 0) return { settings: undefined, warnings }

  const parsed = group.schema.safeParse(given)
  if (parsed.success) return { settings: parsed.data, warnings }
  const missing = parsed.error.issues.map((issue) => issue.path.join('.')).filter((name) => given[name] === undefined)
  const wrong = parsed.error.issues
    .filter((issue) => given[issue.path[0] as string] !== undefined)
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new SettingsError(
    [
      `${group.name} is set up only in part.`,
      ...(missing.length === 0 ? [] : [`Missing: ${[...new Set(missing)].join(', ')}.`]),
      ...wrong.map((line) => `Wrong: ${line}.`),
      ...warnings,
    ].join(' '),
    {
      hint: `Set what is missing, or remove every ${group.prefix}… variable to run without ${group.name}. See .env.example.`,
    },
  )
}

/** A comma-separated list, blanks dropped. */
export const list = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )

/** A comma-separated list with something in it. */
export const nonEmptyList = () => list().refine((items) => items.length > 0, 'must name at least one')

/** `name=value,name=value`. */
export const pairs = () =>
  list().transform((items, context) => {
    const entries: [string, string][] = []
    for (const item of items) {
      const at = item.indexOf('=')
      if (at < 1 || at === item.length - 1) {
        context.addIssue({ code: 'custom', message: `'${item}' is not of the form name=value` })
        return z.NEVER
      }
      entries.push([item.slice(0, at).trim(), item.slice(at + 1).trim()])
    }
    return Object.fromEntries(entries)
  })

/** A positive number in decimal digits. */
export const positiveNumber = () =>
  z
    .string()
    .refine((text) => Number.isFinite(Number(text)) && Number(text) > 0, 'must be a number above 0')
    .transform(Number)

/** A base URL: https, or http on loopback (the simulators). Returned without a trailing slash. */
export const baseUrl = () =>
  z
    .string()
    .refine(isBaseUrl, 'must be a URL such as https://acme.example.com (plain http only on loopback)')
    .transform((text) => text.replace(/\/+$/, ''))

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, search, hash } = new URL(text)
  if (username !== '' || search !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isOnLoopback(text))
}

/** Whether a URL leads to this machine: a simulator's. */
export const isOnLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

/** A path below the base URL, with these places in it. */
export const callPath = (...places: string[]) =>
  z
    .string()
    .startsWith('/')
    .refine((text) => places.every((place) => text.includes(place)), `must have ${places.join(' and ')} in it`)

/** The known name that is at most three edits away, if any. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, edits: editDistance(name, other) })).sort((a, b) => a.edits - b.edits)
  return ranked[0] !== undefined && ranked[0].edits <= 3 ? ranked[0].other : undefined
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}

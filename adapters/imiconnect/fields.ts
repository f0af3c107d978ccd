import type { ImiconnectProfile } from './profile.ts'

/** The logical names of the fields of an event. */
export type FieldName = keyof ImiconnectProfile['fields']

/** Looks fields up by their logical names. */
export interface Fields {
  /** As it came; undefined where absent, `null`, or an empty string. */
  raw(name: FieldName): unknown
  /** A string, or a number as one; undefined for anything else. */
  text(name: FieldName): string | undefined
}

/**
 * Names and values that differ only in case, blanks, `_` and `-` are one (Webex Connect help, Generic Bot: the samples
 * spell one field as `Conversationid` in events and `conversation_id` in calls, and event names in three styles).
 */
export const inOneSpelling = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '')

/** The fields of a body. Where one is there in two spellings, the first with something in it counts. */
export function fieldsOf(body: Readonly<Record<string, unknown>>, aliases: ImiconnectProfile['fields']): Fields {
  const byName = new Map<string, unknown>()
  for (const [name, value] of Object.entries(body)) {
    const spelling = inOneSpelling(name)
    if (!isEmpty(value) && !byName.has(spelling)) byName.set(spelling, value)
  }
  const raw = (name: FieldName): unknown =>
    aliases[name].map((alias) => byName.get(inOneSpelling(alias))).find((value) => value !== undefined)
  return {
    raw,
    text(name) {
      const value = raw(name)
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
    },
  }
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** Whether a name is one of those of the profile; a leading `*` there stands for any beginning. */
export function isNamed(names: readonly string[], name: string): boolean {
  const given = inOneSpelling(name)
  return names.some((one) =>
    one.startsWith('*') ? given.endsWith(inOneSpelling(one.slice(1))) : given === inOneSpelling(one),
  )
}

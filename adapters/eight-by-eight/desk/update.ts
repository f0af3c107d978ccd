import type { DeskChange } from '../../core/desk/desk.ts'
import type { Delivered } from '../../core/platform.ts'
import type { EightByEightClient } from '../client.ts'
import type { EightByEightProfile } from '../profile.ts'
import type { User } from '../schemas.ts'
import { type CompleteEightByEightSettings, queueIdOf } from '../settings.ts'
import { type AskedUser, propertiesOf, userWith } from './asked-users.ts'
import { fieldValue, isField, joinTopics, splitTopics, textOf, type UserField } from './properties.ts'

type Rejected = NonNullable<Delivered['rejected']>

/** The conversation that is to be changed, and what is known of its user. */
export interface UpdateCase {
  conversationId: string
  asked: AskedUser
  /** As an event told, for where 8x8 does not show the conversation. */
  remembered: User | undefined
}

/**
 * Change the queue and the user's data of an open conversation (Patch conversation): one of the two at a time, and the
 * whole list of properties each time. Doing it twice does no harm.
 */
export async function update(
  client: Pick<EightByEightClient, 'conversation' | 'patchConversation'>,
  settings: CompleteEightByEightSettings,
  { conversationId, asked, remembered }: UpdateCase,
  change: DeskChange,
  signal: AbortSignal,
): Promise<Delivered> {
  const { queue, ...ofUser } = change
  const rejected: Rejected = []
  if (queue !== undefined) {
    const id = queueIdOf(settings, queue)
    if (id === undefined) rejected.push({ what: `queue ${queue}`, why: 'there is no queue of that name' })
    else await client.patchConversation(conversationId, { assignment: { type: 'queue', id } }, signal)
  }
  if (Object.values(ofUser).some((part) => part !== undefined)) {
    const known = (await client.conversation(conversationId, signal))?.user ?? remembered
    const patch = userPatch(settings.profile, known, asked, ofUser)
    rejected.push(...patch.rejected)
    if (patch.changed) await client.patchConversation(conversationId, { user: patch.user }, signal)
    patch.keep()
  }
  return rejected.length === 0 ? {} : { rejected }
}

/** The `user` of a patch. `keep` is to be called once 8x8 has taken it. */
export function userPatch(
  profile: EightByEightProfile,
  known: User | undefined,
  asked: AskedUser,
  change: Omit<DeskChange, 'queue'>,
) {
  const now = userWith(known, asked)
  const properties = new Map<string, string | null>()
  const fields = new Map<UserField, string | null>()
  const rejected: Rejected = []

  for (const [key, value] of Object.entries(change.contact ?? {})) {
    const text = isField(key) ? fieldValue(key, value, profile) : undefined
    if (!isField(key) || (value !== null && text === undefined)) properties.set(key, textOf(value) || null)
    else fields.set(key, text ?? null)
  }
  for (const [key, value] of Object.entries(change.conversation ?? {})) properties.set(key, textOf(value) || null)
  const { topics, notes } = profile.propertyKeys
  if (change.addTopics !== undefined || change.removeTopics !== undefined) {
    const removed = new Set(change.removeTopics)
    const all = [...splitTopics(now.properties.get(topics)), ...(change.addTopics ?? [])]
    properties.set(topics, joinTopics(all.filter((topic) => !removed.has(topic))) || null)
  }
  if (change.note !== undefined) {
    const lines = now.properties.get(notes)
    // A second try finds its note there.
    if (!`\n${lines ?? ''}\n`.includes(`\n${change.note}\n`))
      properties.set(notes, [lines, change.note].filter((line) => line !== undefined).join('\n'))
  }

  const next = userWith(known, {
    fields: merged(asked.fields, fields),
    properties: merged(asked.properties, properties),
  })
  for (const key of [...next.properties.keys()].slice(profile.maxProperties)) {
    if (!properties.has(key) || now.properties.has(key)) continue
    rejected.push({ what: `attribute ${key}`, why: `8x8 takes ${profile.maxProperties} properties` })
    properties.delete(key)
    next.properties.delete(key)
  }
  const sent =
    profile.userPatch === 'whole' ? next.fields : Object.fromEntries([...fields].filter(([, value]) => value !== null))
  return {
    user: { ...sent, additionalProperties: propertiesOf(next.properties).slice(0, profile.maxProperties) },
    rejected,
    changed: properties.size > 0 || fields.size > 0,
    keep(): void {
      for (const [key, value] of properties) asked.properties.set(key, value)
      for (const [field, value] of fields) asked.fields.set(field, value)
    },
  }
}

const merged = <K>(one: ReadonlyMap<K, string | null>, other: ReadonlyMap<K, string | null>) =>
  new Map<K, string | null>([...one, ...other])

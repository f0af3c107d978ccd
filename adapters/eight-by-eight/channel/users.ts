import type { ConversationView } from '../../core/conversation.ts'
import { isRefusal } from '../../core/errors.ts'
import type { UserBody } from '../client.ts'
import type { Property, User } from '../schemas.ts'
import { memoryOf } from './memory.ts'
import type { ChannelPorts } from './ports.ts'
import { changedProperties, type Rejected, type UserChange } from './properties.ts'

/** What is known of customers at 8x8, for agents to see. */
export interface Users {
  /** Resolves to what 8x8 has no place for. Doing it again changes nothing more. */
  change(view: ConversationView, change: UserChange, signal: AbortSignal): Promise<Rejected>
}

/** Conversations of which the last change is kept in memory: losing it costs a look that may be behind. */
const MOST_REMEMBERED = 1_000

/**
 * Changes go by `PATCH` of `user` (8x8, Chat Gateway, Patch conversation). A list that is sent replaces the one that is
 * there, so that it is read first; but what we wrote a moment ago is newer than what can be read.
 */
export function createUsers({ settings, client, clock }: ChannelPorts): Users {
  const { profile } = settings
  const written = new Map<string, { user: UserBody; at: number }>()

  const currentOf = async ({ key, record }: ConversationView, signal: AbortSignal): Promise<UserBody> => {
    const own = written.get(key.conversationId)
    const age = own === undefined ? Number.NaN : clock.now().getTime() - own.at
    // Below zero the clock has been set back.
    if (own !== undefined && age >= 0 && age < profile.channel.lagMs) return own.user
    const conversation = await client.conversation(key.conversationId, signal)
    return bodyOf(conversation?.user ?? memoryOf(record).user)
  }

  return {
    async change(view, change, signal) {
      const { conversationId } = view.key
      const current = await currentOf(view, signal)
      const before = current.additionalProperties ?? []
      const { properties, rejected } = changedProperties(before, change, profile)
      const { fields = {} } = change
      const additional = same(before, properties) ? {} : { additionalProperties: properties }

      const send = async (changed: UserBody): Promise<void> => {
        if (Object.keys(changed).length === 0) return
        const whole = { ...current, ...changed }
        const user = profile.channel.userPatch === 'whole' ? whole : changed
        await client.patchConversation(conversationId, { user }, signal)
        written.delete(conversationId)
        written.set(conversationId, { user: whole, at: clock.now().getTime() })
        const oldest = written.keys().next().value
        if (written.size > MOST_REMEMBERED && oldest !== undefined) written.delete(oldest)
      }
      const all = [...(change.rejected ?? []), ...rejected]
      try {
        await send({ ...fields, ...additional })
        return all
      } catch (error) {
        // A field is checked for its form (an e-mail address, …); a wrong one must not take the rest along.
        if (!isRefusal(error, 400) || Object.keys(fields).length === 0) throw error
        await send(additional)
        return [...all, ...Object.keys(fields).map((name) => ({ what: `attribute ${name}`, why: error.message }))]
      }
    },
  }
}

const FIELDS = ['name', 'userId', 'email', 'phone', 'company', 'caseId', 'language'] as const

/** What may be sent of what was read. */
function bodyOf(user: User | undefined): UserBody {
  const fields = FIELDS.flatMap((name) => (user?.[name] === undefined ? [] : [[name, user[name]]]))
  const properties = (user?.additionalProperties ?? []).map(({ key, value }) => ({ key, value }))
  return { ...Object.fromEntries(fields), additionalProperties: properties.filter(({ value }) => value !== '') }
}

const same = (one: readonly Property[], other: readonly Property[]): boolean =>
  JSON.stringify(one.map(({ key, value }) => [key, value])) ===
  JSON.stringify(other.map(({ key, value }) => [key, value]))

import type { Clock } from '../core/clock.ts'
import { isRefusal } from '../core/errors.ts'
import type { Delivered } from '../core/platform.ts'
import { cached } from './cached.ts'
import type { GladlyClient } from './client.ts'
import type { Topic } from './schemas.ts'

/** What became of a list of topics. */
export interface ResolvedTopics {
  ids: string[]
  rejected: NonNullable<Delivered['rejected']>
}

/** Topics by name. */
export interface TopicBook {
  /** `forRemoval`: those that are switched off count too. */
  resolve(names: readonly string[], forRemoval?: boolean): Promise<ResolvedTopics>
  /** Put topics on a conversation; unknown ones and those that are switched off come back. */
  add(conversationId: string, names: readonly string[], signal?: AbortSignal): Promise<Delivered>
  remove(conversationId: string, names: readonly string[], signal?: AbortSignal): Promise<Delivered>
}

const LIST_LIFE_MS = 300_000

/**
 * Bots name topics, Gladly's calls take ids (Gladly API reference, Topics). The list is kept for five minutes and fetched
 * again for a name that is not in it, at most once a second: a topic may have been made a moment ago.
 */
export function createTopicBook(client: GladlyClient, clock: Clock): TopicBook {
  const list = cached(() => client.topics(), LIST_LIFE_MS, clock)

  const resolve = async (names: readonly string[], forRemoval = false): Promise<ResolvedTopics> => {
    const first = resolveIn(await list.get(), names, forRemoval)
    if (first.rejected.length === 0) return first
    return resolveIn(await list.fresher(new Date(clock.now().getTime() - 1_000)), names, forRemoval)
  }

  return {
    resolve,

    async add(conversationId, names, signal) {
      let { ids, rejected } = await resolve(names)
      if (ids.length > 0) {
        try {
          await client.addTopics(conversationId, ids, signal)
        } catch (error) {
          if (!isRefusal(error, 400)) throw error
          // The list we had may be old: a topic may have been switched off or removed since.
          const again = resolveIn(await list.fresher(clock.now()), names, false)
          if (again.ids.length === ids.length) throw error
          ids = again.ids
          rejected = again.rejected
          if (ids.length > 0) await client.addTopics(conversationId, ids, signal)
        }
      }
      return rejected.length === 0 ? {} : { rejected }
    },

    async remove(conversationId, names, signal) {
      const { ids, rejected } = await resolve(names, true)
      for (const id of ids) await client.removeTopic(conversationId, id, signal)
      return rejected.length === 0 ? {} : { rejected }
    },
  }
}

function resolveIn(topics: readonly Topic[], names: readonly string[], forRemoval: boolean): ResolvedTopics {
  const ids = new Set<string>()
  const rejected: ResolvedTopics['rejected'] = []
  for (const name of names) {
    const wanted = name.trim().toLowerCase()
    const found =
      topics.find((topic) => topic.id === name) ?? topics.find((topic) => topic.name.trim().toLowerCase() === wanted)
    if (found === undefined) rejected.push({ what: name, why: 'Gladly has no topic of that name' })
    else if (found.disabled && !forRemoval) rejected.push({ what: name, why: 'the topic is disabled in Gladly' })
    else ids.add(found.id)
  }
  return { ids: [...ids], rejected }
}

import { noContent, ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { badRequest, created, refusal } from '../answers.ts'
import { newId } from '../ids.ts'
import type { Topic } from '../types.ts'
import type { World } from '../world.ts'

/** Gladly API reference, Topics: list, get, add, update. */
export function topicRoutes(world: World): Route[] {
  return [
    { method: 'GET', path: '/api/v1/topics', handle: () => ok([...world.topics.values()]) },
    {
      method: 'GET',
      path: '/api/v1/topics/:id',
      handle({ params }) {
        const topic = world.topics.get(params.id!)
        if (topic) return ok(topic)
        const detail = `conversation topic [${params.id}] does not exist`
        throw refusal(404, [{ code: 'not_exist', detail }])
      },
    },
    {
      method: 'POST',
      path: '/api/v1/topics',
      handle({ json }) {
        const sent = json()
        const { id = newId() } = sent
        if (typeof id !== 'string' || !/^[A-Za-z0-9_-]+$/.test(id)) {
          throw badRequest({ attr: 'id', code: 'invalid', detail: 'id contains unsupported characters' })
        }
        if (world.topics.has(id)) {
          const detail = 'the topic with specified id already exists'
          throw refusal(409, [{ attr: 'id', code: 'taken', detail }])
        }
        world.topics.set(id, read(world, { id, name: '', disabled: false }, sent))
        return created(`/api/v1/topics/${id}`)
      },
    },
    {
      method: 'PATCH',
      path: '/api/v1/topics/:id',
      handle({ params, json }) {
        const topic = world.topics.get(params.id!)
        // The reference shows `errors` as a single object here.
        const detail = `conversation topic [${params.id}] does not exist`
        if (!topic) throw refusal(404, { code: 'not_exist', detail })
        world.topics.set(topic.id, read(world, topic, { name: topic.name, ...json() }))
        return noContent()
      },
    },
  ]
}

function read(world: World, before: Topic, sent: Record<string, unknown>): Topic {
  const { name, disabled = before.disabled, parentId = before.parentId } = sent
  if (typeof name !== 'string' || name.trim() === '') {
    throw badRequest({ attr: 'name', code: 'blank', detail: 'name cannot be blank' })
  }
  if (typeof disabled !== 'boolean') {
    throw badRequest({ attr: 'disabled', code: 'invalid', detail: 'disabled must be a boolean' })
  }
  if (parentId !== undefined && (typeof parentId !== 'string' || !world.topics.has(parentId))) {
    throw badRequest({ attr: 'parentId', code: 'not_exist', detail: 'parent topic does not exist' })
  }
  for (const other of world.topics.values()) {
    if (other.id === before.id || other.name !== name) continue
    const taken = { attr: 'name', code: 'taken', detail: 'another topic already has this name', meta: { id: other.id } }
    throw refusal(409, [taken])
  }
  return { id: before.id, name, disabled, ...(parentId !== undefined && { parentId }) }
}

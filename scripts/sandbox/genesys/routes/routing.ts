import { z } from 'zod'
import { ok } from '../../simulator/answers.ts'
import { unknown } from '../errors.ts'
import { liveOnes } from '../lifecycle.ts'
import { on, type RestParts, type RestRoute, valid } from '../rest.ts'
import type { Agent, GenesysSettings, Queue } from '../settings.ts'
import { pageOf } from './pages.ts'

const VIEW = 'routing:queue:view'

const filter = z.object({
  type: z.enum(['and', 'or']).optional(),
  predicates: z.array(z.object({ dimension: z.string(), value: z.string() })).optional(),
})
const observations = z.object({ filter: filter.optional(), metrics: z.array(z.string()).optional() })

/** Queues, and whether agents are on queue. The shapes beyond `id` and `name` are inferred: no source says them. */
export function routingRoutes(parts: RestParts): RestRoute[] {
  const { settings } = parts
  return [
    on('GET', '/routing/queues', VIEW, ({ query }) => {
      const name = query.get('name')?.replaceAll('*', '').toLowerCase()
      const queues = settings.queues.filter((one) => !name || one.name.toLowerCase().includes(name))
      return ok(
        pageOf(
          queues.map((one) => queueView(one, settings)),
          query,
          '/api/v2/routing/queues',
        ),
      )
    }),
    on('GET', '/routing/queues/:id', VIEW, ({ params }) => ok(queueView(queueOf(settings, params.id!), settings))),
    // Inferred: who is a member and joined, with the routing status.
    on('GET', '/routing/queues/:id/users', VIEW, ({ params, query }) => {
      const { id, name } = queueOf(settings, params.id!)
      const members = settings.agents.filter(({ queues }) => queues.includes(name))
      return ok(
        pageOf(
          members.map((one) => memberView(one, parts)),
          query,
          `/api/v2/routing/queues/${id}/users`,
        ),
      )
    }),
    // Inferred: `oOnQueueUsers` by routing status and `oWaiting`, by queue.
    on('POST', '/analytics/queues/observations/query', 'analytics:queueObservation:view', ({ json }) => {
      const { filter, metrics } = valid(observations, json())
      const asked = filter?.predicates?.filter(({ dimension }) => dimension === 'queueId').map(({ value }) => value)
      const queues = settings.queues.filter(({ id }) => !asked || asked.includes(id))
      return ok({ results: queues.flatMap((queue) => observed(parts, queue, metrics)) })
    }),
  ]
}

function queueOf({ queues }: GenesysSettings, wanted: string): Queue {
  const found = queues.find(({ id }) => id === wanted)
  if (!found) throw unknown(`queue ${wanted}`)
  return found
}

function queueView({ id, name }: Queue, { agents }: GenesysSettings): object {
  const members = agents.filter(({ queues }) => queues.includes(name))
  const [memberCount, joinedMemberCount] = [members.length, members.filter(({ onQueue }) => onQueue).length]
  return { id, name, memberCount, joinedMemberCount, selfUri: `/api/v2/routing/queues/${id}` }
}

function memberView(agent: Agent, parts: RestParts): object {
  const { id, name } = agent
  const routingStatus = { userId: id, status: statusOf(agent, parts) }
  return { id, name, joined: true, user: { id, name, routingStatus }, routingStatus }
}

function observed(parts: RestParts, queue: Queue, metrics = ['oOnQueueUsers', 'oWaiting']): object[] {
  const { settings, conversations } = parts
  const joined = settings.agents.filter(({ queues, onQueue }) => onQueue && queues.includes(queue.name))
  const statuses = joined.map((one) => statusOf(one, parts))
  const onQueue = [...new Set(statuses)].map((qualifier) => {
    return { metric: 'oOnQueueUsers', qualifier, stats: { count: statuses.filter((one) => one === qualifier).length } }
  })
  const here = ({ queueId }: { queueId?: string }) => queueId === queue.id
  const count = conversations.list().filter((one) => liveOnes(one, 'acd').some(here)).length
  const waiting = { metric: 'oWaiting', stats: { count } }
  const of = (group: object, data: { metric: string }[]) => {
    return { group, data: data.filter(({ metric }) => metrics.includes(metric)) }
  }
  return [of({ queueId: queue.id }, onQueue), of({ queueId: queue.id, mediaType: 'message' }, [waiting])]
}

function statusOf({ id, onQueue }: Agent, { conversations }: RestParts): 'OFF_QUEUE' | 'IDLE' | 'INTERACTING' {
  if (!onQueue) return 'OFF_QUEUE'
  const busy = conversations.list().some((one) => liveOnes(one, 'agent').some(({ userId }) => userId === id))
  return busy ? 'INTERACTING' : 'IDLE'
}

import { notFound, ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { refusal } from '../answers.ts'
import { seededIds } from '../seed.ts'
import type { Inbox } from '../types.ts'
import type { World } from '../world.ts'

/** Gladly API reference: Inboxes, Agents, Organization, and Get custom attribute. */
export function directoryRoutes(world: World): Route[] {
  const shown = ({ id, name, disabled }: Inbox) => ({ id, name, disabled })
  return [
    { method: 'GET', path: '/api/v1/inboxes', handle: () => ok([...world.inboxes.values()].map(shown)) },
    {
      method: 'GET',
      path: '/api/v1/inboxes/:id',
      handle({ params }) {
        const inbox = world.inboxes.get(params.id!)
        if (!inbox) throw notFound(`inbox ${params.id}`)
        return ok(shown(inbox))
      },
    },
    { method: 'GET', path: '/api/v1/agents', handle: () => ok([...world.agents.values()]) },
    {
      method: 'GET',
      path: '/api/v1/agents/:id',
      handle({ params }) {
        const agent = world.agents.get(params.id!)
        if (!agent) throw notFound(`agent ${params.id}`)
        return ok(agent)
      },
    },
    {
      method: 'GET',
      path: '/api/v1/organization',
      handle: () =>
        ok({
          id: seededIds.organization,
          loginDomain: 'brand.example',
          name: 'Brand (sandbox)',
          timezone: 'America/Los_Angeles',
          gladlyUrl: 'https://brand.gladly.example',
        }),
    },
    {
      method: 'GET',
      path: '/api/v1/custom-attributes/:id',
      handle({ params }) {
        const attribute = world.attributes.get(params.id!)
        if (attribute) return ok(attribute)
        // The reference shows `errors` as a single object here.
        throw refusal(404, { code: 'not_exist', detail: `custom attribute ${params.id} does not exist` })
      },
    },
  ]
}

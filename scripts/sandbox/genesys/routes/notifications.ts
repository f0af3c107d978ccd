import { z } from 'zod'
import { noContent, ok } from '../../simulator/answers.ts'
import type { Channel } from '../notifications.ts'
import { on, type RestParts, type RestRoute, valid } from '../rest.ts'

const PATH = '/notifications/channels'
const DETAIL = 'analytics:conversationDetail:view'
const topics = z.array(z.object({ id: z.string().min(1) })).max(1000)

/** Notification channels and their subscriptions. */
export function notificationRoutes({ notifications, base }: RestParts): RestRoute[] {
  const connectUri = (id: string) => `${base().replace(/^http/, 'ws')}/channels/${id}`
  const view = ({ id, expires }: Channel) => ({ id, connectUri: connectUri(id), expires })
  const subscribed = ({ topics }: Channel) => ({ entities: topics.map((id) => ({ id })) })
  const wanted = (sent: unknown) => valid(topics, sent).map(({ id }) => id)
  return [
    on('POST', PATH, undefined, () => ok(view(notifications.create()))),
    on('GET', PATH, undefined, () => ok({ entities: notifications.list().map(view) })),
    on('GET', `${PATH}/:id/subscriptions`, undefined, ({ params }) => ok(subscribed(notifications.get(params.id!)))),
    on('POST', `${PATH}/:id/subscriptions`, DETAIL, ({ params, json }) => {
      return ok(subscribed(notifications.subscribe(params.id!, wanted(json()), 'add')))
    }),
    on('PUT', `${PATH}/:id/subscriptions`, DETAIL, ({ params, json }) => {
      return ok(subscribed(notifications.subscribe(params.id!, wanted(json()), 'set')))
    }),
    on('DELETE', `${PATH}/:id/subscriptions`, undefined, ({ params }) => {
      notifications.subscribe(params.id!, [], 'set')
      return noContent()
    }),
  ]
}

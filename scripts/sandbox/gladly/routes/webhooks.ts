import { type Answer, noContent, ok, Refusal } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { created } from '../answers.ts'
import { shownWebhook, type WebhookFields, type Webhooks } from '../webhooks.ts'

/** Gladly API reference, Webhooks: create, list, get, update, delete. */
export function webhookRoutes(webhooks: Webhooks): Route[] {
  const path = '/api/v1/webhooks/:id'
  return [
    {
      method: 'POST',
      path: '/api/v1/webhooks',
      async handle({ json }) {
        const webhook = await webhooks.create(writable(json()), { ping: true })
        return created(`/api/v1/webhooks/${webhook.id}`)
      },
    },
    { method: 'GET', path: '/api/v1/webhooks', handle: () => ok(webhooks.list().map(shownWebhook)) },
    { method: 'GET', path, handle: ({ params }) => ok(shownWebhook(webhooks.get(params.id!))) },
    {
      method: 'PATCH',
      path,
      handle: ({ params, json }) =>
        bare(async () => {
          await webhooks.update(webhooks.get(params.id!), writable(json()))
          return noContent()
        }),
    },
    {
      method: 'DELETE',
      path,
      handle: ({ params }) =>
        bare(async () => {
          webhooks.remove(webhooks.get(params.id!))
          return noContent()
        }),
    },
  ]
}

/** Here, and only here, the reference documents 400 without a body. */
async function bare(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Refusal) return { status: error.answer.status }
    throw error
  }
}

function writable(sent: Record<string, unknown>): WebhookFields {
  const known = ['name', 'url', 'events', 'credentials', 'headers', 'enabled']
  return Object.fromEntries(known.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]))
}

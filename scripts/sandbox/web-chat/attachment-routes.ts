import { ok } from '../simulator/answers.ts'
import { type ConnectorRoute, connectorRoute as on, refusal } from './connector-answers.ts'
import { type ConnectorParts, known } from './connector-routes.ts'

/** Files: uploaded by bots, described, and served. */
export function attachmentRoutes({ conversations, attachments }: ConnectorParts): ConnectorRoute[] {
  const stored = (id: string | undefined) => {
    const attachment = attachments.find(id ?? '')
    if (!attachment) throw refusal(404, 'NotFound', `Attachment ${id} not found`)
    return attachment
  }
  return [
    on('POST', '/v3/conversations/:id/attachments', ({ params, json }) => {
      known(conversations, params.id)
      const { name = 'attachment', type = 'application/octet-stream', originalBase64, thumbnailBase64 } = json()
      if (typeof originalBase64 !== 'string') throw refusal(400, 'MissingProperty', 'originalBase64 is missing')
      const original = Buffer.from(originalBase64, 'base64')
      const thumbnail = typeof thumbnailBase64 === 'string' ? Buffer.from(thumbnailBase64, 'base64') : undefined
      return ok({ id: attachments.add({ name: String(name), type: String(type), original, thumbnail }) })
    }),
    on('GET', '/v3/attachments/:id', ({ params }) => {
      const { name, type, views } = stored(params.id)
      return ok({ name, type, views: [...views].map(([viewId, { length: size }]) => ({ viewId, size })) })
    }),
    on('GET', '/v3/attachments/:id/views/:view', ({ params }) => {
      const { type, views } = stored(params.id)
      const content = views.get(params.view!)
      if (!content) throw refusal(404, 'NotFound', `View ${params.view} not found`)
      return { status: 200, bytes: { type, content } }
    }),
  ]
}

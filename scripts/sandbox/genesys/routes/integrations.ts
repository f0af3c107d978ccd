import { z } from 'zod'
import { noContent, ok } from '../../simulator/answers.ts'
import { badRequest } from '../errors.ts'
import { FLOW_ID, type Integration } from '../integrations.ts'
import { on, type RestParts, type RestRoute, valid } from '../rest.ts'
import { integrationView } from '../views.ts'
import { pageOf } from './pages.ts'

const PATH = '/conversations/messaging/integrations/open'
const reference = z.object({ id: z.string().min(1) })
const fields = z.strictObject({
  name: z.string().min(1),
  outboundNotificationWebhookUrl: z.url(),
  outboundNotificationWebhookSignatureSecretToken: z.string().min(1),
  webhookHeaders: z.record(z.string(), z.string()).optional(),
  supportedContent: reference.optional(),
  messagingSetting: reference.optional(),
})
const routing = z.object({ flow: z.object({ id: z.literal(FLOW_ID, { error: 'there is no such flow' }) }).nullish() })

/** Open Messaging integrations, and which flow their messages go to. */
export function integrationRoutes(parts: RestParts): RestRoute[] {
  const { integrations, base } = parts
  return [
    on('GET', PATH, 'messaging:integration:view', ({ query }) => {
      return ok(pageOf(integrations.list().map(integrationView), query, `/api/v2${PATH}`))
    }),
    on('POST', PATH, 'messaging:integration:add', ({ json }) => {
      const sent = valid(fields, json())
      if (sent.outboundNotificationWebhookUrl.startsWith(base())) throw badRequest('the webhook URL is our own')
      return { status: 202, body: integrationView(integrations.create(sent)) }
    }),
    on('GET', `${PATH}/:id`, 'messaging:integration:view', ({ params }) => {
      return ok(integrationView(integrations.get(params.id!)))
    }),
    on('PATCH', `${PATH}/:id`, 'messaging:integration:edit', ({ params, json }) => {
      integrations.get(params.id!)
      return ok(integrationView(integrations.change(params.id!, valid(fields.partial(), json()))))
    }),
    on('DELETE', `${PATH}/:id`, 'messaging:integration:delete', ({ params }) => {
      integrations.remove(params.id!)
      return noContent()
    }),
    on('GET', '/routing/message/recipients/:id', 'routing:message:manage', ({ params }) => {
      return ok(recipientView(integrations.byRecipient(params.id!)))
    }),
    on('PUT', '/routing/message/recipients/:id', 'routing:message:manage', ({ params, json }) => {
      const integration = integrations.byRecipient(params.id!)
      if (integration.createStatus !== 'Completed') throw badRequest('the integration is not created yet')
      integration.flowId = valid(routing, json()).flow?.id
      return ok(recipientView(integration))
    }),
  ]
}

function recipientView({ recipientId: id, name, flowId }: Integration): object {
  const flow = flowId === undefined ? undefined : { id: flowId, name: 'Inbound Message Flow' }
  return { id, name, flow, messengerType: 'open', selfUri: `/api/v2/routing/message/recipients/${id}` }
}

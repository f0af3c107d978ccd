import { z } from 'zod'
import { noContent } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type ApiCall, hal, type Operation, operation } from '../http.ts'
import { listAnswer } from '../lists.ts'
import { invalid } from '../problem.ts'
import { read } from '../requests.ts'
import { EVENT_VERSION, type Webhook } from '../webhooks.ts'
import type { World } from '../world.ts'

const BASE = '/chat-gateway/v1/webhooks'
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

const uri = z.string().refine(usable, 'must be an HTTPS URL (or HTTP on this machine)')
const version = z.literal(EVENT_VERSION)
const fields = z.object({
  name: z.string().min(1).max(256),
  uri,
  version: version.optional(),
  notificationVersion: version.optional(),
})
const verification = z.object({ version: z.enum([EVENT_VERSION, 'v2.0', 'v1.0']), uri })

/** The tenant's webhooks. */
export function webhookRoutes(world: World): Route<Operation>[] {
  const { settings, webhooks } = world
  const put = (fields: Omit<Webhook, 'id'>, id?: string) => {
    return webhooks.put(fields, { id, verify: settings.verifiesNewWebhooks })
  }
  const sent = (call: ApiCall) => {
    const { notificationVersion, ...rest } = read(fields, call.json())
    const given = { version: rest.version, notificationVersion, either: rest.version ?? notificationVersion }
    const wanted = settings.webhookVersionField
    const field = wanted === 'either' ? 'version' : wanted
    if (given[wanted] === undefined) throw invalid('invalid_parameter', `${field} may not be empty`, field)
    return { ...rest, version: EVENT_VERSION }
  }
  return [
    operation('POST', `${BASE}/verify`, async (call) => {
      const asked = read(verification, call.json())
      await webhooks.verify(asked.uri, asked.version)
      return noContent()
    }),
    operation('GET', BASE, (call) => {
      const sortable = ['id', 'name', 'uri']
      return listAnswer(settings, call, webhooks.list().map(shown), { name: 'webhooks', sort: 'id:asc', sortable })
    }),
    operation('POST', BASE, async (call) => hal(shown(await put(sent(call))))),
    operation('GET', `${BASE}/:id`, ({ params }) => hal(shown(webhooks.get(params.id!)))),
    operation('PUT', `${BASE}/:id`, async (call) => {
      const { id } = webhooks.get(call.params.id!)
      return hal(shown(await put(sent(call), id)))
    }),
    operation('DELETE', `${BASE}/:id`, ({ params }) => {
      const { id } = webhooks.get(params.id!)
      const used = [...world.channels.values()].some(({ webhookId }) => webhookId === id)
      if (used) throw invalid('webhook_in_use', `Webhook ${id} is used by a channel.`, 'id', id)
      webhooks.remove(id)
      return noContent()
    }),
  ]
}

function usable(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

function shown({ id, name, uri: url, version: events }: Webhook) {
  return { id, name, uri: url, version: events }
}

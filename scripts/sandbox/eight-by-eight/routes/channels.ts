import { z } from 'zod'
import { noContent } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type ApiCall, hal, type Operation, operation } from '../http.ts'
import { newId } from '../ids.ts'
import { listAnswer } from '../lists.ts'
import { invalid, unknown } from '../problem.ts'
import { id, read } from '../requests.ts'
import type { Channel, World } from '../world.ts'

const BASE = '/chat-gateway/v1/channels'

const fields = z.object({
  name: z.string().min(1).max(255),
  type: z.literal('ChatAPI').default('ChatAPI'),
  webHookId: id,
  routingOptions: z.object({ type: z.literal('queue'), id }),
})

/** The tenant's channels. Only those of type `ChatAPI` can be written. */
export function channelRoutes(world: World): Route<Operation>[] {
  const { settings, channels } = world
  const one = ({ params }: ApiCall): Channel => {
    const found = channels.get(params.id!)
    if (!found) throw unknown('Channel', params.id!)
    return found
  }
  const own = (call: ApiCall): Channel => {
    const channel = one(call)
    if (channel.type === 'ChatAPI') return channel
    throw invalid('invalid_channel', `Channel ${channel.id} is no ChatAPI channel.`, 'type', channel.type)
  }
  return [
    operation(
      'GET',
      BASE,
      (call) => {
        const sortable = ['id', 'name', 'type']
        return listAnswer(settings, call, [...channels.values()].map(shown), {
          name: 'channels',
          sort: 'id:asc',
          sortable,
        })
      },
      { shapes: { 404: 'codes' } },
    ),
    operation('POST', BASE, (call) => saved(world, newId(), call), { shapes: { 403: 'codes' } }),
    operation('GET', `${BASE}/:id`, (call) => hal(shown(one(call)))),
    operation('PUT', `${BASE}/:id`, (call) => saved(world, own(call).id, call)),
    operation('DELETE', `${BASE}/:id`, (call) => {
      channels.delete(own(call).id)
      return noContent()
    }),
  ]
}

function saved({ webhooks, queues, channels }: World, channelId: string, call: ApiCall) {
  const { name, type, webHookId, routingOptions } = read(fields, call.json())
  if (!webhooks.has(webHookId)) {
    throw invalid('invalid_webhook', `Webhook ID ${webHookId} is invalid.`, 'webHookId', webHookId)
  }
  const queueId = routingOptions.id
  if (!queues.has(queueId)) {
    throw invalid('invalid_queue', `Queue ID ${queueId} is invalid.`, 'routingOptions.id', queueId)
  }
  const channel: Channel = { id: channelId, name, type, webhookId: webHookId, routing: routingOptions }
  channels.set(channelId, channel)
  return hal(shown(channel))
}

function shown({ id: own, name, type, webhookId: webHookId, routing: routingOptions }: Channel) {
  return { id: own, name, type, webHookId, routingOptions }
}

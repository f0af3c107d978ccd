import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from '../simulator/control.ts'
import { FaultBook } from '../simulator/faults.ts'
import { type Answering, idleOnce, isControl, listen } from '../simulator/listener.ts'
import { Recorder } from '../simulator/recorder.ts'
import { routerOf } from '../simulator/router.ts'
import { badRequest } from './answers.ts'
import { AttachmentHost } from './attachment-host.ts'
import { controlRoutes } from './control-routes.ts'
import { Deliveries } from './deliveries.ts'
import { EventLog } from './events.ts'
import type { GladlyFaultBook } from './faults.ts'
import { type GladlySimulatorOptions, settingsFrom } from './options.ts'
import { peopleOf } from './people.ts'
import { GladlyRateLimit } from './rate-limit.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { customerRoutes } from './routes/customers.ts'
import { directoryRoutes } from './routes/directory.ts'
import { eventRoutes } from './routes/events.ts'
import { itemRoutes } from './routes/items.ts'
import { topicRoutes } from './routes/topics.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { seed, seededIds } from './seed.ts'
import { answerApi } from './server.ts'
import type { GladlySimulator } from './simulator.ts'
import { botEvents } from './subscriptions.ts'
import type { RecordedCall, RecordedDelivery } from './types.ts'
import { Webhooks } from './webhooks.ts'
import { World } from './world.ts'

export type { AttachmentHostRequest } from './attachment-host.ts'
export type { ApiFault, GladlyFaults, WebhookFault } from './faults.ts'
export type { GladlySettings, GladlySimulatorOptions } from './options.ts'
export type { CustomerSaysOptions, GladlySimulator, WebhookRegistration } from './simulator.ts'
export type {
  BotReply,
  Channel,
  ConversationSnapshot,
  ConversationStatus,
  CustomerSnapshot,
  GladlyEvent,
  ItemSnapshot,
  RecordedCall,
  RecordedDelivery,
} from './types.ts'

/**
 * Starts a Gladly organization on this machine: the REST API under `/api/v1` (Gladly API reference), webhooks with
 * their retries, a host for attachments, faults, and `/control/*` for other processes. Resolves when it listens.
 */
export async function startGladlySimulator(options: GladlySimulatorOptions = {}): Promise<GladlySimulator> {
  const { wire } = options
  const settings = settingsFrom(options, seededIds.botAgent)
  const clock = new SimulatorClock()
  const events = new EventLog(clock, settings.recordLimit)
  const world = new World({
    clock,
    settings,
    events,
    botAgentId: seededIds.botAgent,
    entryInboxId: seededIds.aiInbox,
  })
  seed(world)
  const faults: GladlyFaultBook = new FaultBook(clock, settings)
  const calls = new Recorder<RecordedCall>(settings.recordLimit)
  const delivered = new Recorder<RecordedDelivery>(settings.recordLimit)
  const webhooks = new Webhooks(clock, settings)
  const giveUp = webhooks.giveUp.bind(webhooks)
  const deliveries = new Deliveries({ clock, settings, faults, recorder: delivered, giveUp, wire })
  webhooks.sendThrough(deliveries)
  events.listen((event) => webhooks.tell(event))
  const attachments = new AttachmentHost(world, wire)

  const routes = [
    ...conversationRoutes(world),
    ...itemRoutes(world, attachments),
    ...customerRoutes(world),
    ...topicRoutes(world),
    ...directoryRoutes(world),
    ...webhookRoutes(webhooks),
    ...eventRoutes(world),
  ]
  const rateLimit = new GladlyRateLimit(clock, settings)
  const api = { clock, settings, faults, rateLimit, recorder: calls, router: routerOf(routes), wire }

  let control: ControlApi
  const answer: Answering = (request, response) => {
    if (isControl(request)) return control(request, response)
    return request.url?.startsWith('/api/v1/') ? answerApi(api, request, response) : undefined
  }
  const listener = await listen(options.port, answer, { wire })
  await attachments.start()
  const simulator: GladlySimulator = {
    ...peopleOf(world, attachments),
    url: listener.url,
    apiUserEmail: settings.apiUserEmail,
    apiToken: settings.apiToken,
    botAgentId: seededIds.botAgent,
    aiInboxId: seededIds.aiInbox,
    handoffInboxId: seededIds.handoffInbox,
    billingInboxId: seededIds.billingInbox,
    humanAgentId: seededIds.humanAgent,
    billingAgentId: seededIds.billingOnlyAgent,
    settings,
    calls: calls.list,
    deliveries: delivered.list,
    attachmentHostRequests: attachments.requests,
    faults,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    async registerWebhook({ ping = true, enabled = true, events: chosen, ...fields }) {
      const wanted = { ...fields, enabled, events: chosen ?? [...botEvents] }
      return (await webhooks.create(wanted, { ping, anyEvent: true })).id
    },
    webhookLog: (id) => [...webhooks.get(id).log],
    idle: (timeoutMs) => idleOnce(() => deliveries.busy(), timeoutMs),
    async stop() {
      faults.stop()
      deliveries.stop()
      clock.stop()
      await Promise.all([listener.stop(), attachments.stop()])
    },
  }
  control = controlApi(controlRoutes(simulator), {
    notAnObject: (detail) => badRequest({ code: 'invalid', detail }),
  })
  return simulator
}

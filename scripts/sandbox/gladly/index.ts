import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AttachmentHost } from './attachment-host.ts'
import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from './control.ts'
import { Deliveries } from './deliveries.ts'
import { EventLog } from './events.ts'
import { FaultBook } from '../simulator/faults.ts'
import type { GladlyFaultBook } from './faults.ts'
import { type GladlySimulatorOptions, settingsFrom } from './options.ts'
import { peopleOf } from './people.ts'
import { RateLimit } from './rate-limit.ts'
import { Recorder } from '../simulator/recorder.ts'
import { routerOf } from './router.ts'
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
  const deliveries = new Deliveries({ clock, settings, faults, recorder: delivered, giveUp })
  webhooks.sendThrough(deliveries)
  events.listen((event) => webhooks.tell(event))
  const attachments = new AttachmentHost()

  const routes = [
    ...conversationRoutes(world),
    ...itemRoutes(world, attachments),
    ...customerRoutes(world),
    ...topicRoutes(world),
    ...directoryRoutes(world),
    ...webhookRoutes(webhooks),
    ...eventRoutes(world),
  ]
  const rateLimit = new RateLimit(clock, settings)
  const api = { clock, settings, faults, rateLimit, recorder: calls, router: routerOf(routes) }

  let control: ControlApi
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    if (/^\/control(\/|\?|$)/.test(path)) return settle(control(request, response), response)
    if (path.startsWith('/api/v1/')) return settle(answerApi(api, request, response), response)
    response.statusCode = 404
    response.end()
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  await attachments.start()
  const simulator: GladlySimulator = {
    ...peopleOf(world),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
    async idle(timeoutMs = 5000) {
      const until = performance.now() + timeoutMs
      while (deliveries.busy()) {
        if (performance.now() > until) throw new Error(`deliveries still under way after ${timeoutMs} ms`)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
    async stop() {
      deliveries.stop()
      clock.stop()
      server.closeAllConnections()
      await Promise.all([new Promise((resolve) => server.close(resolve)), attachments.stop()])
    },
  }
  control = controlApi(simulator)
  return simulator
}

/** What cannot be answered (a body that breaks off, or is far too large) ends the connection. */
function settle(answering: Promise<void>, response: ServerResponse): void {
  answering.catch(() => response.destroy())
}

import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from '../simulator/control.ts'
import { type Answering, idleOnce, isControl, listen } from '../simulator/listener.ts'
import { Recorder } from '../simulator/recorder.ts'
import { routerOf } from '../simulator/router.ts'
import { Agenda } from './agenda.ts'
import { agentActionsOf } from './agent-actions.ts'
import { controlRoutes } from './control-routes.ts'
import { customersOf } from './customers.ts'
import { Deliveries } from './deliveries.ts'
import { EventFeed } from './events.ts'
import { EightByEightFaultBook } from './faults.ts'
import { FileHost } from './file-host.ts'
import { KeyRing } from './keys.ts'
import { type EightByEightSimulatorOptions, settingsFrom } from './options.ts'
import { QueueRecords } from './queue-records.ts'
import { EightByEightRateLimit } from './rate-limit.ts'
import { apiRoutes } from './routes/index.ts'
import { seededAgents, seededChannels, seededIds, seededQueues, seededSchedule } from './seed.ts'
import { answerApi } from './server.ts'
import type { EightByEightSimulator } from './simulator.ts'
import type { RecordedCall, RecordedDelivery } from './types.ts'
import { EVENT_VERSION, Webhooks } from './webhooks.ts'
import { conversationById, snapshot, type World } from './world.ts'

export type { ApiFault, EightByEightFaults, WebhookFault } from './faults.ts'
export type { FileRequest } from './file-host.ts'
export type { EightByEightSettings, EightByEightSimulatorOptions } from './options.ts'
export type {
  AgentActions,
  AgentSaysOptions,
  CustomerSaysOptions,
  Customers,
  EightByEightSimulator,
} from './simulator.ts'
export type * from './types.ts'

const API = /^\/(chat-gateway\/v1|cc\/v1|api\/v1\/tenant|vcc)\//

/**
 * Starts an 8x8 tenant on this machine: the Chat Gateway API, schedules and queue statistics, signed webhook events with
 * their retries, a host for files, faults, and `/control/*` for other processes. Resolves when it listens.
 */
export async function startEightByEightSimulator(
  options: EightByEightSimulatorOptions = {},
): Promise<EightByEightSimulator> {
  const { wire } = options
  const settings = settingsFrom(options)
  const clock = new SimulatorClock()
  const agenda = new Agenda(clock)
  const faults = new EightByEightFaultBook(clock, settings)
  const keys = await KeyRing.start()
  const calls = new Recorder<RecordedCall>(settings.recordLimit)
  const delivered = new Recorder<RecordedDelivery>(settings.recordLimit)
  const deliveries = new Deliveries({ clock, agenda, settings, faults, keys, recorder: delivered, wire })
  const files = new FileHost(clock, settings, wire)
  const world: World = {
    clock,
    agenda,
    settings,
    events: new EventFeed(() => world),
    agents: seededAgents(),
    queues: new Map(seededQueues().map((one) => [one.id, one])),
    queueRecords: new QueueRecords(clock, settings.recordLimit),
    channels: new Map(seededChannels().map((one) => [one.id, one])),
    webhooks: new Webhooks(deliveries),
    schedule: seededSchedule(),
    files,
    conversations: new Map(),
  }
  const rateLimit = new EightByEightRateLimit(clock, settings)
  const router = routerOf(apiRoutes(world, keys))
  const api = { clock, settings, faults, rateLimit, recorder: calls, router, wire }

  let control: ControlApi
  await files.start()
  const answer: Answering = (request, response) => {
    if (isControl(request)) return control(request, response)
    return API.test(request.url ?? '') ? answerApi(api, request, response) : undefined
  }
  const listener = await listen(options.port, answer, { wire }).catch(async (error) => {
    await files.stop()
    throw error
  })
  const register = async (name: string, uri: string, { verify = true, id }: { verify?: boolean; id?: string } = {}) => {
    return (await world.webhooks.put({ name, uri, version: EVENT_VERSION }, { verify, id })).id
  }
  const simulator: EightByEightSimulator = {
    ...customersOf(world),
    ...agentActionsOf(world),
    url: listener.url,
    filesUrl: files.url,
    apiKey: settings.apiKey,
    tenantId: settings.tenantId,
    customerId: settings.customerId,
    channelId: seededIds.chatApiChannel,
    webChatChannelId: seededIds.webChatChannel,
    whatsAppChannelId: seededIds.whatsAppChannel,
    webhookId: seededIds.webhook,
    queueId: seededIds.queue,
    billingQueueId: seededIds.billingQueue,
    scheduleId: seededIds.schedule,
    scriptId: seededIds.script,
    agentId: seededIds.agent,
    billingAgentId: seededIds.billingAgent,
    settings,
    calls: calls.list,
    deliveries: delivered.list,
    fileRequests: files.requests.list,
    setWebhook: (url, { verify } = {}) => register('Bot', url, { verify, id: seededIds.webhook }),
    addWebhook: (url, asked) => register('Another bot', url, asked),
    rotateKey: (asked) => keys.rotate(asked),
    setSchedule(status) {
      world.schedule.status = status
    },
    sendEvent: (id, eventType, data) => world.events.tell(conversationById(world, id), eventType, data),
    conversation: (id) => snapshot(conversationById(world, id)),
    conversations: () => [...world.conversations.values()].map(snapshot),
    faults,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    idle: (timeoutMs) => idleOnce(() => deliveries.busy() || agenda.near(), timeoutMs),
    async stop() {
      faults.stop()
      deliveries.stop()
      agenda.stop()
      clock.stop()
      await Promise.all([listener.stop(), files.stop()])
    },
  }
  control = controlApi(controlRoutes(simulator))
  return simulator
}

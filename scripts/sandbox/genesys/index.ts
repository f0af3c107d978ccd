import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from '../simulator/control.ts'
import { type Answering, idleOnce, isControl, listen, type Upgrading } from '../simulator/listener.ts'
import { Recorder } from '../simulator/recorder.ts'
import { routerOf } from '../simulator/router.ts'
import { controlRoutes } from './control-routes.ts'
import { Conversations } from './conversations.ts'
import { DataAction } from './data-action.ts'
import { Deliveries } from './deliveries.ts'
import { Downloads } from './downloads.ts'
import { GenesysFaultBook } from './faults.ts'
import { Flow } from './flow.ts'
import { Integrations } from './integrations.ts'
import { Lifecycle } from './lifecycle.ts'
import { Notifications } from './notifications.ts'
import { type GenesysSimulatorOptions, settingsFrom } from './options.ts'
import { Outbound } from './outbound.ts'
import { peopleOf } from './people.ts'
import { TokenLimits } from './rate-limit.ts'
import type { RestParts } from './rest.ts'
import { agentlessRoutes } from './routes/agentless.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { inboundRoutes } from './routes/inbound.ts'
import { integrationRoutes } from './routes/integrations.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { routingRoutes } from './routes/routing.ts'
import { answerApi } from './server.ts'
import { signatureOf } from './signature.ts'
import type { GenesysSimulator } from './simulator.ts'
import { Sockets } from './sockets.ts'
import { Tokens } from './tokens.ts'
import type { RecordedCall, RecordedDelivery, RecordedRegistration } from './types.ts'

export type { ApiFault, GenesysFaults, WebhookFault } from './faults.ts'
export type { GenesysSimulatorOptions } from './options.ts'
export type { Agent, GenesysSettings, Queue } from './settings.ts'
export type { GenesysPeople, GenesysSimulator, SaysOptions, SentFile } from './simulator.ts'
export type {
  Content,
  ConversationSnapshot,
  MessageSnapshot,
  OutboundBody,
  Owner,
  Participant,
  Purpose,
  RecordedCall,
  RecordedDelivery,
  RecordedRegistration,
} from './types.ts'

/**
 * Starts an organization on Genesys Cloud on this machine, with an Open Messaging integration, an inbound message flow,
 * queues and agents: the login host, the API, notification sockets, the webhook with its retries, the flow's data action,
 * faults, and `/control/*` for other processes. Resolves when it listens.
 */
export async function startGenesysSimulator(options: GenesysSimulatorOptions = {}): Promise<GenesysSimulator> {
  const { wire } = options
  const settings = settingsFrom(options)
  const clock = new SimulatorClock()
  const calls = new Recorder<RecordedCall>(settings.recordLimit)
  const delivered = new Recorder<RecordedDelivery>(settings.recordLimit)
  const registrations = new Recorder<RecordedRegistration>(settings.recordLimit)
  const faults = new GenesysFaultBook(clock, settings)
  const sockets = new Sockets(clock, settings, wire)
  const notifications = new Notifications(clock, settings, sockets)
  const integrations = new Integrations(clock, settings, options.webhookUrl)
  const lifecycle = new Lifecycle(clock, (...what) => notifications.happened(...what))
  const conversations = new Conversations({ clock, settings, lifecycle })
  const deliveries = new Deliveries({ clock, settings, faults, recorder: delivered, wire })
  const dispatch = deliveries.dispatch.bind(deliveries)
  const outbound = new Outbound({ clock, settings, conversations, integrations, dispatch })
  const dataAction = new DataAction({ clock, settings, recorder: registrations, wire })
  const flow = new Flow({ settings, lifecycle, integrations, dataAction })
  const tokens = new Tokens(clock, settings)
  const limits = new TokenLimits(clock, settings)
  const base = () => simulator.url
  const downloads = new Downloads(base)
  const world = { clock, settings, conversations, integrations, lifecycle, outbound, notifications, flow, base }
  const router = routerOf(routesOf(world))
  const api = { clock, settings, faults, limits, tokens, downloads, recorder: calls, router, wire }

  let control: ControlApi
  const answer: Answering = (request, response) => {
    if (isControl(request)) return control(request, response)
    return /^\/api\/v2\//.test(request.url ?? '/') ? answerApi(api, 'api', request, response) : undefined
  }
  const answerLogin: Answering = (request, response) => {
    return /^\/oauth\/token(\?|$)/.test(request.url ?? '/') ? answerApi(api, 'login', request, response) : undefined
  }
  const upgrade: Upgrading = (request, socket, head) => {
    sockets.upgrade(request, socket, head, (id) => notifications.has(id))
  }
  const listener = await listen(options.port, answer, { upgrade, wire })
  const login = await listen(options.loginPort, answerLogin, { wire })
  const { clientId, clientSecret, integrationId, registrationSecret, teamId, botId, queues, agents } = settings
  const first = integrations.get(integrationId)
  const simulator: GenesysSimulator = {
    ...peopleOf({ settings, conversations, lifecycle, outbound, downloads }),
    ...{ clientId, clientSecret, integrationId, registrationSecret, teamId, botId, queues, agents, settings, faults },
    url: listener.url,
    apiUrl: listener.url,
    loginUrl: login.url,
    get webhookSecret() {
      return first.outboundNotificationWebhookSignatureSecretToken
    },
    calls: calls.list,
    deliveries: delivered.list,
    registrations: registrations.list,
    setWebhook(url) {
      first.outboundNotificationWebhookUrl = url
    },
    setRegistrationUrl(url) {
      settings.registrationUrl = url
    },
    sign: (body) => signatureOf(first.outboundNotificationWebhookSignatureSecretToken, body),
    revokeTokens: () => tokens.revoke(),
    dropSockets: ({ announced = false } = {}) => sockets.drop(announced),
    channels() {
      const open = sockets.connected()
      return notifications.list().map(({ id, topics }) => ({ id, topics: [...topics], connected: open.includes(id) }))
    },
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    idle: (timeoutMs) =>
      idleOnce(() => flow.busy() || lifecycle.busy() || deliveries.busy() || sockets.busy(), timeoutMs),
    async stop() {
      faults.stop()
      deliveries.stop()
      dataAction.stop()
      sockets.stop()
      clock.stop()
      await Promise.all([listener.stop(), login.stop()])
    },
  }
  control = controlApi(controlRoutes(simulator))
  return simulator
}

function routesOf(world: RestParts) {
  // Before what takes any id in the same place.
  return [
    ...agentlessRoutes(world),
    ...inboundRoutes(world),
    ...integrationRoutes(world),
    ...routingRoutes(world),
    ...notificationRoutes(world),
    ...conversationRoutes(world),
  ]
}

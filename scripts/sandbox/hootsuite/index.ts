import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from '../simulator/control.ts'
import { type Answering, idleOnce, isControl, listen } from '../simulator/listener.ts'
import { Recorder } from '../simulator/recorder.ts'
import { routerOf } from '../simulator/router.ts'
import { Contacts } from './contacts.ts'
import { controlRoutes } from './control-routes.ts'
import { Conversations } from './conversations.ts'
import { Deliveries } from './deliveries.ts'
import { Effects } from './effects.ts'
import { HootsuiteFaultBook } from './faults.ts'
import { type HootsuiteSimulatorOptions, settingsFrom } from './options.ts'
import { peopleOf } from './people.ts'
import { AccountLimits } from './rate-limit.ts'
import { restRoutes } from './rest.ts'
import { answerApi } from './server.ts'
import { signatureOf } from './signature.ts'
import type { HootsuiteSimulator } from './simulator.ts'
import { Tokens } from './tokens.ts'
import type { RecordedCall, RecordedDelivery } from './types.ts'
import { VirtualAgent } from './virtual-agent.ts'

export type { ApiFault, HootsuiteFaults, WebhookFault } from './faults.ts'
export type { Agent, Channel, HootsuiteSettings, HootsuiteSimulatorOptions } from './options.ts'
export type { CustomerSaysOptions, HootsuiteSimulator } from './simulator.ts'
export type {
  Activation,
  ContactAttribute,
  ContactProfile,
  ConversationData,
  ConversationSnapshot,
  EventType,
  HootsuiteEvent,
  InboundMessageData,
  MessageSnapshot,
  NoteSnapshot,
  Owner,
  RecordedCall,
  RecordedDelivery,
  Release,
  Trigger,
  UploadSnapshot,
} from './types.ts'

/**
 * Starts an organization on Hootsuite Inbox 2.0 on this machine, with a custom virtual agent: the REST API and its
 * tokens (Inbox 2.0 API reference), the virtual agent's webhook with its retries, faults, and `/control/*` for other
 * processes. Resolves when it listens.
 */
export async function startHootsuiteSimulator(options: HootsuiteSimulatorOptions = {}): Promise<HootsuiteSimulator> {
  const { wire } = options
  const settings = settingsFrom(options)
  const clock = new SimulatorClock()
  const contacts = new Contacts()
  const conversations = new Conversations({ clock, settings, contacts })
  const faults = new HootsuiteFaultBook(clock, settings)
  const tokens = new Tokens(clock, settings)
  const calls = new Recorder<RecordedCall>(settings.recordLimit)
  const delivered = new Recorder<RecordedDelivery>(settings.recordLimit)
  const virtualAgent = new VirtualAgent({
    clock,
    settings,
    conversations,
    tell: (event) => deliveries.dispatch(event),
  })
  const effects = new Effects({ settings, conversations, virtualAgent })
  const deliveries = new Deliveries({
    clock,
    settings,
    faults,
    recorder: delivered,
    apply: ({ conversation, messageId }, answer) => effects.apply(conversation, answer, 'response', messageId),
    giveUp: ({ conversation }) => virtualAgent.fail(conversation, 'webhook-failed'),
    wire,
  })
  const router = () => routerOf(restRoutes({ settings, contacts, conversations, effects }), 405)
  const rateLimit = new AccountLimits(clock, settings)
  const api = { clock, settings, faults, rateLimit, tokens, recorder: calls, router, wire }

  let control: ControlApi
  const answer: Answering = (request, response) => {
    if (isControl(request)) return control(request, response)
    return /^\/(oauth2|inbox)\//.test(request.url ?? '/') ? answerApi(api, request, response) : undefined
  }
  const listener = await listen(options.port, answer, { wire })
  const simulator: HootsuiteSimulator = {
    ...peopleOf({ settings, contacts, conversations, virtualAgent }),
    url: listener.url,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    organizationId: settings.organizationId,
    webhookSecret: settings.webhookSecret,
    humanAgentId: settings.agents[0]?.id ?? '',
    settings,
    calls: calls.list,
    deliveries: delivered.list,
    setWebhook(url) {
      settings.webhookUrl = url
    },
    sign: (body) => signatureOf(settings.webhookSecret, body),
    revokeTokens: () => tokens.revoke(),
    faults,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    idle: (timeoutMs) => idleOnce(() => deliveries.busy(), timeoutMs),
    async stop() {
      faults.stop()
      deliveries.stop()
      clock.stop()
      await listener.stop()
    },
  }
  control = controlApi(controlRoutes(simulator), {
    otherMethods: 405,
    bodyLimits: { most: 64_000_000, keep: 20_000_000 },
  })
  return simulator
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SimulatorClock } from '../simulator/clock.ts'
import { Recorder } from '../simulator/recorder.ts'
import { Contacts } from './contacts.ts'
import { type ControlApi, controlApi } from './control.ts'
import { Conversations } from './conversations.ts'
import { Deliveries } from './deliveries.ts'
import { Effects } from './effects.ts'
import { HootsuiteFaultBook } from './faults.ts'
import { type HootsuiteSimulatorOptions, settingsFrom } from './options.ts'
import { peopleOf } from './people.ts'
import { RateLimit } from './rate-limit.ts'
import { restRoutes } from './rest.ts'
import { routerOf } from './router.ts'
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
  const settings = settingsFrom(options)
  const clock = new SimulatorClock()
  const contacts = new Contacts()
  const conversations = new Conversations(clock)
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
  })
  const router = () => routerOf(restRoutes({ settings, contacts, conversations, effects }))
  const rateLimit = new RateLimit(clock, settings)
  const api = { clock, settings, faults, rateLimit, tokens, recorder: calls, router }

  let control: ControlApi
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    if (/^\/control(\/|\?|$)/.test(path)) return settle(control(request, response), response)
    if (/^\/(oauth2|inbox)\//.test(path)) return settle(answerApi(api, request, response), response)
    response.statusCode = 404
    response.end()
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const simulator: HootsuiteSimulator = {
    ...peopleOf({ settings, contacts, conversations, virtualAgent }),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
      await new Promise((resolve) => server.close(resolve))
    },
  }
  control = controlApi(simulator)
  return simulator
}

/** What cannot be answered (a body that breaks off, or is far too large) ends the connection. */
function settle(answering: Promise<void>, response: ServerResponse): void {
  answering.catch(() => response.destroy())
}

import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from '../simulator/control.ts'
import { idleOnce, isControl, listen } from '../simulator/listener.ts'
import { RateLimit } from '../simulator/rate-limit.ts'
import { Recorder } from '../simulator/recorder.ts'
import { applyCall, type Tenant } from './bot-calls.ts'
import { ChatEngine } from './chat-engine.ts'
import { controlRoutes } from './control-routes.ts'
import { EventWriter } from './events.ts'
import { faultBook } from './faults.ts'
import { answerInbound, type InboundParts } from './inbound.ts'
import { MediaHost } from './media-host.ts'
import { type ImiconnectSimulatorOptions, settingsFrom } from './options.ts'
import { OutboundWebhook } from './outbound.ts'
import { peopleOf } from './people.ts'
import type { ImiconnectSimulator } from './simulator.ts'
import type { LostEvent, RecordedCall, RecordedDelivery } from './types.ts'

export type { ApiFault, ImiconnectFaults, WebhookFault } from './faults.ts'
export type { CustomerMedia } from './media.ts'
export type { OddEvent } from './odd-events.ts'
export type { BotEventRule, ImiconnectSettings, ImiconnectSimulatorOptions } from './options.ts'
export type { CustomerSaid, CustomerSaysOptions, ImiconnectSimulator } from './simulator.ts'
export type {
  BotMessage,
  ConversationSnapshot,
  CustomParams,
  Handover,
  ImiconnectEvent,
  LostEvent,
  Owner,
  RecordedCall,
  RecordedDelivery,
  TranscriptEntry,
} from './types.ts'

/**
 * Starts an IMIconnect tenant on this machine, with one integration of the kind Generic Bot: the generated inbound
 * webhook, the outbound webhook with its retries, the chat engine, customers and agents, faults, and `/control/*` for
 * other processes. Resolves when it listens.
 */
export async function startImiconnectSimulator(options: ImiconnectSimulatorOptions = {}): Promise<ImiconnectSimulator> {
  const { wire } = options
  const settings = settingsFrom(options)
  const clock = new SimulatorClock()
  const faults = faultBook(clock, settings)
  const recorder = new Recorder<RecordedCall>(settings.recordLimit)
  const delivered = new Recorder<RecordedDelivery>(settings.recordLimit)
  const lost = new Recorder<LostEvent>(settings.recordLimit)
  const outbound = new OutboundWebhook({ clock, settings, faults, delivered, lost, wire })
  const media = new MediaHost()
  const engine = new ChatEngine(clock, settings, media)
  const writer = new EventWriter(clock, settings)
  const tenant: Tenant = { settings, engine, writer, outbound, media, now: () => clock.now() }
  const path = `/events/${encodeURIComponent(settings.inboundKey)}`
  const rateLimit = new RateLimit(clock, settings)
  const apply: InboundParts['apply'] = (call) => applyCall(tenant, call)
  const inbound: InboundParts = { clock, settings, faults, rateLimit, recorder, path, apply, wire }

  let control: ControlApi
  const listener = await listen(options.port, (request, response) => {
    return isControl(request) ? control(request, response) : answerInbound(inbound, request, response)
  })
  const { url } = listener
  const simulator: ImiconnectSimulator = {
    ...peopleOf(tenant),
    url,
    inboundUrl: url + path,
    get serviceKey() {
      return settings.serviceKey
    },
    get verificationToken() {
      return settings.verificationToken
    },
    get webhookActive() {
      return outbound.active
    },
    settings,
    calls: recorder.list,
    deliveries: delivered.list,
    lost: lost.list,
    setWebhook: (target) => outbound.setUrl(target),
    verify: () => outbound.verify(),
    reverify: () => outbound.verify(),
    faults,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    idle: (timeoutMs) => idleOnce(() => outbound.busy(), timeoutMs),
    async stop() {
      faults.stop()
      outbound.stop()
      clock.stop()
      await Promise.all([listener.stop(), media.stop()])
    },
  }
  control = controlApi(controlRoutes(simulator))
  return simulator
}

import { SimulatorClock } from '../simulator/clock.ts'
import { type ControlApi, controlApi } from '../simulator/control.ts'
import { idleOnce, isControl, listen } from '../simulator/listener.ts'
import { Recorder } from '../simulator/recorder.ts'
import { ActivityWriter } from './activities.ts'
import { Attachments } from './attachments.ts'
import { BotEndpoint } from './bot-endpoint.ts'
import { connectorService } from './connector.ts'
import { controlRoutes } from './control-routes.ts'
import { Conversations } from './conversations.ts'
import { type Channel, customersOf } from './customers.ts'
import { directLine, isDirectLine } from './direct-line.ts'
import { WebChatFaultBook } from './faults.ts'
import { settingsFrom, type WebChatSimulatorOptions } from './options.ts'
import type { WebChatSimulator } from './simulator.ts'
import { ChannelTokens } from './tokens.ts'
import type { RecordedCall, RecordedPost } from './types.ts'
import { viewsOf } from './views.ts'

export type { ApiFault, ConnectorMatch, PostMatch, WebChatFaults, WebhookFault } from './faults.ts'
export type { ChannelAuth, WebChatSettings, WebChatSimulatorOptions } from './options.ts'
export type { CustomerFile, JoinOptions, SaysOptions, WebChatSimulator } from './simulator.ts'
export type {
  Account,
  Button,
  ConversationSnapshot,
  ExpectedReplies,
  InvokeAnswer,
  PostAttempt,
  PostOutcome,
  RecordedCall,
  RecordedPost,
  TranscriptEntry,
  WireActivity,
  WireAttachment,
} from './types.ts'

/**
 * Starts a Bot Framework channel on this machine: it posts activities to a bot's messaging endpoint as Azure's channels
 * do, serves the connector API bots answer by and Direct Line 3.0 for customers' clients, and has customers, faults, and
 * `/control/*` for other processes. Resolves when it listens.
 */
export async function startWebChatSimulator(options: WebChatSimulatorOptions = {}): Promise<WebChatSimulator> {
  const { wire } = options
  const settings = settingsFrom(options)
  const clock = new SimulatorClock()
  let url = ''
  const serviceUrl = () => url
  const faults = new WebChatFaultBook(clock, settings)
  const posts = new Recorder<RecordedPost>(settings.recordLimit)
  const calls = new Recorder<RecordedCall>(settings.recordLimit)
  const tokens = new ChannelTokens(settings, serviceUrl)
  const bot = new BotEndpoint({ clock, settings, faults, tokens, posts, wire })
  const conversations = new Conversations(clock, settings)
  const writer = new ActivityWriter(clock, serviceUrl)
  const attachments = new Attachments(settings)
  const channel: Channel = { settings, conversations, writer, bot, attachments, serviceUrl }
  const answerBots = connectorService({ ...channel, clock, faults, tokens, calls, wire })
  const answerClients = directLine(channel)

  let control: ControlApi
  const listener = await listen(options.port, (request, response) => {
    if (isControl(request)) return control(request, response)
    return isDirectLine(request) ? answerClients(request, response) : answerBots(request, response)
  })
  url = listener.url
  const simulator: WebChatSimulator = {
    ...customersOf(channel),
    ...viewsOf(conversations),
    url,
    openIdMetadataUrl: `${url}/.well-known/openidconfiguration`,
    settings,
    posts: posts.list,
    calls: calls.list,
    setBot: (target) => bot.setUrl(target),
    faults,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    idle: (timeoutMs) => idleOnce(() => bot.busy(), timeoutMs),
    async stop() {
      faults.stop()
      bot.stop()
      clock.stop()
      await listener.stop()
    },
  }
  control = controlApi(controlRoutes(simulator))
  return simulator
}

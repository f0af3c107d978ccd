import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Activity,
  ActivityTypes,
  BotCallbackHandlerKey,
  ConfigurationBotFrameworkAuthentication,
  type ConversationReference,
  DeliveryModes,
  INVOKE_RESPONSE_KEY,
  type ResourceResponse,
  type TurnContext,
} from 'botbuilder'
import type { BotFrameworkAuthentication, ClaimsIdentity } from 'botframework-connector'
import { ContactCenterAdapter } from '../adapter.ts'
import { type BotLogic, type ContactCenterAdapterOptions, deliveryPolicy, logicAmong } from '../adapter-options.ts'
import { CONTACT_CENTER_SESSION, type ContactCenterSession } from '../contact-center.ts'
import { type ConversationView, loadConversation, saveConversation, viewOf } from '../conversation.ts'
import { deliver } from '../delivery/deliver.ts'
import type { Desk } from '../desk/desk.ts'
import { DeskService } from '../desk/desk-service.ts'
import type { DeskSetUp } from '../desk/desk-side.ts'
import type { ConversationKey, EventKey, Turn } from '../engine/engine.ts'
import { SettingsError, TurnEndedError } from '../errors.ts'
import { type Floor, floorOf } from '../turn/floor.ts'
import { runTurn, type TurnPorts } from '../turn/run-turn.ts'
import type { SessionPorts, TurnSession } from '../turn/session.ts'
import { readVerb, VerbsAsTraces, VerbsBesideTraces } from '../verbs.ts'
import { ClientCache } from './client-cache.ts'
import { createConnectorPlatform } from './connector-platform.ts'
import type { ConnectorSettings } from './connector-settings.ts'
import { botIdentity, type CallerIdentity, claimsOf, keptOf } from './identity.ts'
import { connectorDataOf, deskCustomerOf, introduced } from './interpret-activity.ts'
import { connectorKey, WAITS } from './receive.ts'

/** What a connector can be told beside what every adapter can. */
export interface ConnectorOptions extends ContactCenterAdapterOptions {
  /** Who takes over customers. Without one, verbs show as traces. */
  desk?: Desk
  /** How long a customer waits for an agent before the bot takes over again, in milliseconds. 10 minutes. */
  handOffTimeoutMs?: number
  /** Channel ids that no caller may use: those of this package's own adapters. */
  reservedChannels?: readonly string[]
  /** The desk's webhooks and turns are served by somebody else, who passes on what is the desk's: see `beside`. */
  deskIsShared?: boolean
}

const HAND_OFF_TIMEOUT_MS = 10 * 60_000
/** What core keeps beside the bot's state begins with it, as the bot's state begins with a channel id. */
const OUR_STATE = 'contactcenter'

/**
 * The adapter for the customers of `/api/messages`: Web Chat, Direct Line, Teams, the Emulator. Requests are
 * authenticated by the Bot Framework's own means, stored, and answered at once; turns, order and deliveries are the
 * engine's, as on every other platform, so that a turn of a minute runs once however often the channel sends again.
 * `invoke` and `expectReplies` run in line as well, and are answered in the response.
 *
 * With a desk behind it, hand-off brings the customer to a person there, and both sides are relayed until the person
 * leaves.
 */
export class ConnectorAdapter extends ContactCenterAdapter {
  readonly desk: DeskService | undefined
  // As on the SDK's own adapter: its OAuth helpers look for them here.
  readonly UserTokenClientKey = Symbol('UserTokenClient')
  readonly ConnectorFactoryKey = Symbol('ConnectorFactory')
  private readonly authentication: BotFrameworkAuthentication
  private readonly clients: ClientCache
  private readonly setUp: DeskSetUp | undefined
  private readonly appId: string

  constructor(settings: ConnectorSettings, options: ConnectorOptions) {
    const { botFramework, production = false, authentication: more } = settings
    const configuration: Record<string, string | undefined> = { ...botFramework, ...more }
    const authentication = new ConfigurationBotFrameworkAuthentication(configuration)
    // Without an app id the SDK checks nobody, whatever else is set.
    const appId = configuration.MicrosoftAppId?.trim() ?? ''
    const clients = new ClientCache(authentication)
    const platform = createConnectorPlatform({
      authentication,
      credentials: appId !== '',
      production,
      reserved: [OUR_STATE, ...(options.reservedChannels ?? []), ...(options.desk ? [options.desk.channelId] : [])],
      desk: options.desk,
      clientFor: (view, { serviceUrl }) =>
        clients.of(connectorDataOf(view) ?? { reference: { serviceUrl }, identity: botIdentity(appId) }),
      channelIdOf: async (view, id) => {
        const delivered = await options.engine.delivered(view.key)
        return delivered.find((one) => one.id === id)?.platformId
      },
    })
    super(platform, options)
    this.appId = appId
    this.authentication = authentication
    this.clients = clients
    this.use(options.desk === undefined ? new VerbsAsTraces() : new VerbsBesideTraces())
    if (options.desk !== undefined) {
      const { desk, handOffTimeoutMs = HAND_OFF_TIMEOUT_MS } = options
      this.setUp = { desk, handOffTimeoutMs, customerOf: (record) => deskCustomerOf({ record }) }
      this.desk = new DeskService({
        setUp: this.setUp,
        engine: this.engine,
        clock: this.clock,
        log: this.log,
        random: options.random ?? Math.random,
        policy: deliveryPolicy(options, platform),
        turnPorts: () => this.turnPorts,
        onRepeat: () => this.deliveryPorts.onRepeat(),
      })
    }
  }

  protected override createResponder() {
    return { answerFor: (event: EventKey) => this.answerFor(event), claim: async () => true }
  }

  /** Serve a webhook of the desk's. */
  processDesk(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.desk === undefined) throw new SettingsError('No desk is set up.')
    return this.desk.process(req, res)
  }

  protected override async serve(): Promise<void> {
    const { turnPorts, deliveryPorts } = this
    this.engine.serve(this.platform.channelId, {
      runTurn: (turn) => this.runConnectorTurn(turnPorts, turn),
      deliver: async (command, signal) => {
        const delivery = await deliver(deliveryPorts, command, signal)
        return this.desk === undefined ? delivery : this.desk.afterDelivery(command, delivery)
      },
    })
    await this.desk?.start({ serve: (this.options as ConnectorOptions).deskIsShared !== true })
  }

  override async close(): Promise<void> {
    await super.close()
    await this.desk?.stop()
  }

  protected override get ports(): SessionPorts {
    return this.setUp === undefined ? super.ports : { ...super.ports, desk: this.setUp }
  }

  protected override get turnPorts(): TurnPorts {
    return this.setUp === undefined ? super.turnPorts : { ...super.turnPorts, desk: this.setUp }
  }

  protected override keyOf({ channelId, conversation }: Partial<ConversationReference>): ConversationKey {
    return connectorKey(channelId ?? '', conversation!.id)
  }

  /** As the SDK's own adapter has it: what answered an `invoke` is told by its key, and not answered again. */
  override sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const answer = activities.findLast(({ type }) => type === ActivityTypes.InvokeResponse)
    if (answer !== undefined) context.turnState.set(INVOKE_RESPONSE_KEY, answer)
    return super.sendActivities(context, activities)
  }

  override continueConversation(reference: Partial<ConversationReference>, logic: BotLogic): Promise<void> {
    return this.continueAs(botIdentity(this.appId), reference, logic)
  }

  override async continueConversationAsync(
    appIdOrClaims: string | ClaimsIdentity,
    reference: Partial<ConversationReference>,
    audienceOrLogic: string | BotLogic,
    maybeLogic?: BotLogic,
  ): Promise<void> {
    const logic = logicAmong(audienceOrLogic, maybeLogic)
    const identity =
      typeof appIdOrClaims === 'string' ? botIdentity(appIdOrClaims || this.appId) : keptOf(appIdOrClaims)
    const audience = typeof audienceOrLogic === 'string' && audienceOrLogic !== '' ? { audience: audienceOrLogic } : {}
    return this.continueAs({ ...identity, ...audience }, reference, logic)
  }

  /** Conversations we never heard of are taken as the reference has them. */
  private async continueAs(
    identity: CallerIdentity,
    reference: Partial<ConversationReference>,
    logic: BotLogic,
  ): Promise<void> {
    if (!reference.conversation?.id) return super.continueConversation(reference, logic)
    const key = this.keyOf(reference)
    await this.engine.exclusive(key, async () => {
      const record = await loadConversation(this.engine, key)
      if (record.data === undefined) await saveConversation(this.engine, key, introduced(reference, identity))
      await super.continueConversation(reference, logic)
    })
  }

  override async updateActivity(context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse> {
    speaking(context).command('update-activity', { activity })
    return { id: activity.id ?? '' }
  }

  override async deleteActivity(context: TurnContext, reference: Partial<ConversationReference>): Promise<void> {
    const { activityId, channelId, conversation } = reference
    speaking(context).command('delete-activity', { activity: { id: activityId, channelId, conversation } })
  }

  protected override async contextFor(
    floor: Floor,
    activity: Partial<Activity>,
    logic: BotLogic,
  ): Promise<TurnContext> {
    const context = await super.contextFor(floor, activity, logic)
    const { session } = floor
    const data = dataOf(viewOf(session.key, session.record))
    const identity = data.identity
    const claims = claimsOf(identity)
    context.turnState.set(this.BotIdentityKey, claims)
    context.turnState.set(this.ConnectorClientKey, await this.clients.of(data))
    context.turnState.set(this.UserTokenClientKey, await this.authentication.createUserTokenClient(claims))
    context.turnState.set(this.ConnectorFactoryKey, this.authentication.createConnectorFactory(claims))
    context.turnState.set(this.OAuthScopeKey, identity.audience)
    context.turnState.set(BotCallbackHandlerKey, logic)
    const verbs = context.turnState.get<ContactCenterSession>(CONTACT_CENTER_SESSION)
    const queueStatus = (queue?: string) => this.desk?.queueStatus(queue, session.turn.signal)
    if (this.desk !== undefined) context.turnState.set(CONTACT_CENTER_SESSION, { ...verbs, queueStatus })
    return context
  }

  /** What belongs into the response of the request, once the bot has dealt with its activity. */
  protected override async afterBot(session: TurnSession, context: TurnContext, thrown: unknown): Promise<void> {
    const { activity, bufferedReplyActivities } = context
    if (activity.deliveryMode === DeliveryModes.ExpectReplies) {
      // The SDK keeps what is sent in such a turn to itself: what it asks of the contact center has to get through.
      const verbs = bufferedReplyActivities.filter((one) => readVerb(one) !== undefined)
      if (thrown === undefined) await session.send(verbs)
      const activities = bufferedReplyActivities.filter((one) => !verbs.includes(one))
      session.turn.respond(json(200, { activities }))
    } else if (activity.type === 'invoke') {
      const { status = 501, body } = (session.invokeResponse ?? {}) as { status?: number; body?: unknown }
      session.turn.respond(json(status, body))
    }
  }

  private async runConnectorTurn(ports: TurnPorts, turn: Turn): Promise<void> {
    // Where nobody says anything else: the bot does not own the conversation, say.
    if (turn.event?.type === WAITS) turn.respond(json(200, { activities: [] }))
    await this.desk?.meet(turn.conversation)
    await runTurn(ports, turn)
  }

  /** What a caller who waits gets: when the turn is over, however long it takes. */
  private async answerFor(event: EventKey) {
    const patience = (this.options.turnLimitMs ?? 300_000) + 60_000
    const answer = await this.engine.answer(event, new Date(this.clock.now().getTime() + patience))
    return answer ?? json(503, { error: { message: 'the activity was taken in, and could not be answered' } })
  }
}

const dataOf = (view: ConversationView) => connectorDataOf(view) ?? { reference: {}, identity: botIdentity('') }

function speaking(context: TurnContext): TurnSession {
  const floor = floorOf(context)
  if (floor?.open !== true) throw new TurnEndedError('This context belongs to no turn that is still running.')
  return floor.session
}

const json = (status: number, body: unknown) => ({
  status,
  ...(body === undefined
    ? {}
    : { headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }),
})

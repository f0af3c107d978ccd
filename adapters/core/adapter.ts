import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Activity,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  type TurnContext,
} from 'botbuilder'
import {
  type AdapterHealth,
  alarmOf,
  type BotLogic,
  type ContactCenterAdapterOptions,
  deliveryPolicy,
  logicAmong,
} from './adapter-options.ts'
import { type Clock, systemClock } from './clock.ts'
import { conversationKeyOf, conversationName, loadConversation } from './conversation.ts'
import { type DeliveryPorts, deliver } from './delivery/deliver.ts'
import { OwnerChecks } from './delivery/owner-checks.ts'
import type { ChannelHandler, ConversationKey, Engine, Turn } from './engine/engine.ts'
import { NotSupportedError, SettingsError, TurnEndedError } from './errors.ts'
import { CatchUp } from './intake/catch-up.ts'
import { Reception } from './intake/reception.ts'
import { Responder } from './intake/responder.ts'
import { type Logger, silentLogger } from './log.ts'
import type { Platform } from './platform.ts'
import { sharedHandler } from './shared-handler.ts'
import { continuationActivity } from './turn/activities.ts'
import { apologise } from './turn/apologise.ts'
import { contextOn, type Floor, floorOf } from './turn/floor.ts'
import { type BotPorts, noteThrown, runBot } from './turn/run-bot.ts'
import { holdCustomer, runTurn, saveSession, type TurnPorts } from './turn/run-turn.ts'
import { type SessionPorts, TurnSession } from './turn/session.ts'

type Answering = Pick<Responder, 'answerFor' | 'claim'>

/**
 * A Bot Framework adapter for one account of one platform.
 *
 * Register the bot's logic once with `start`; requests go to `process`. Turns, state written through `engine.storage`
 * and everything the bot sends commit together, and only then leave.
 */
export class ContactCenterAdapter extends BotAdapter {
  readonly platform: Platform
  readonly engine: Engine
  protected readonly log: Logger
  protected readonly clock: Clock
  protected readonly options: ContactCenterAdapterOptions
  private readonly ownerChecks: OwnerChecks
  private readonly catchUp: CatchUp
  private readonly responder: Answering | undefined
  private readonly reception: Reception
  private repeatedCommands = 0
  /** The session of each turn under way, so that proactive work inside it joins it. */
  private readonly sessions = new WeakMap<Turn, TurnSession>()
  private logic: BotLogic | undefined
  private starting: Promise<void> | undefined
  private started = false

  constructor(platform: Platform, options: ContactCenterAdapterOptions) {
    super()
    this.platform = platform
    this.engine = options.engine
    this.options = options
    this.log = (options.log ?? silentLogger).child({ channelId: platform.channelId })
    this.clock = options.clock ?? systemClock
    this.ownerChecks = new OwnerChecks(options.ownerFreshMs ?? 250, this.clock)
    this.responder = this.createResponder()
    this.catchUp = new CatchUp({
      platform,
      engine: this.engine,
      clock: this.clock,
      log: this.log,
      everyMs: options.catchUpEveryMs ?? 600_000,
      startLimitMs: 10_000,
      onAccepted: ({ conversation }) => this.ownerChecks.newsCame(conversationName(conversation)),
    })
    const { engine, clock, log, responder } = this
    this.reception = new Reception({
      platform,
      engine,
      clock,
      log,
      ...(responder && { responder }),
      onCatchUp: () => void this.catchUp.look(),
      onAccepted: ({ conversation }, peopleHave) => {
        const name = conversationName(conversation)
        this.ownerChecks.newsCame(name)
        if (peopleHave) this.ownerChecks.peopleHave(name, () => engine.exclusive(conversation, async () => {}))
      },
    })
  }

  /** What puts the bot's answers into responses, on platforms where they belong there. Called once, by the constructor. */
  protected createResponder(): Answering | undefined {
    const { platform, engine, clock, log } = this
    return platform.response && new Responder({ engine, mode: platform.response, clock, log })
  }

  /**
   * Register the bot's logic, fetch what was missed while we were down, and let turns run: first those an earlier life
   * left behind. Call it once, before requests come; the engine is started with it.
   */
  start(logic: BotLogic): Promise<void> {
    this.logic ??= logic
    this.starting ??= this.startOnce()
    return this.starting
  }

  private async startOnce(): Promise<void> {
    await this.engine.start()
    await this.catchUp.start()
    await this.serve()
    this.started = true
  }

  /** Say to the engine who runs our turns and delivers our commands. */
  protected async serve(): Promise<void> {
    const { turnPorts, deliveryPorts } = this
    const own: ChannelHandler = {
      runTurn: (turn) => runTurn(turnPorts, turn),
      deliver: (command, signal) => deliver(deliveryPorts, command, signal),
    }
    const { beside } = this.options
    const { channelId, account } = this.platform
    this.engine.serve(channelId, beside === undefined ? own : sharedHandler(own, beside), account)
  }

  protected get turnPorts(): TurnPorts {
    return {
      ...this.ports,
      ...(this.responder === undefined ? {} : { responder: this.responder }),
      observe: this.options.observe === true,
      runBot: (session, activity) => this.runBot(session, activity, this.logic!),
      ownerChecks: this.ownerChecks,
    }
  }

  protected get deliveryPorts(): DeliveryPorts {
    return {
      ...this.ports,
      random: this.options.random ?? Math.random,
      ownerChecks: this.ownerChecks,
      policy: deliveryPolicy(this.options, this.platform),
      onRepeat: () => {
        this.repeatedCommands += 1
      },
    }
  }

  /**
   * Serve one webhook request of restify, express or bare `node:http`. Resolves when it has been answered. The logic is
   * the one given to `start`; for those used to the familiar signature, the first one given here starts the adapter.
   */
  async process(req: IncomingMessage, res: ServerResponse, logic?: BotLogic): Promise<void> {
    if (logic !== undefined && this.starting === undefined) {
      this.start(logic).catch((error) => this.log.error({ err: error }, 'the adapter could not be started'))
    }
    await this.reception.receive(req, res)
  }

  /** The same as `process`, under its older name. */
  processActivity(req: IncomingMessage, res: ServerResponse, logic?: BotLogic): Promise<void> {
    return this.process(req, res, logic)
  }

  health(): AdapterHealth {
    const { channelId, account } = this.platform
    const { started, repeatedCommands } = this
    const { failedInARow } = this.reception
    const lastEventAt = this.engine.lastAccepted(channelId, account)?.toISOString()
    return {
      channelId,
      started,
      failedInARow,
      repeatedCommands,
      ...alarmOf(failedInARow),
      ...(lastEventAt && { lastEventAt }),
    }
  }

  /** Stop fetching and let go of connections. Stop the engine first: it delivers through us. */
  async close(): Promise<void> {
    await this.catchUp.stop()
    await this.platform.close?.()
  }

  /** Called by `TurnContext`: what is sent becomes commands that leave when the turn commits. Ids are ours. */
  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const floor = floorOf(context)
    if (floor?.open !== true) {
      throw new TurnEndedError('This context belongs to no turn that is still running; nothing was sent.', {
        channelId: this.platform.channelId,
      })
    }
    return floor.session.send(activities)
  }

  override async updateActivity(
    _context: TurnContext,
    _activity: Partial<Activity>,
  ): Promise<ResourceResponse | undefined> {
    throw impossible('changed', this.platform.channelId)
  }

  override async deleteActivity(_context: TurnContext, _reference: Partial<ConversationReference>): Promise<void> {
    throw impossible('deleted', this.platform.channelId)
  }

  /**
   * Run logic in a conversation without an event of it: in line with its turns, once, in this process. What it sends is
   * kept when it resolves. Where it throws, `onTurnError` runs as in any turn. Inside a turn of that conversation it
   * joins that turn. What must survive the process is a timer's work.
   */
  override async continueConversation(reference: Partial<ConversationReference>, logic: BotLogic): Promise<void> {
    const id = reference.conversation?.id
    if (id === undefined || id === '') {
      throw new SettingsError('A conversation reference without a conversation id leads nowhere.', {
        channelId: this.platform.channelId,
        hint: 'Take it with TurnContext.getConversationReference(context.activity).',
      })
    }
    const key = this.keyOf(reference)
    await this.engine.exclusive(key, async (turn) => {
      const joined = this.sessions.get(turn)
      if (joined !== undefined) return this.proceed(joined, reference, logic)
      const before = await loadConversation(this.engine, key)
      const session = new TurnSession(this.ports, turn, key, before)
      try {
        await holdCustomer(session)
        await this.proceed(session, reference, logic)
        await saveSession(this, session, before)
      } finally {
        session.end()
      }
    })
  }

  /** As `continueConversation`; who asks and for which audience does not matter on these platforms. */
  override async continueConversationAsync(
    _appIdOrClaims: unknown,
    reference: Partial<ConversationReference>,
    audienceOrLogic: string | BotLogic,
    maybeLogic?: BotLogic,
  ): Promise<void> {
    return this.continueConversation(reference, logicAmong(audienceOrLogic, maybeLogic))
  }

  /**
   * What happens to errors of the bot's logic. Without one of yours, ours apologises and hands the customer to a person
   * where the platform can. In any case the event is kept as a dead letter, and not run again by itself.
   */
  override get onTurnError(): (context: TurnContext, error: Error) => Promise<void> {
    const handler = super.onTurnError ?? apologise
    return async (context, error) => {
      noteThrown(context, error)
      await handler(context, error)
    }
  }

  override set onTurnError(handler: (context: TurnContext, error: Error) => Promise<void>) {
    super.onTurnError = handler
  }

  /** The engine's key of a conversation that the bot refers to. Throws where it is another platform's or account's. */
  protected keyOf({ channelId, conversation }: Partial<ConversationReference>): ConversationKey {
    const { platform } = this
    const key = conversationKeyOf(platform, conversation!.id)
    if (key !== undefined && (channelId === undefined || channelId === platform.channelId)) return key
    throw new SettingsError('The conversation reference is another platform’s or another account’s.', {
      channelId: platform.channelId,
      hint: 'Continue a conversation with the adapter it came from.',
    })
  }

  private proceed(session: TurnSession, reference: Partial<ConversationReference>, logic: BotLogic): Promise<void> {
    const { platform, clock } = this
    const cast = { platform, key: session.key, record: session.record, now: clock.now() }
    return this.runBot(session, continuationActivity(reference, cast, `${session.turn.id}-continue`), logic)
  }

  private runBot(session: TurnSession, activity: Partial<Activity>, logic: BotLogic): Promise<void> {
    this.sessions.set(session.turn, session)
    const bot: BotPorts = {
      log: this.log,
      limitMs: this.options.turnLimitMs ?? 300_000,
      contextFor: (floor, one) => this.contextFor(floor, one, logic),
      run: (context) => this.runMiddleware(context, logic),
      onTurnError: (context, error) => this.onTurnError(context, error),
      after: (one, context, thrown) => this.afterBot(one, context, thrown),
    }
    return runBot(bot, session, activity)
  }

  /** The context of one activity. */
  protected async contextFor(floor: Floor, activity: Partial<Activity>, _logic: BotLogic): Promise<TurnContext> {
    return contextOn(this, floor, activity)
  }

  /** What is left to do when the bot has dealt with an activity. */
  protected async afterBot(_session: TurnSession, _context: TurnContext, _thrown: unknown): Promise<void> {}

  protected get ports(): SessionPorts {
    return { platform: this.platform, engine: this.engine, clock: this.clock, log: this.log }
  }
}

const impossible = (what: string, channelId: string): NotSupportedError =>
  new NotSupportedError(`A message that was sent cannot be ${what} on this platform.`, { channelId })

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
} from './adapter-options.ts'
import { type Clock, systemClock } from './clock.ts'
import { conversationKeyOf, conversationName, loadConversation, saveConversation } from './conversation.ts'
import { type DeliveryPorts, deliver } from './delivery/deliver.ts'
import { OwnerChecks } from './delivery/owner-checks.ts'
import type { Engine, Turn } from './engine/engine.ts'
import { messageOf, NotSupportedError, SettingsError, TurnEndedError, TurnTooLongError } from './errors.ts'
import { CatchUp } from './intake/catch-up.ts'
import { takeIn } from './intake/intake.ts'
import { Responder } from './intake/responder.ts'
import { type Logger, silentLogger } from './log.ts'
import type { Platform } from './platform.ts'
import { continuationActivity } from './turn/activities.ts'
import { apologise } from './turn/apologise.ts'
import { contextOn, type Floor, floorOf } from './turn/floor.ts'
import { runTurn, type TurnPorts } from './turn/run-turn.ts'
import { TurnSession } from './turn/session.ts'

/** Where an error of the bot's logic is noted: the SDK hands it to `onTurnError` and forgets it. */
const THROWN = Symbol('botbuilder-contact-center.thrown')
/** `onTurnError` of a turn that ran out of time gets this long, in milliseconds. */
const LAST_WORDS_MS = 30_000

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
  private readonly clock: Clock
  private readonly options: ContactCenterAdapterOptions
  private readonly ownerChecks: OwnerChecks
  private readonly catchUp: CatchUp
  private readonly responder: Responder | undefined
  /** Acknowledgements in a row that a platform takes for failed. */
  private failedInARow = 0
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
    const { response } = platform
    if (response !== undefined) {
      this.responder = new Responder({ engine: this.engine, mode: response, clock: this.clock, log: this.log })
    }
    this.catchUp = new CatchUp({
      platform,
      engine: this.engine,
      clock: this.clock,
      log: this.log,
      everyMs: options.catchUpEveryMs ?? 600_000,
      startLimitMs: 10_000,
    })
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
    const turns: TurnPorts = {
      ...this.ports,
      responder: this.responder,
      observe: this.options.observe === true,
      runBot: (session, activity) => this.runBot(session, activity, this.logic!),
      botOwnsNow: (session) => this.ownerChecks.botOwns(conversationName(session.key)),
    }
    const deliveries: DeliveryPorts = {
      ...this.ports,
      random: this.options.random ?? Math.random,
      ownerChecks: this.ownerChecks,
      policy: deliveryPolicy(this.options, this.platform),
      onRepeat: () => {
        this.repeatedCommands += 1
      },
    }
    this.engine.serve(this.platform.channelId, {
      runTurn: (turn) => runTurn(turns, turn),
      deliver: (command, signal) => deliver(deliveries, command, signal),
    })
    this.started = true
  }

  /**
   * Serve one webhook request of restify, express or bare `node:http`. Resolves when it has been answered. The logic is
   * the one given to `start`; for those used to the familiar signature, the first one given here starts the adapter.
   */
  async process(req: IncomingMessage, res: ServerResponse, logic?: BotLogic): Promise<void> {
    if (logic !== undefined && this.starting === undefined) {
      this.start(logic).catch((error) => this.log.error({ err: error }, 'the adapter could not be started'))
    }
    const intake = {
      platform: this.platform,
      engine: this.engine,
      log: this.log,
      onCatchUp: () => void this.catchUp.look(),
      responder: this.responder,
    }
    const started = this.clock.now().getTime()
    const answered = await takeIn(intake, req, res)
    const late = this.clock.now().getTime() - started > (this.platform.acknowledgeWithinMs ?? Number.POSITIVE_INFINITY)
    this.failedInARow = answered && !late ? 0 : this.failedInARow + 1
    if (alarmOf(this.failedInARow).alarm !== undefined) {
      this.log.error(
        { failedInARow: this.failedInARow },
        'acknowledgements fail: platforms switch a webhook off after a few of them',
      )
    }
  }

  /** The same as `process`, under its older name. */
  processActivity(req: IncomingMessage, res: ServerResponse, logic?: BotLogic): Promise<void> {
    return this.process(req, res, logic)
  }

  health(): AdapterHealth {
    const { channelId, account } = this.platform
    const { started, failedInARow, repeatedCommands } = this
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

  override async updateActivity(): Promise<ResourceResponse | undefined> {
    throw impossible('changed', this.platform.channelId)
  }

  override async deleteActivity(): Promise<void> {
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
    const key = conversationKeyOf(this.platform.channelId, id)
    await this.engine.exclusive(key, async (turn) => {
      const joined = this.sessions.get(turn)
      if (joined !== undefined) return this.proceed(joined, reference, logic)
      const before = await loadConversation(this.engine, key)
      const session = new TurnSession(this.ports, turn, key, before)
      try {
        if (before.customer !== undefined) await turn.holdCustomer(before.customer.id)
        await this.proceed(session, reference, logic)
        if (session.record !== before) await saveConversation(this.engine, key, session.record)
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
    const logic = typeof audienceOrLogic === 'function' ? audienceOrLogic : maybeLogic
    if (logic === undefined) throw new SettingsError('continueConversationAsync needs the logic to run.')
    return this.continueConversation(reference, logic)
  }

  /**
   * What happens to errors of the bot's logic. Without one of yours, ours apologises and hands the customer to a person
   * where the platform can. In any case the event is kept as a dead letter, and not run again by itself.
   */
  override get onTurnError(): (context: TurnContext, error: Error) => Promise<void> {
    const handler = super.onTurnError ?? apologise
    return async (context, error) => {
      context.turnState.set(THROWN, error)
      await handler(context, error)
    }
  }

  override set onTurnError(handler: (context: TurnContext, error: Error) => Promise<void>) {
    super.onTurnError = handler
  }

  private proceed(session: TurnSession, reference: Partial<ConversationReference>, logic: BotLogic): Promise<void> {
    const { platform, clock } = this
    const cast = { platform, key: session.key, record: session.record, now: clock.now() }
    return this.runBot(session, continuationActivity(reference, cast, `${session.turn.id}-continue`), logic)
  }

  /** One turn of the bot, as the SDK knows it. Never rejects: an error buries the event with the turn. */
  private async runBot(session: TurnSession, activity: Partial<Activity>, logic: BotLogic): Promise<void> {
    const { turn } = session
    this.sessions.set(turn, session)
    const floor: Floor = { session, open: true }
    const context = contextOn(this, floor, activity)
    let thrown: unknown
    try {
      await turn.within(this.options.turnLimitMs ?? 300_000, () => this.runMiddleware(context, logic))
      thrown = context.turnState.get(THROWN)
    } catch (error) {
      thrown = error
      floor.open = false
      // Out of time, or `onTurnError` itself threw. Out of time, nobody has spoken to the customer yet.
      if (error instanceof TurnTooLongError) {
        await turn
          .within(LAST_WORDS_MS, () => this.lastWords(session, activity, error))
          .catch((second) => this.log.error({ err: second }, 'onTurnError failed as well'))
      }
    }
    if (thrown !== undefined) {
      this.log.error(
        { err: thrown, turn: turn.id, conversation: session.key },
        "the bot's logic threw; the event is kept as a dead letter",
      )
      turn.bury(messageOf(thrown))
    }
    floor.open = false
    await session.endBotTurn()
  }

  /** `onTurnError` for a turn that ran out of time: its own context can say nothing any more. */
  private async lastWords(session: TurnSession, activity: Partial<Activity>, error: Error): Promise<void> {
    const floor: Floor = { session, open: true }
    try {
      await this.onTurnError(contextOn(this, floor, activity), error)
    } finally {
      floor.open = false
    }
  }

  private get ports() {
    return { platform: this.platform, engine: this.engine, clock: this.clock, log: this.log }
  }
}

const impossible = (what: string, channelId: string): NotSupportedError =>
  new NotSupportedError(`A message that was sent cannot be ${what} on this platform.`, { channelId })

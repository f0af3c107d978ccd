import { type Clock, systemClock } from '../core/clock.ts'
import type * as Contract from '../core/desk/desk.ts'
import type { AcceptedEvent, ConversationKey } from '../core/engine/engine.ts'
import { messageOf } from '../core/errors.ts'
import { type Logger, silentLogger } from '../core/log.ts'
import type { Delivered, RawRequest, Reading, Verdict } from '../core/platform.ts'
import { firstOf } from '../core/signals.ts'
import { addressOf, GENESYS } from './address.ts'
import { createCalls } from './calls.ts'
import { createGenesysClient, type GenesysClient } from './client.ts'
import { close } from './close.ts'
import { createEchoes } from './echoes.ts'
import { reachableFile } from './files.ts'
import { seenIn } from './happenings.ts'
import { interpretEvent } from './interpret.ts'
import { memoryOf, remember } from './memory.ts'
import { createMirror, type Mirror } from './mirror.ts'
import { resetType, sendMirror } from './mirror-send.ts'
import { createNotifications, type Notifications } from './notifications.ts'
import { findOpened, open } from './open.ts'
import { ownEvent } from './own-events.ts'
import { conversationOf, fromOf, type Parts } from './parts.ts'
import { createQueues } from './queues.ts'
import { isRegistration, readRegistration, verifyRegistration } from './register.ts'
import { findRelayed, relay } from './relay.ts'
import { type CompleteGenesysSettings, completeGenesysSettings, type GenesysSettings } from './settings.ts'
import { createThreads } from './threads.ts'
import { update } from './update.ts'
import { createWatch, type Watch } from './watch.ts'
import { NOT_ALLOWED, readWebhook, verifyWebhook } from './webhook.ts'

/** What can be handed in: the machine's own time and chance, and no logs, where absent. */
export interface GenesysDependencies {
  clock?: Clock
  log?: Logger
  random?: () => number
}

/** How long a receipt may wait for what customers' messages leave of the budget. */
const RECEIPT_MS = 30_000
const TYPING_MS = 2_000

/**
 * Genesys Cloud, Open Messaging: a desk whose agents take over customers of `/api/messages`. README.md says how to set it
 * up. Of what was said before the hand-off agents see what was mirrored, and the rest in its summary.
 */
export class GenesysDesk implements Contract.Desk {
  readonly channelId = GENESYS
  readonly account: string
  readonly capabilities: Contract.DeskCapabilities = {
    topics: 'mapped',
    contactAttributes: 'mapped',
    conversationAttributes: 'native',
    notes: 'mapped',
    handoffStatus: ['accepted', 'failed', 'completed'],
  }
  readonly keptHeaders: readonly string[] = []
  readonly acknowledgeWithinMs = 10_000
  readonly readyWithinMs = 30_000
  readonly checkEveryMs = 10_000
  readonly unknownOutcome = 'resend'

  readonly #settings: CompleteGenesysSettings
  readonly #client: GenesysClient
  readonly #parts: Parts
  readonly #mirror: Mirror
  readonly #watch: Watch
  readonly #notifications: Notifications | undefined
  readonly #clock: Clock
  #log: Logger
  #ports: Contract.DeskPorts | undefined

  constructor(
    given: GenesysSettings,
    { clock = systemClock, log = silentLogger, random = Math.random }: GenesysDependencies = {},
  ) {
    const settings = completeGenesysSettings(given)
    const client = createGenesysClient(settings, clock)
    const calls = createCalls(settings, client)
    const threads = createThreads()
    this.#settings = settings
    this.account = settings.account
    this.#client = client
    this.#clock = clock
    this.#log = log
    this.#parts = {
      settings,
      calls,
      threads,
      echoes: createEchoes(clock),
      queues: createQueues({ settings, calls, clock, log }),
      clock,
      log,
      ports: () => this.#ports,
      learnt: (view, conversationId, by) => this.#learnt(view, conversationId, by),
    }
    this.#mirror = createMirror({
      profile: settings.profile,
      clock,
      log,
      threads,
      address: (view) => addressOf(view.own),
      send: (said, view, thread, giveUp) => sendMirror(this.#parts, said, view, thread, giveUp),
    })
    const watch = createWatch({ account: settings.account, calls, clock, desk: () => this.#ports })
    this.#watch = watch
    this.#notifications = settings.profile.notifications
      ? createNotifications({ settings, calls, clock, random, log, onChange: watch.onChange })
      : undefined
  }

  async start(ports: Contract.DeskPorts): Promise<void> {
    this.#ports = ports
    this.#log = ports.log
  }

  addressOf(own: ConversationKey): string {
    return addressOf(own)
  }

  verify(request: RawRequest): Verdict {
    // Nothing runs for these: `read` says that they are not allowed.
    if (request.method !== 'POST') return { ok: true }
    return isRegistration(request)
      ? verifyRegistration(this.#settings, request)
      : verifyWebhook(this.#settings, request)
  }

  read(request: RawRequest): Reading | Promise<Reading> {
    if (request.method !== 'POST') return NOT_ALLOWED
    if (!isRegistration(request)) return readWebhook(this.#settings, request)
    return readRegistration({ settings: this.#settings, calls: this.#parts.calls, desk: this.#ports }, request)
  }

  async interpret(
    event: AcceptedEvent,
    view: Contract.DeskView,
    signal: AbortSignal,
  ): Promise<Contract.DeskInterpretation> {
    const address = addressOf(view.own)
    const meaning = await interpretEvent(event, view, {
      profile: this.#settings.profile,
      isEcho: (id, text) => this.#parts.echoes.isEcho(address, id, text),
      file: (file) => reachableFile(file, { settings: this.#settings, token: this.#client.token }, signal),
      look: (conversationId) => this.#lookQuietly(conversationId, signal),
    })
    const { conversationId } = memoryOf(meaning.data ?? {})
    if (conversationId !== undefined && conversationId !== memoryOf(view.data).conversationId) {
      this.#parts.threads.learn(address, conversationId, 'other')
      await this.#ports?.link(conversationId, view.own)
    }
    return this.#ended(this.#following(meaning, view), view)
  }

  async check(view: Contract.DeskView, signal: AbortSignal): Promise<Contract.DeskInterpretation> {
    const conversationId = conversationOf(this.#parts, view)
    if (conversationId === undefined) return { happenings: [] }
    this.#follow(conversationId, view)
    if (this.#watch.age(conversationId) < this.#lookEveryMs(conversationId, view)) return { happenings: [] }
    const look = await this.#watch.look(conversationId, { signal })
    if (look === undefined) return { happenings: [] }
    const memory = memoryOf(view.data)
    // Where this process knows better than what is stored, the look is about what it knows.
    const { happenings, change } = seenIn(look, view, { ...memory, conversationId }, this.#settings.profile)
    return this.#ended({ happenings, data: remember(memory, change) }, view)
  }

  open(request: Contract.OpenRequest, view: Contract.DeskView, signal: AbortSignal): Promise<Contract.Opened> {
    return open(this.#parts, () => this.#mirror.settle(addressOf(view.own)), request, view, signal)
  }

  findOpened(
    request: Contract.OpenRequest,
    view: Contract.DeskView,
    signal: AbortSignal,
  ): Promise<Contract.Opened | undefined> {
    return findOpened(this.#parts, request, view, signal)
  }

  relay(message: Contract.CustomerWords, view: Contract.DeskView, signal: AbortSignal): Promise<Delivered> {
    return relay(this.#parts, message, view, signal)
  }

  findRelayed(
    message: Contract.CustomerWords,
    view: Contract.DeskView,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    return findRelayed(this.#parts, message, view, signal)
  }

  update(change: Contract.DeskChange, view: Contract.DeskView, signal: AbortSignal): Promise<Delivered> {
    return update(this.#parts, change, view, signal)
  }

  async close(_why: Contract.CloseReason, view: Contract.DeskView, signal: AbortSignal): Promise<void> {
    await close(this.#parts, view, signal)
    this.#unfollow(view)
  }

  async receipt(receipt: unknown, state: 'delivered' | 'failed', view: Contract.DeskView): Promise<void> {
    const { id } = (receipt ?? {}) as { id?: unknown }
    if (typeof id !== 'string' || !this.#settings.profile.receipts) return
    const giveUp = firstOf([], RECEIPT_MS)
    const time = this.#clock.now().toISOString()
    await this.#parts.calls.receipt(id, addressOf(view.own), time, state, { priority: 'spare', giveUp })
  }

  async typing(view: Contract.DeskView): Promise<void> {
    const { typing, typingEveryMs } = this.#settings.profile
    const thread = this.#parts.threads.of(addressOf(view.own))
    const now = this.#clock.now().getTime()
    // Typing may begin a conversation (facts: inbound event): only in one that is there.
    if (!typing || !view.session?.open || now - thread.typedAt < typingEveryMs || !this.#client.canSpare()) return
    thread.typedAt = now
    await this.#parts.calls.typing(fromOf(view), new Date(now).toISOString(), {
      priority: 'spare',
      timeoutMs: TYPING_MS,
    })
  }

  overhear(said: Contract.Overheard, view: Contract.DeskView): void {
    if (this.#settings.mirror !== 'all' || this.#settings.integrationId === undefined) return
    this.#mirror.overhear(said, view)
  }

  queueStatus(queue: string | undefined, signal: AbortSignal): Promise<Contract.QueueStatus> {
    return this.#parts.queues.status(queue, signal)
  }

  async stop(): Promise<void> {
    this.#mirror.stop()
    this.#notifications?.stop()
    this.#client.close()
  }

  async #learnt(
    { own }: Pick<Contract.DeskView, 'own'>,
    conversationId: string,
    by: 'customer' | 'other',
  ): Promise<void> {
    const address = addressOf(own)
    if (!this.#parts.threads.learn(address, conversationId, by)) return
    await this.#ports?.link(conversationId, own)
    await this.#ports?.accept(
      ownEvent({ account: this.account, address }, 'genesys/conversation', conversationId, { conversationId }),
    )
  }

  #follow(conversationId: string, view: Contract.DeskView): void {
    this.#watch.follow(conversationId, addressOf(view.own))
    this.#notifications?.follow(conversationId)
  }

  #unfollow(view: Contract.DeskView): void {
    const conversationId = conversationOf(this.#parts, view)
    if (conversationId === undefined) return
    this.#watch.unfollow(conversationId)
    this.#notifications?.unfollow(conversationId)
  }

  /** Where sockets tell, seldom; else so that looking at all open conversations takes no more than half of the budget. */
  #lookEveryMs(conversationId: string, view: Contract.DeskView): number {
    const { lookEveryMs, requestsPerMinute } = this.#settings.profile
    const told = this.#notifications?.covers(conversationId) === true && !unsettled(view)
    return told ? lookEveryMs : (this.#watch.size() * 60_000) / (requestsPerMinute / 2)
  }

  /** An open hand-off whose conversation is known is followed. */
  #following(meaning: Contract.DeskInterpretation, view: Contract.DeskView): Contract.DeskInterpretation {
    const { conversationId } = memoryOf(meaning.data ?? view.data)
    if (view.session?.open && conversationId !== undefined) this.#follow(conversationId, view)
    return meaning
  }

  /** The bot has the customer again: nobody is to be followed, and the flow must not queue the customer. */
  #ended(meaning: Contract.DeskInterpretation, view: Contract.DeskView): Contract.DeskInterpretation {
    if (!meaning.happenings.some(({ kind }) => kind === 'ended' || kind === 'failed')) return meaning
    this.#unfollow(view)
    const after = { ...view, data: meaning.data ?? view.data }
    this.#mirror.run(after, (thread, giveUp) => resetType(this.#parts, after, thread, { priority: 'spare', giveUp }))
    return meaning
  }

  async #lookQuietly(conversationId: string, signal: AbortSignal) {
    try {
      return await this.#watch.look(conversationId, { signal })
    } catch (error) {
      this.#log.info({ err: messageOf(error), conversationId }, 'a conversation could not be looked at')
      return undefined
    }
  }
}

/** Nobody is there yet, or for a moment: only time tells, and no socket. */
function unsettled({ session, data }: Contract.DeskView): boolean {
  const { seen } = memoryOf(data)
  return seen === undefined || seen.session !== session?.number || seen.state === 'moving'
}

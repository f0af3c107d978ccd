import { type Clock, systemClock } from '../core/clock.ts'
import type {
  CloseReason,
  CustomerWords,
  Desk,
  DeskCapabilities,
  DeskChange,
  DeskInterpretation,
  DeskView,
  Opened,
  OpenRequest,
  QueueStatus,
} from '../core/desk/desk.ts'
import type { AcceptedEvent } from '../core/engine/engine.ts'
import { isRefusal, PlatformRefusedError } from '../core/errors.ts'
import { type Logger, silentLogger } from '../core/log.ts'
import type { Delivered, RawRequest, Reading, Verdict } from '../core/platform.ts'
import { createEightByEightClient, type EightByEightClient } from './client.ts'
import { showFile } from './desk/agent-files.ts'
import { AskedUsers } from './desk/asked-users.ts'
import { interpret, interpretSnapshot } from './desk/interpret.ts'
import { memoryOf } from './desk/memory.ts'
import { findOpened, openConversation } from './desk/open.ts'
import { isOver, relay } from './desk/relay.ts'
import { update } from './desk/update.ts'
import { createKeySource, type KeySource } from './fetch-key.ts'
import { queueStatus } from './queue-status.ts'
import {
  type CompleteEightByEightSettings,
  completeEightByEightSettings,
  type EightByEightSettings,
  learntLaterMissing,
  missingWarning,
  queueIdOf,
} from './settings.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'
import { EIGHT_BY_EIGHT, KEPT_HEADERS, readWebhook, verifyWebhook } from './webhook.ts'

/** What can be handed in, the same for every desk: the machine's own time, no logs and real chance where absent. */
export interface EightByEightDependencies {
  clock?: Clock
  log?: Logger
  /** 8x8 has no use for it. */
  random?: () => number
}

const MOST_CLAIMS = 5_000

/**
 * 8x8's agents behind the customers of `/api/messages`: a conversation on a ChatAPI channel for each hand-off (Chat
 * Gateway, Chat workflow). README.md says how to set it up.
 */
export class EightByEightDesk implements Desk {
  readonly channelId = EIGHT_BY_EIGHT
  readonly account: string
  readonly capabilities: DeskCapabilities = {
    topics: 'mapped',
    contactAttributes: 'native',
    conversationAttributes: 'mapped',
    notes: 'mapped',
    handoffStatus: ['accepted', 'failed', 'completed'],
  }
  readonly keptHeaders = KEPT_HEADERS
  readonly readyWithinMs: number
  readonly checkEveryMs: number
  readonly unknownOutcome: 'resend' | 'hold'

  private readonly settings: CompleteEightByEightSettings
  private readonly clock: Clock
  private readonly log: Logger
  private readonly client: EightByEightClient
  private readonly keySource: KeySource
  private readonly keys: SigningKeys
  private readonly asked = new AskedUsers()
  private readonly claimed = new Map<string, boolean>()

  constructor(given: EightByEightSettings, { clock = systemClock, log = silentLogger }: EightByEightDependencies = {}) {
    const settings = completeEightByEightSettings(given)
    const { profile } = settings
    this.settings = settings
    this.clock = clock
    this.log = log
    this.account = settings.account
    this.readyWithinMs = profile.readyWithinMs
    this.checkEveryMs = profile.checkEveryMs
    this.unknownOutcome = profile.unknownOutcome
    this.client = createEightByEightClient(settings, clock)
    this.keySource = createKeySource(settings, clock)
    this.keys = createSigningKeys({ fetch: (kid) => this.keySource.fetch(kid), profile, clock })
    const missing = learntLaterMissing(settings)
    if (missing.length > 0) log.warn({ channelId: EIGHT_BY_EIGHT }, missingWarning(missing))
  }

  verify(request: RawRequest): Promise<Verdict> {
    return verifyWebhook(this.settings, this.keys, request, this.clock.now())
  }

  read(request: RawRequest): Reading {
    return readWebhook(this.settings, request)
  }

  interpret(event: AcceptedEvent, view: DeskView, signal: AbortSignal): Promise<DeskInterpretation> {
    const { profile } = this.settings
    const { conversationId } = event.conversation
    const ports = {
      profile,
      show: (file: Parameters<typeof showFile>[2]) =>
        showFile(this.client, conversationId, file, profile.inlineMaxBytes, signal),
    }
    return interpret(ports, event, view)
  }

  async check(view: DeskView, signal: AbortSignal): Promise<DeskInterpretation> {
    const conversationId = view.session?.conversationId
    if (conversationId === undefined) return { happenings: [] }
    const conversation = await this.client.conversation(conversationId, signal)
    return interpretSnapshot(this.settings.profile, conversation, conversationId, view)
  }

  async open(request: OpenRequest, view: DeskView, signal: AbortSignal): Promise<Opened> {
    const { opened, user } = await openConversation(this.ports(), request, view, signal)
    this.asked.opened(opened.conversationId, user)
    this.remember(opened.conversationId, true)
    return opened
  }

  findOpened(request: OpenRequest, _view: DeskView, signal: AbortSignal): Promise<Opened | undefined> {
    return findOpened(this.ports(), request, signal)
  }

  async relay(words: CustomerWords, view: DeskView, signal: AbortSignal): Promise<Delivered> {
    const conversationId = openConversationOf(view)
    // The agent left a moment ago: it may be over, and nobody has said so yet.
    const isDoubtful = memoryOf(view.data, conversationId).leftAt !== undefined
    return relay(this.client, this.settings, { conversationId, isDoubtful }, words, signal)
  }

  async update(change: DeskChange, view: DeskView, signal: AbortSignal): Promise<Delivered> {
    const conversationId = openConversationOf(view)
    const remembered = memoryOf(view.data, conversationId).user
    const asked = this.asked.of(conversationId)
    return update(this.client, this.settings, { conversationId, asked, remembered }, change, signal)
  }

  async close(_why: CloseReason, view: DeskView, signal: AbortSignal): Promise<void> {
    const conversationId = view.session?.conversationId
    if (conversationId === undefined) return
    try {
      await this.client.removeUser(conversationId, signal)
    } catch (error) {
      if (isRefusal(error, 404, 410)) return
      if (isRefusal(error, 400, 409, 422) && (await isOver(this.client, conversationId, signal))) return
      throw error
    }
  }

  async typing(view: DeskView): Promise<void> {
    const { session } = view
    if (session?.open && session.conversationId !== undefined) await this.client.typing(session.conversationId, 'user')
  }

  async queueStatus(queue: string | undefined, signal: AbortSignal): Promise<QueueStatus> {
    const queueId = queueIdOf(this.settings, queue)
    return queueId === undefined ? { open: false } : queueStatus(this.ports(), queueId, signal)
  }

  /**
   * Whether a conversation is one that this desk opened: on its ChatAPI channel (Get conversation). For where the bot
   * also answers inside 8x8's own channels, over the same webhook, whose events name no channel.
   */
  async claims(conversationId: string, signal: AbortSignal): Promise<boolean> {
    const known = this.claimed.get(conversationId)
    if (known !== undefined) return known
    const conversation = await this.client.conversation(conversationId, signal)
    if (conversation?.channelId === undefined) return false
    const ours = conversation.channelId === this.settings.channelId
    this.remember(conversationId, ours)
    return ours
  }

  async stop(): Promise<void> {
    this.client.close()
    this.keySource.close()
  }

  /** Conversations do not change their channel. */
  private remember(conversationId: string, ours: boolean): void {
    this.claimed.set(conversationId, ours)
    const oldest = this.claimed.keys().next().value
    if (this.claimed.size > MOST_CLAIMS && oldest !== undefined) this.claimed.delete(oldest)
  }

  private ports() {
    return { settings: this.settings, client: this.client, log: this.log }
  }
}

/** Never an earlier one: a message to it would call it back to its last queue. */
function openConversationOf({ session }: DeskView): string {
  if (session?.open && session.conversationId !== undefined) return session.conversationId
  throw new PlatformRefusedError('no conversation is open on 8x8', { channelId: EIGHT_BY_EIGHT })
}

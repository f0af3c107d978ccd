import type { Clock } from '../clock.ts'
import { type CommandKind, type Envelope, SPEAKING } from '../commands.ts'
import {
  type ConversationRecord,
  type ConversationView,
  conversationName,
  loadConversation,
  viewOf,
} from '../conversation.ts'
import type { Delivery, Engine, IncomingEvent, StoredCommand } from '../engine/engine.ts'
import { messageOf, PlatformRefusedError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Delivered, OwnerNews, Platform, PlatformCommand } from '../platform.ts'
import { type CoreNews, coreEvent } from '../turn/core-events.ts'
import type { OwnerChecks } from './owner-checks.ts'
import { tryAgain } from './try-again.ts'

/** How often in a row what came in while the platform was asked is a reason to ask again. */
const MOST_ASKED = 3

/** What to do with a command whose outcome is unknown and cannot be looked up. */
export type UnknownOutcomePolicy = 'resend' | 'hold'

export interface DeliveryPolicy {
  /** A reply older than this is not said any more, in milliseconds. */
  replyMaxAgeMs: number
  /** Any other command is given up after this long, in milliseconds. */
  commandMaxAgeMs: number
  unknownOutcome(kind: CommandKind): UnknownOutcomePolicy
  /** How long a platform may take to show what it accepted: a look-up that finds nothing is repeated after it. */
  settleMs: number
}

export interface DeliveryPorts {
  platform: Platform
  engine: Engine
  clock: Clock
  log: Logger
  random: () => number
  ownerChecks: OwnerChecks
  policy: DeliveryPolicy
  /** A command is sent once more, and may arrive twice: for whoever counts. */
  onRepeat(): void
}

/** One command in the hands of its delivery. */
interface Errand {
  stored: StoredCommand
  command: PlatformCommand
  envelope: Envelope
  record: ConversationRecord
  view: ConversationView
  signal: AbortSignal
}

/**
 * Bring one command to the platform: is it still wanted, did it arrive already, may we still speak? Then send it, and say
 * what became of it. Never throws for what a platform does.
 */
export async function deliver(ports: DeliveryPorts, stored: StoredCommand, signal: AbortSignal): Promise<Delivery> {
  const errand = await errandOf(ports, stored, signal)
  try {
    return (await settled(ports, errand)) ?? (await unwanted(ports, errand)) ?? (await inItsPlace(ports, errand))
  } catch (error) {
    return afterError(ports, errand, error)
  }
}

/** A command, and its conversation as it is on record now. */
async function errandOf({ engine }: DeliveryPorts, stored: StoredCommand, signal: AbortSignal): Promise<Errand> {
  const envelope = stored.payload as Envelope
  const record = await loadConversation(engine, stored.conversation)
  const view = viewOf(stored.conversation, record)
  const kind = stored.kind as CommandKind
  const command: PlatformCommand = { kind, id: stored.id, body: envelope.body, createdAt: stored.createdAt }
  return { stored, command, envelope, record, view, signal }
}

/** What we say waits for its place among the account's calls first, and only then is looked at who owns: waits can be long. */
async function inItsPlace(ports: DeliveryPorts, errand: Errand): Promise<Delivery> {
  const { platform } = ports
  const { stored, command, signal } = errand
  const go = async (now: Errand): Promise<Delivery> => (await overtaken(ports, now)) ?? (await send(ports, now))
  if (!SPEAKING.has(command.kind) || platform.together === undefined) return go(errand)
  return platform.together(async () => {
    const now = await errandOf(ports, stored, signal)
    return (await unwanted(ports, now)) ?? (await go(now))
  }, signal)
}

/** An earlier attempt may have had its effect: look it up, or follow the policy. */
async function settled(ports: DeliveryPorts, errand: Errand): Promise<Delivery | undefined> {
  const { stored, command, view, signal } = errand
  if (!stored.outcomeUnknown) return undefined
  const look = async () => {
    const delivered = await ports.engine.delivered(stored.conversation)
    const known = new Set(delivered.flatMap(({ platformId }) => (platformId === undefined ? [] : [platformId])))
    return (await ports.platform.lookUp?.(command, view, known, signal)) ?? ({ state: 'cannot-tell' } as const)
  }
  let found = await look()
  if (found.state === 'absent') {
    await ports.clock.sleep(ports.policy.settleMs, signal)
    found = await look()
  }
  if (found.state === 'found') {
    ports.log.info(
      { command: command.id, kind: command.kind },
      'a command of unknown outcome was found on the platform',
    )
    return arrived(ports, errand, found.platformId === undefined ? {} : { platformId: found.platformId })
  }
  // A person who puts a dead letter back has decided.
  const replayed = stored.replayedAt !== undefined && stored.attempts === 0
  if (found.state !== 'cannot-tell' || replayed) return undefined
  if (ports.policy.unknownOutcome(command.kind) === 'hold')
    return dead(errand, 'its outcome is unknown, and the policy is to hold')
  if (stored.unknowns > 1) return dead(errand, 'its outcome is unknown for the second time')
  ports.onRepeat()
  ports.log.warn({ command: command.id, kind: command.kind }, 'a command of unknown outcome is sent once more')
  return undefined
}

/** Overtaken by what happened since: by another owner as far as we know, by time, or by the customer. */
async function unwanted(ports: DeliveryPorts, errand: Errand): Promise<Delivery | undefined> {
  const { command, envelope, record, stored } = errand
  // Not `!==`: what a turn flushed before its commit belongs to a tenure that is not on record yet.
  if (SPEAKING.has(command.kind) && envelope.tenure < record.tenure && ports.platform.soleVoice !== true)
    return superseded('the conversation changed hands since')
  if (command.kind === 'resolve' && envelope.heard !== record.heard) {
    const why = 'the customer wrote again'
    return superseded(why, [news(errand, { news: 'not-resolved', why, refused: false })])
  }
  const limit = command.kind === 'reply' ? ports.policy.replyMaxAgeMs : ports.policy.commandMaxAgeMs
  const age = ports.clock.now().getTime() - Date.parse(stored.replayedAt ?? stored.createdAt)
  return age > limit ? dead(errand, `it is ${Math.round(age / 1_000)} s old, more than it may be`) : undefined
}

/** Ask the platform whether the bot still owns the conversation, unless it just said so; or wait for its news of that. */
async function overtaken(ports: DeliveryPorts, errand: Errand): Promise<Delivery | undefined> {
  const { command, stored, view, signal } = errand
  const { platform, ownerChecks } = ports
  if (!SPEAKING.has(command.kind)) return undefined
  const name = conversationName(stored.conversation)
  if (ownerChecks.isOutdated(name))
    return { state: 'later', reason: 'people have the conversation, by an event that waits for its turn', afterMs: 100 }
  if (platform.askOwner === undefined || ownerChecks.isFresh(name)) return undefined
  const since = ownerChecks.now()
  const told = await platform.askOwner(view, signal)
  if (told.owner === 'bot') {
    // A customer who writes without end must not keep the bot silent: a small window remains in any case.
    if (ownerChecks.botOwns(name, since) || stored.attempts >= MOST_ASKED) return undefined
    return { state: 'later', reason: 'something came in while the platform was asked who owns', afterMs: 0 }
  }
  // What a platform needs first may be to open a closed conversation again.
  if (command.kind === 'platform' && told.owner === 'closed') return undefined
  return supersededBy(errand, told)
}

async function send(ports: DeliveryPorts, errand: Errand): Promise<Delivery> {
  const { command, view, signal } = errand
  const delivered = await ports.platform.deliver(command, view, signal)
  if (command.kind !== 'reply') ports.ownerChecks.forget(conversationName(errand.stored.conversation))
  return arrived(ports, errand, delivered)
}

function arrived(ports: DeliveryPorts, errand: Errand, { platformId, rejected }: Delivered): Delivery {
  const followUps: IncomingEvent[] = []
  if (errand.command.kind === 'hand-off')
    followUps.push(news(errand, { news: 'hand-off-delivered', at: ports.clock.now().toISOString() }))
  if (errand.command.kind === 'resolve') followUps.push(news(errand, { news: 'resolved' }))
  if (rejected !== undefined && rejected.length > 0) {
    const value = { command: errand.command.kind, state: 'rejected-in-part', id: errand.command.id, rejected }
    followUps.push(news(errand, { news: 'delivery', value }))
  }
  return { state: 'delivered', ...(platformId === undefined ? {} : { platformId }), followUps }
}

async function afterError(ports: DeliveryPorts, errand: Errand, error: unknown): Promise<Delivery> {
  const { stored, command } = errand
  const again = tryAgain(ports, stored, error)
  if (again !== undefined) return again
  if (error instanceof PlatformRefusedError) {
    const told = ports.platform.ownerFromRefusal?.(error) ?? (await ownerNow(ports, errand))
    if (told !== undefined && told.owner !== 'bot') return supersededBy(errand, told)
  }
  ports.log.error({ err: error, command: command.id, kind: command.kind }, 'a command was given up')
  return dead(errand, messageOf(error))
}

/** Why a sentence was refused: perhaps because somebody else has the conversation. */
async function ownerNow(ports: DeliveryPorts, { command, view, signal }: Errand): Promise<OwnerNews | undefined> {
  if (!SPEAKING.has(command.kind)) return undefined
  return ports.platform.askOwner?.(view, signal).catch(() => undefined)
}

function news({ stored, envelope }: Errand, told: CoreNews) {
  return coreEvent(stored.conversation, envelope.epoch, stored.id, told)
}

const superseded = (reason: string, followUps: IncomingEvent[] = []): Delivery => ({
  state: 'superseded',
  reason,
  followUps,
})

const supersededBy = (errand: Errand, told: OwnerNews): Delivery =>
  superseded(
    `the platform says that the conversation is ${told.owner === 'closed' ? 'closed' : `with ${told.owner}`}`,
    [news(errand, { news: 'owner-learnt', owner: told })],
  )

function dead(errand: Errand, reason: string): Delivery {
  const { command } = errand
  const told: CoreNews =
    command.kind === 'hand-off'
      ? { news: 'hand-off-failed', why: reason }
      : command.kind === 'resolve'
        ? { news: 'not-resolved', why: reason, refused: true }
        : { news: 'delivery', value: { command: command.kind, state: 'failed', id: command.id, why: reason } }
  return { state: 'dead', reason, followUps: [news(errand, told)] }
}

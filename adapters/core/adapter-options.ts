import type { TurnContext } from 'botbuilder'
import type { Clock } from './clock.ts'
import type { CommandKind } from './commands.ts'
import type { DeliveryPolicy, UnknownOutcomePolicy } from './delivery/deliver.ts'
import type { AcceptedEvent, ChannelHandler, Engine } from './engine/engine.ts'
import { SettingsError } from './errors.ts'
import type { Logger } from './log.ts'
import type { Platform } from './platform.ts'

/** A bot: what is done with one activity. */
export type BotLogic = (context: TurnContext) => Promise<void>

/**
 * The logic among the last arguments of `continueConversationAsync`, which may have an audience before it.
 * @throws SettingsError where there is none.
 */
export function logicAmong(audienceOrLogic: string | BotLogic, maybeLogic: BotLogic | undefined): BotLogic {
  const logic = typeof audienceOrLogic === 'function' ? audienceOrLogic : maybeLogic
  if (logic === undefined) throw new SettingsError('continueConversationAsync needs the logic to run.')
  return logic
}

export interface ContactCenterAdapterOptions {
  /** Where events and commands are kept. The engine is shared: one for all platforms of a server. */
  engine: Engine
  log?: Logger
  clock?: Clock
  random?: () => number
  /** How long a turn of the bot may take, in milliseconds. 5 minutes. */
  turnLimitMs?: number
  /** A reply older than this is not said any more, in milliseconds. 1 hour. */
  replyMaxAgeMs?: number
  /** What to do with a command whose outcome is unknown and cannot be looked up. `resend` once, where absent. */
  unknownOutcome?: UnknownOutcomePolicy | Partial<Record<CommandKind, UnknownOutcomePolicy>>
  /** Give the bot an event `contactcenter.observed` for what is said while a person has the conversation. */
  observe?: boolean
  /** For how long the platform's word that the bot owns a conversation is good, in milliseconds. 250. */
  ownerFreshMs?: number
  /** How long the platform may take to show what it accepted, in milliseconds. 1500. */
  settleMs?: number
  /** How often to fetch what was missed, in milliseconds. 10 minutes. */
  catchUpEveryMs?: number
  /** Somebody else who serves conversations of the same platform: a desk, where the bot is on both sides of it. */
  beside?: Beside
}

/** Shares a platform's channel with its adapter. */
export interface Beside {
  handler: ChannelHandler
  /** Whether the event, of a conversation the adapter does not know, is the other's. */
  claims(event: AcceptedEvent, signal: AbortSignal): Promise<boolean>
}

/** What `/readyz` shows of an adapter. */
export interface AdapterHealth {
  channelId: string
  started: boolean
  /** Requests in a row, up to now, that were answered with 5xx or too late. */
  failedInARow: number
  /** Commands sent once more because nobody could tell whether they had arrived, in this life of the process. */
  repeatedCommands: number
  /** What to worry about. */
  alarm?: string
  /** When the platform last told us of anything, ISO 8601: a webhook that was switched off looks like a quiet day. */
  lastEventAt?: string
}

const HOUR_MS = 60 * 60 * 1_000

/** What the options say of delivery, with what holds where they say nothing. */
export function deliveryPolicy(
  options: ContactCenterAdapterOptions,
  platform: Pick<Platform, 'unknownOutcome'>,
): DeliveryPolicy {
  const fallback = platform.unknownOutcome ?? 'resend'
  const { unknownOutcome = fallback } = options
  return {
    replyMaxAgeMs: options.replyMaxAgeMs ?? HOUR_MS,
    commandMaxAgeMs: 24 * HOUR_MS,
    unknownOutcome: (kind) =>
      typeof unknownOutcome === 'string' ? unknownOutcome : (unknownOutcome[kind] ?? fallback),
    settleMs: options.settleMs ?? 1_500,
  }
}

/** Platforms switch a webhook off after a few failures in a row (IMIconnect: five). */
const ALARM_AFTER = 2

/** What there is to worry about after so many failed acknowledgements in a row. */
export const alarmOf = (failedInARow: number): { alarm?: string } =>
  failedInARow >= ALARM_AFTER ? { alarm: 'acknowledgements fail: the platform may switch the webhook off' } : {}

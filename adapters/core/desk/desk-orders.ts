import type { HandOffPayload } from '../commands.ts'
import type { ConversationKey } from '../engine/engine.ts'
import { conversationName } from '../engine/names.ts'
import type { CloseReason, CustomerWords, Desk, DeskChange } from './desk.ts'

/** What core asks of a desk, by the kind of the command that carries it. */
export interface DeskOrders {
  'desk-open': { handOff: HandOffPayload }
  'desk-relay': { words: CustomerWords }
  'desk-update': { change: DeskChange }
  /**
   * `conversationId`: an earlier conversation that came to life again; the session's own where absent. `sought`: what was
   * handed over when nobody could tell whether the desk had opened anything.
   */
  'desk-close': { why: CloseReason; openedBy: string; conversationId?: string; sought?: HandOffPayload }
  'desk-receipt': { receipt: unknown; state: 'delivered' | 'failed' }
}

export type DeskOrderKind = keyof DeskOrders

/** The payload of a desk's command. */
export interface DeskEnvelope<K extends DeskOrderKind = DeskOrderKind> {
  /** The customer's conversation. */
  own: ConversationKey
  /** The number of the conversation on the desk it is meant for. */
  session: number
  body: DeskOrders[K]
}

const LINE = 'desk-line:'
const LINES = ['talk', 'close'] as const

/**
 * Whose commands they are for the engine: a line of its own for each customer, so that what goes to the desk never holds
 * up what goes to the customer; and one more for closing, so that what has ended holds up nothing.
 */
export function deskLineOf(
  desk: Pick<Desk, 'channelId' | 'account'>,
  own: ConversationKey,
  kind: DeskOrderKind,
): ConversationKey {
  const { channelId, account } = desk
  return { channelId, account, conversationId: lineOf(kind === 'desk-close' ? 'close' : 'talk', own) }
}

/** The ids of all lines of a customer: the same on every desk. */
export const deskLinesOf = (own: ConversationKey): string[] => LINES.map((line) => lineOf(line, own))

const lineOf = (line: (typeof LINES)[number], own: ConversationKey): string => `${LINE}${line}:${conversationName(own)}`

/** Whether a command of the platform's channel goes to the desk, and not to a customer of the platform's own. */
export const isDeskLine = (key: ConversationKey): boolean => key.conversationId.startsWith(LINE)

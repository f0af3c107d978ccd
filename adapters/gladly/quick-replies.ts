import type { Choice } from '../core/conversation.ts'
import type { Offer } from '../core/render/blocks.ts'
import { namedChoices } from '../core/render/named-choices.ts'
import { shorten } from '../core/render/split-text.ts'
import type { QuickReply } from './reply-content.ts'

/** "label ≤ 50" (Gladly API reference, Reply to message: QUICK_REPLY_REQUEST). */
const LONGEST_LABEL = 50

/** Native options, and what they stand for. */
export interface QuickReplies {
  options: QuickReply[]
  choices: Choice[]
}

/**
 * Offers as quick replies of a chat. Undefined where they cannot be: none, more than there may be, or labels that the
 * customer could not tell apart.
 */
export function quickReplies(offers: readonly Offer[], most: number): QuickReplies | undefined {
  if (offers.length === 0 || offers.length > most) return undefined
  const choices = namedChoices(offers, labelOf)
  if (new Set(choices.map(({ label }) => label.toLowerCase())).size < choices.length) return undefined
  return { options: choices.map(({ id, label }) => ({ id, label })), choices }
}

const labelOf = (label: string): string => shorten(label.replace(/\s+/g, ' ').trim(), LONGEST_LABEL)

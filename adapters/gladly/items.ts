import { isoOf, matchesInitiator } from './events.ts'
import type { GladlyProfile } from './profile.ts'
import { type AnswerableType, isAnswerable } from './reply-content.ts'
import type { Item } from './schemas.ts'

/** A customer's message that a reply can answer. */
export type AnswerableItem = Item & { content: Item['content'] & { type: AnswerableType } }

/** Whether it is the customer's, and of a kind one can reply to. Third parties in an e-mail thread are not the customer. */
export function isCustomersMessage(item: Item): item is AnswerableItem {
  return item.initiator?.type === 'CUSTOMER' && isAnswerable(item.content.type)
}

/** The text of an item: messages keep it in `content`, notes and voice items in `body`. */
export function textOf({ content }: Item): string {
  for (const text of [content.content, content.body, content.subject]) {
    if (typeof text === 'string' && text !== '') return text
  }
  return ''
}

/** When it was written, ISO 8601. */
export const timeOf = (item: Item): string | undefined => isoOf(item.timestamp)

/** The customer's last message that can be answered: what a reply must answer. */
export function lastOfCustomer(items: readonly Item[]): AnswerableItem | undefined {
  return items.filter(isCustomersMessage).at(-1)
}

/** The customer's messages after which nobody on our side has written, oldest first. */
export function unanswered(items: readonly Item[], profile: GladlyProfile): AnswerableItem[] {
  const answered = items.findLastIndex((item) => isAnswer(item, profile))
  return items.slice(answered + 1).filter(isCustomersMessage)
}

function isAnswer(item: Item, { initiators }: GladlyProfile): boolean {
  if (!isAnswerable(item.content.type) || item.initiator === undefined) return false
  const { id } = item.initiator
  return matchesInitiator(initiators.answering, item.initiator) || (id !== undefined && initiators.ours.includes(id))
}

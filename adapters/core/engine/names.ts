import type { ConversationKey, EventKey } from './engine.ts'

/**
 * Keys as one string, for lanes and for the store. A platform's own ids may hold any character, so the parts before
 * the last one are escaped: `a/b` + `c` and `a` + `b/c` must not meet.
 */
function escaped(part: string): string {
  return /[%/]/.test(part) ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part
}

function plain(part: string): string {
  return part.includes('%') ? part.replaceAll('%2F', '/').replaceAll('%25', '%') : part
}

/** `channelId/account/conversationId`. */
export function conversationName(key: ConversationKey): string {
  return `${escaped(key.channelId)}/${escaped(key.account)}/${key.conversationId}`
}

/** The other way round. */
export function conversationKey(name: string): ConversationKey {
  const first = name.indexOf('/')
  const second = name.indexOf('/', first + 1)
  return {
    channelId: plain(name.slice(0, first)),
    account: plain(name.slice(first + 1, second)),
    conversationId: name.slice(second + 1),
  }
}

/** `channelId/account/key`. */
export function eventName(key: EventKey): string {
  return `${escaped(key.channelId)}/${escaped(key.account)}/${key.key}`
}

/** The lane of a customer: never that of a conversation, whatever the ids. */
export function customerLane(key: ConversationKey, customer: string): string {
  return `customer:${escaped(key.channelId)}/${escaped(key.account)}/${customer}`
}

/** `channelId/account`. */
export function accountName(channelId: string, account: string): string {
  return `${escaped(channelId)}/${escaped(account)}`
}

/** The same, of a conversation's name. */
export function accountOf(conversation: string): string {
  return conversation.slice(0, conversation.indexOf('/', conversation.indexOf('/') + 1))
}

/** `channelId/conversationId`: what the Bot Framework knows a transcript by. */
export function transcriptName(channelId: string, conversationId: string): string {
  return `${escaped(channelId)}/${conversationId}`
}

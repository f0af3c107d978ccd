/** The kinds of items a reply can answer, which are also the kinds of replies (Gladly API reference, Reply to message). */
export const ANSWERABLE = ['CHAT_MESSAGE', 'EMAIL', 'SMS', 'WHATSAPP', 'FACEBOOK_MESSAGE', 'INSTAGRAM_DIRECT'] as const

export type AnswerableType = (typeof ANSWERABLE)[number]

export const isAnswerable = (type: unknown): type is AnswerableType => (ANSWERABLE as readonly unknown[]).includes(type)

/** One option of a chat message with quick replies. */
export interface QuickReply {
  /** Unique, `[A-Za-z0-9_-]+`. */
  id: string
  /** At most 50 characters. */
  label: string
}

/** `content` of a reply, exactly as it goes to Gladly. */
export type ReplyContent =
  | { type: 'CHAT_MESSAGE'; messageType: 'TEXT'; body: string }
  | { type: 'CHAT_MESSAGE'; messageType: 'QUICK_REPLY_REQUEST'; body: string; messageData: { options: QuickReply[] } }
  | { type: 'EMAIL'; body: string; bodyPlain: string }
  | { type: 'SMS' | 'WHATSAPP' | 'FACEBOOK_MESSAGE' | 'INSTAGRAM_DIRECT'; body: string }

/** Body of a `reply` command. */
export interface GladlyReply {
  /** The customer's item it answers; found at the time of sending where absent. */
  answers?: string
  content: ReplyContent
}

/** A plain sentence in the form of a channel other than e-mail. */
export function plainContent(type: Exclude<AnswerableType, 'EMAIL'>, body: string): ReplyContent {
  return type === 'CHAT_MESSAGE' ? { type, messageType: 'TEXT', body } : { type, body }
}

/** What a reply says, without markup. */
export function plainTextOf(content: ReplyContent): string {
  return content.type === 'EMAIL' ? content.bodyPlain : content.body
}

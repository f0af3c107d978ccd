import { createHash } from 'node:crypto'

/** Body of a `reply` command: one message, but for its file, which is uploaded at the time of sending. */
export interface ChannelReply {
  text?: string
  cards?: Card[]
  file?: OutgoingFile
}

/** A card as it is sent (8x8, Chat Gateway, Send message). */
export interface Card {
  contentType: string
  content: unknown
}

/** A file the bot wants to send. */
export interface OutgoingFile {
  /** As the bot named it. */
  name: string
  /** As the bot typed it; the file's server may know better. */
  type?: string
  /** `https:`, `http:` or `data:`. */
  url: string
}

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'
export const QUICK_REPLIES = 'application/8x8.quick.replies'

/**
 * By what a delivered text is known, as 8x8 tells no id of what it took: a digest of the text, and when we sent it. How
 * often we said something is how many of these there are.
 */
export function markOf(text: string, at: Date): string {
  return `${digestOf(text)}@${at.getTime()}`
}

/** The time in a mark of this text; undefined for the mark of another. */
export function timeInMark(mark: string, text: string): number | undefined {
  const [digest, at] = mark.split('@')
  return digest === digestOf(text) && at !== undefined && /^\d+$/.test(at) ? Number(at) : undefined
}

/** Texts that differ only in white space at the ends are the same. */
const digestOf = (text: string): string => createHash('sha256').update(text.trim()).digest('base64url').slice(0, 22)

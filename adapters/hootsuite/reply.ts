import { z } from 'zod'
import { filled } from '../core/filled.ts'

/** Body of a `reply` command: one message, or tags alone. */
export interface HootsuiteReply {
  text?: string
  /** Uploaded at the time of sending; a message has one at the most. */
  file?: OutgoingFile
  tags?: TagRequest[]
}

export interface OutgoingFile {
  /** As the bot named it. */
  name: string
  /** As the bot typed it; the file's server may know better. */
  type?: string
  /** `https:`, `http:` or `data:`. */
  url: string
}

/** A tag for one of the customer's messages; without an id, for the one that is being answered. */
export interface TagRequest {
  messageId?: string
  tag: string
}

/** What `activity.channelData` may ask for on Hootsuite. */
export const requests = z
  .looseObject({
    /** The text has shortcodes or message templates in it, on purpose: leave them alone. */
    shortcodes: z.boolean().optional().catch(undefined),
    /** Names of tags for the customer's message that is being answered. */
    applyTags: z.array(filled()).optional().catch(undefined),
  })
  .catch({})

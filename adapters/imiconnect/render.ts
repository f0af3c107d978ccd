import type { Activity, Attachment } from 'botbuilder'
import type { Rendering } from '../core/platform.ts'
import { type Content, isLink } from '../core/render/blocks.ts'
import { contentOf } from '../core/render/content.ts'
import { numberedList } from '../core/render/numbered-list.ts'
import { plainText } from '../core/render/plain-text.ts'
import { splitText } from '../core/render/split-text.ts'
import type { ImiconnectProfile } from './profile.ts'

/** Body of a `reply` command: what goes into the call beside event, conversation and time. */
export interface ImiconnectReply {
  message: string
  /** A key of the profile's `message.messageTypes`. */
  type: MessageType
  /** The address of a file, for the profile's media field. */
  media?: string
  /** What the bot put into `channelData.imiconnect`: merged over the call's body. */
  extra?: Record<string, unknown>
}

export type MessageType = keyof ImiconnectProfile['message']['messageTypes']

/**
 * One outgoing message as replies. They are text (Webex Connect help, Generic Bot: event 1001 has no cards, buttons or
 * media): what can be chosen becomes a numbered list, files become their addresses, or messages of their own where the
 * profile knows a field for them.
 */
export function render({ message: wire }: ImiconnectProfile, activity: Partial<Activity>): Rendering {
  const files = wire.mediaField === undefined ? [] : (activity.attachments ?? []).filter(isFile)
  const rest = (activity.attachments ?? []).filter((attachment) => !files.includes(attachment))
  const content = contentOf({ ...activity, attachments: rest })
  const list = content.offers.length === 0 ? undefined : numberedList(content.offers)

  const text = plainText(withList(content, list?.text))
  const parts = wire.maxTextLength === 0 ? [text.trim()] : splitText(text, wire.maxTextLength)
  const said = parts.filter((part) => part !== '').map((part): ImiconnectReply => ({ message: part, type: 'text' }))
  const shown = files.map(replyOfFile)
  // The list comes last, so that what is to be answered stands at the end.
  const replies = list === undefined ? [...said, ...shown] : [...shown, ...said]
  const extra = extraOf(activity.channelData)
  if (extra !== undefined) replies.push({ ...(replies.pop() ?? { message: '', type: 'text' }), extra })
  return {
    replies,
    ...(list === undefined ? {} : { choices: list.choices }),
    ...(content.lost.length === 0 ? {} : { degraded: content.lost }),
  }
}

function withList({ blocks }: Content, list: string | undefined): Content['blocks'] {
  return list === undefined ? blocks : [...blocks, { kind: 'text', text: list, format: 'plain' }]
}

/** A file with a public address; everything else is a card, or cannot be shown. */
function isFile({ contentType, contentUrl }: Attachment): boolean {
  return (
    contentUrl !== undefined &&
    isLink(contentUrl) &&
    /^https?:/i.test(contentUrl) &&
    !contentType?.startsWith('application/vnd.microsoft.')
  )
}

function replyOfFile({ contentType, contentUrl, name }: Attachment): ImiconnectReply {
  const kind = contentType?.split('/')[0]
  const type = kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
  return { message: name ?? '', type, media: contentUrl! }
}

/** The way out for what only this platform has: `channelData: { imiconnect: { customparam1: '…' } }`. */
function extraOf(channelData: unknown): Record<string, unknown> | undefined {
  if (typeof channelData !== 'object' || channelData === null) return undefined
  const { imiconnect } = channelData as { imiconnect?: unknown }
  return typeof imiconnect === 'object' && imiconnect !== null && !Array.isArray(imiconnect)
    ? (imiconnect as Record<string, unknown>)
    : undefined
}

import type { Attachment } from 'botbuilder'
import { isRefusal } from '../../core/errors.ts'
import { download } from '../../core/files/download.ts'
import { fileNameOf, mediaTypeOf } from '../../core/files/names.ts'
import type { Delivered } from '../../core/platform.ts'
import type { EightByEightClient } from '../client.ts'
import { type CompleteEightByEightSettings, isLocal } from '../settings.ts'
import { textOfAttachment, textOfFile } from './history.ts'

/** What goes into the message for an attachment of the customer's, and what was wrong with it. */
export interface Brought {
  id?: string
  text?: string
  rejected: NonNullable<Delivered['rejected']>
}

/**
 * Fetch a customer's file and store it in the conversation, from where a message can name it (Upload attachment). Where
 * that cannot be, the agent gets its name and address. What is no file becomes text.
 */
export async function bring(
  client: Pick<EightByEightClient, 'upload'>,
  settings: Pick<CompleteEightByEightSettings, 'baseUrl' | 'requestTimeoutMs' | 'profile'>,
  conversationId: string,
  attachment: Attachment,
  signal: AbortSignal,
): Promise<Brought> {
  const url = addressOf(attachment)
  if (url === undefined) {
    // Teams sends what was typed a second time, as HTML.
    const text = attachment.contentType === 'text/html' ? '' : textOfAttachment(attachment)
    return { ...(text === '' ? {} : { text }), rejected: [] }
  }
  const limits = {
    maxBytes: settings.profile.uploadMaxBytes,
    timeoutMs: settings.requestTimeoutMs,
    privateHosts: isLocal(settings),
  }
  const got = await download(url, limits, signal)
  signal.throwIfAborted()
  const instead = (why: string, linkable: boolean): Brought => ({
    text: textOfFile({ name: attachment.name, ...(linkable ? { contentUrl: url } : {}) }),
    rejected: [{ what: `attachment ${attachment.name || 'file'}`, why }],
  })
  if (!got.ok) return instead(got.why, got.linkable)
  const type = mediaTypeOf(got.type, attachment.contentType)
  const name = fileNameOf({ url, name: attachment.name ?? '' }, type, MARK).slice(MARK.length + 1)
  try {
    const id = await client.upload(conversationId, { name, type, bytes: got.bytes, authorType: 'user' }, signal)
    return { id, rejected: [] }
  } catch (error) {
    if (!isRefusal(error, 400, 403, 413, 415, 422)) throw error
    return instead(`8x8 does not take it (${type})`, true)
  }
}

/** Names need not be unique here: uploads have ids. */
const MARK = 'x'

/** Where the file is: in `contentUrl`, or where Teams puts it. */
function addressOf({ contentUrl, content }: Attachment): string | undefined {
  const there = (content as { downloadUrl?: unknown } | undefined | null)?.downloadUrl
  const url = typeof there === 'string' ? there : contentUrl
  return url === undefined || url === '' ? undefined : url
}

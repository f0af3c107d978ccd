import { randomBytes } from 'node:crypto'
import { isRefusal } from '../core/errors.ts'
import { type Download, download } from '../core/files/download.ts'
import { fileNameOf, mediaTypeOf } from '../core/files/names.ts'
import type { Delivered } from '../core/platform.ts'
import { isOnLoopback } from '../core/settings.ts'
import type { HootsuiteClient } from './client.ts'
import type { Message } from './manipulation.ts'
import type { OutgoingFile } from './reply.ts'
import type { CompleteHootsuiteSettings } from './settings.ts'
import { neutralise } from './shortcodes.ts'

/** What goes into the message for a file, and what was wrong with it. */
export interface Attached {
  message: Message
  rejected: NonNullable<Delivered['rejected']>
}

/**
 * Fetch a file and store it in the conversation, from where a message can send it (Inbox 2.0 API reference, Upload
 * attachments). Where that cannot be, the customer gets its address, if it is one for the public.
 */
export async function attach(
  client: Pick<HootsuiteClient, 'upload'>,
  settings: CompleteHootsuiteSettings,
  conversationId: string,
  file: OutgoingFile,
  signal: AbortSignal,
): Promise<Attached> {
  const got = await download(
    file.url,
    {
      maxBytes: settings.profile.attachmentMaxBytes,
      timeoutMs: settings.requestTimeoutMs,
      privateHosts: isOnLoopback(settings.baseUrl),
    },
    signal,
  )
  signal.throwIfAborted()
  if (!got.ok) return instead(file, got)
  const type = mediaTypeOf(got.type, file.type)
  const filename = fileNameOf(file, type, randomBytes(4).toString('hex'))
  try {
    await client.upload(conversationId, filename, { bytes: got.bytes, type }, signal)
  } catch (error) {
    // "The filename contains an invalid character, or the attachment type cannot be sent to the medium": names we know.
    if (!isRefusal(error, 400) && !isRefusal(error, 413) && !isRefusal(error, 415)) throw error
    return instead(file, { ok: false, why: `Hootsuite does not take it on this medium (${type})`, linkable: true })
  }
  return { message: { attachment: filename }, rejected: [] }
}

function instead({ url, name }: OutgoingFile, { why, linkable }: Extract<Download, { ok: false }>): Attached {
  const rejected = [{ what: `attachment ${name || 'file'}`, why }]
  if (!linkable || !/^https?:/i.test(url)) return { message: {}, rejected }
  return { message: { text: neutralise(name === '' ? url : `${name}: ${url}`) }, rejected }
}

import { randomBytes } from 'node:crypto'
import type { Delivered } from '../core/platform.ts'
import type { HootsuiteClient } from './client.ts'
import { type Download, download } from './download.ts'
import type { Message } from './manipulation.ts'
import { isRefusal } from './refusals.ts'
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
      privateHosts: isLoopback(settings.baseUrl),
    },
    signal,
  )
  signal.throwIfAborted()
  if (!got.ok) return instead(file, got)
  const type = typeOf(got.type, file.type)
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

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/

/** The type decides how the file is shown. The server knows best, unless it just says "bytes"; parameters are left out. */
function typeOf(...candidates: (string | undefined)[]): string {
  const types = candidates
    .map((type) => type?.split(';')[0]?.trim().toLowerCase() ?? '')
    .filter((type) => MEDIA_TYPE.test(type))
  return types.find((type) => type !== 'application/octet-stream') ?? types[0] ?? 'application/octet-stream'
}

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'video/mp4': 'mp4',
}
const LONGEST_NAME = 80

/**
 * "Uppercase and lowercase letters, numbers, -, _ and .", and unique within the conversation, also where the same file is
 * sent again: whether a name may be used twice is not documented.
 */
export function fileNameOf(file: OutgoingFile, type: string, unique: string): string {
  const last = /^data:/i.test(file.url) ? '' : (new URL(file.url).pathname.split('/').at(-1) ?? '')
  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^A-Za-z0-9_.-]+/g, '_')
      .replace(/^[_.]+|[_.]+$/g, '')
  const named = plain(file.name) || plain(decoded(last)) || 'file'
  const extension = EXTENSIONS[type]
  const own = /\.([A-Za-z0-9]{1,8})$/.exec(named)?.[1] ?? extension
  const stem = named.replace(/_*\.[A-Za-z0-9]{1,8}$/, '').slice(0, LONGEST_NAME)
  return `${unique}-${stem || 'file'}${own === undefined ? '' : `.${own}`}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const isLoopback = (baseUrl: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname)

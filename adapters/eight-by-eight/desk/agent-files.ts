import type { Attachment } from 'botbuilder'
import { PlatformRefusedError } from '../../core/errors.ts'
import { mediaTypeOf } from '../../core/files/names.ts'
import type { EightByEightClient } from '../client.ts'
import type { FileReference } from '../schemas.ts'

/** A file for the customer, or a text that names one that cannot be shown. */
export type ShownFile = { attachment: Attachment } | { text: string }

const USUAL: Record<string, string> = { image: 'image/jpeg', video: 'video/mp4', audio: 'audio/mpeg' }
const BY_EXTENSION: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
}

/**
 * A file of an agent's (MESSAGE, `data.attachments`): by its pre-signed address, which anybody may follow; where there is
 * none, the bytes themselves, fetched with our key, as far as they fit into a message (Get attachment content).
 */
export async function showFile(
  client: Pick<EightByEightClient, 'attachment' | 'attachmentContent'>,
  conversationId: string,
  file: FileReference,
  maxBytes: number,
  signal: AbortSignal,
): Promise<ShownFile> {
  const { id, preSignedUrl, fileName } = file
  if (preSignedUrl !== undefined && isWebAddress(preSignedUrl)) return shown(file, fileName, preSignedUrl)
  if (id === undefined) return named(fileName)
  try {
    const known = await client.attachment(conversationId, id, signal)
    const name = fileName ?? known?.name
    if (known === undefined || (known.bytes !== undefined && known.bytes > maxBytes)) return named(name)
    const content = await client.attachmentContent(conversationId, id, maxBytes, signal)
    if (content === undefined || content.bytes.length === 0 || content.bytes.length > maxBytes) return named(name)
    const type = mediaTypeOf(content.type, typeOf(file, name))
    return shown({ ...file, type }, name, `data:${type};base64,${content.bytes.toString('base64')}`)
  } catch (error) {
    // Ours to mend, or gone: the words must not wait for it. An outage is waited for.
    if (!(error instanceof PlatformRefusedError)) throw error
    return named(fileName)
  }
}

const shown = (file: FileReference, name: string | undefined, contentUrl: string): ShownFile => ({
  attachment: { contentType: typeOf(file, name), contentUrl, ...(name === undefined ? {} : { name }) },
})

const named = (name: string | undefined): ShownFile => ({ text: `[${name ?? 'file'}]` })

/** `type` is one of image, video, audio and file; the name tells more. */
function typeOf({ type }: FileReference, name: string | undefined): string {
  if (type?.includes('/')) return type
  const extension = /\.([A-Za-z0-9]+)$/.exec(name ?? '')?.[1]?.toLowerCase()
  const byName = extension === undefined ? undefined : BY_EXTENSION[extension]
  return byName ?? USUAL[type?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}

function isWebAddress(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

import type { Attachment } from 'botbuilder'
import { isLink } from '../core/render/blocks.ts'
import { splitText } from '../core/render/split-text.ts'
import type { InboundContent } from './calls.ts'

/** What one inbound message carries: a text, a file, or both (facts: one content item a message). */
export interface InboundPart {
  text?: string
  content?: [InboundContent]
}

/** Letters of extensions say nothing that a type does not. */
const MEDIA: [RegExp, InboundContent['attachment']['mediaType']][] = [
  [/^image\//, 'Image'],
  [/^video\//, 'Video'],
  [/^audio\//, 'Audio'],
]

/**
 * A message as what Genesys takes, in order: long texts in pieces, files with an address Genesys can reach as attachments, the others by name in
 * the text. `reachable` says whether an address is such a one.
 */
export function inboundParts(
  text: string,
  attachments: readonly Attachment[],
  limit: number,
  reachable: (url: string) => boolean,
): InboundPart[] {
  const names: string[] = []
  const files: InboundContent[] = []
  for (const { contentUrl, contentType, name } of attachments) {
    if (contentUrl !== undefined && isLink(contentUrl) && reachable(contentUrl)) {
      files.push(fileOf(contentUrl, contentType, name))
    } else names.push(`[${name || (contentType ?? 'file')}]`)
  }
  const words = splitText([text, ...names].filter((one) => one.trim() !== '').join('\n'), limit)
  const [first, ...rest] = files
  const parts = words.map((one): InboundPart => ({ text: one }))
  if (first !== undefined) {
    // The last words and the first file are one message.
    const last = parts.pop()
    parts.push({ ...last, content: [first] }, ...rest.map((file): InboundPart => ({ content: [file] })))
  }
  return parts
}

function fileOf(url: string, contentType: string | undefined, name: string | undefined): InboundContent {
  const mime = contentType?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'
  const mediaType = MEDIA.find(([type]) => type.test(mime))?.[1] ?? 'File'
  return { contentType: 'Attachment', attachment: { mediaType, url, mime, ...(name ? { filename: name } : {}) } }
}

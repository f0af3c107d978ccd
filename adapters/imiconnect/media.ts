import type { Attachment } from 'botbuilder'
import { inOneSpelling } from './fields.ts'

/** A file of a message. */
export interface MediaFile {
  /** Where it is; undefined where what came is no address. */
  url?: string
  /** Its name, or what came in place of an address. */
  name?: string
  contentType: string
}

const ENDINGS: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  amr: 'audio/amr',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  '3gp': 'video/3gpp',
  webm: 'video/webm',
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  txt: 'text/plain',
  vcf: 'text/vcard',
}
const UNKNOWN_TYPE = 'application/octet-stream'
const MOST_FILES = 20

/**
 * The files in `Media`. Its content is not documented: an address is assumed; a list of them, objects with a `url`, and
 * either of these as JSON in a string are taken as well.
 */
export function mediaOf(
  media: unknown,
  messageType: string | undefined,
  contentTypes: Readonly<Record<string, string>>,
): MediaFile[] {
  const announced = contentTypeOf(messageType, contentTypes)
  return flat(media)
    .slice(0, MOST_FILES)
    .map(({ url, name, type }): MediaFile => {
      const contentType = type ?? byEnding(name ?? '') ?? byEnding(url ?? '') ?? announced ?? UNKNOWN_TYPE
      return { ...(url === undefined ? {} : { url }), ...(name === undefined ? {} : { name }), contentType }
    })
}

interface Found {
  url?: string
  name?: string
  type?: string
}

function flat(media: unknown, depth = 0): Found[] {
  if (depth > 3) return []
  if (Array.isArray(media)) return media.flatMap((one) => flat(one, depth + 1))
  if (typeof media === 'string') return ofString(media.trim(), depth)
  if (typeof media !== 'object' || media === null) return []
  const fields = new Map(Object.entries(media).map(([name, value]) => [inOneSpelling(name), value]))
  const text = (...names: string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value): value is string => typeof value === 'string' && value !== '')
  const name = text('filename', 'name')
  const type = text('contenttype', 'mimetype')
  return flat(fields.get('url') ?? fields.get('urls'), depth + 1).map((found) => ({
    ...found,
    ...(name === undefined ? {} : { name }),
    ...(type !== undefined && /^[\w.+-]+\/[\w.+*-]+/.test(type) ? { type } : {}),
  }))
}

function ofString(text: string, depth: number): Found[] {
  if (text === '') return []
  if (/^[[{]/.test(text)) {
    try {
      return flat(JSON.parse(text), depth + 1)
    } catch {
      return [{ name: text }]
    }
  }
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? [{ url: text }] : [{ name: text }]
}

function byEnding(address: string): string | undefined {
  const path = address.split(/[?#]/)[0] ?? ''
  const ending = /\.([A-Za-z0-9]{2,4})$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
}

function contentTypeOf(
  messageType: string | undefined,
  contentTypes: Readonly<Record<string, string>>,
): string | undefined {
  if (messageType === undefined) return undefined
  if (/^[\w-]+\/[\w.+*-]+$/.test(messageType)) return messageType.toLowerCase()
  const wanted = inOneSpelling(messageType)
  return Object.entries(contentTypes).find(([name]) => inOneSpelling(name) === wanted)?.[1]
}

/** Files as the bot gets them. */
export function attachmentsOf(files: readonly MediaFile[]): Attachment[] {
  return files.map(({ url, name, contentType }) => ({
    contentType,
    ...(url === undefined ? {} : { contentUrl: url }),
    ...(name === undefined ? {} : { name }),
  }))
}

/** What was said, files named by where they are: for the transcript. */
export function withFiles(text: string, files: readonly MediaFile[]): string {
  return [text, ...files.map(({ url, name }) => `[${[name, url].filter(Boolean).join(': ')}]`)]
    .filter((part) => part !== '')
    .join('\n')
}

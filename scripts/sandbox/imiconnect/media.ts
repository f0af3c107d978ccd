import type { ImiconnectSettings } from './options.ts'

/** What a customer sends beside text. `type` is the `MessageType`; where absent it is read off the URL's ending. */
export interface CustomerMedia {
  url: string
  type?: string
}

/** A file a customer sends: the platform keeps it, and tells the bot where. */
export interface CustomerFile {
  name: string
  contentType: string
  bytes: Uint8Array
}

/** `MessageType` of a file of this content type. */
export function mediaTypeOf(contentType: string): string {
  return /^(image|audio|video)\//.exec(contentType)?.[1] ?? 'file'
}

const ENDINGS: readonly [RegExp, string][] = [
  [/\.(jpe?g|png|gif|webp)$/i, 'image'],
  [/\.(mp3|ogg|wav|m4a|amr)$/i, 'audio'],
  [/\.(mp4|mov|3gp|webm)$/i, 'video'],
]

/** `MessageType` of a message with this media, or without. Its values are not documented. */
export function messageTypeOf(media: CustomerMedia | undefined): string {
  if (!media) return 'text'
  const path = URL.canParse(media.url) ? new URL(media.url).pathname : media.url
  return media.type ?? ENDINGS.find(([ending]) => ending.test(path))?.[1] ?? 'file'
}

/** The field `Media` in the form the setting says: its content is not documented. */
export function mediaField({ mediaForm }: ImiconnectSettings, media: CustomerMedia | undefined): unknown {
  if (!media) return ''
  const { url } = media
  if (mediaForm === 'array') return [url]
  if (mediaForm === 'object') return { url }
  return mediaForm === 'objects' ? [{ url }] : url
}

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/

/** The type decides how the file is shown. The server knows best, unless it just says "bytes"; parameters are left out. */
export function mediaTypeOf(...candidates: (string | undefined)[]): string {
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
 * A name every platform takes: "uppercase and lowercase letters, numbers, -, _ and ." (Hootsuite). Made unique by
 * `unique`, also where the same file is sent again: whether a name may be used twice is documented nowhere.
 */
export function fileNameOf(file: { url: string; name: string }, type: string, unique: string): string {
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

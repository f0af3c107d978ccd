import axios from 'axios'
import type { Attachment } from 'botbuilder'
import { mediaTypeOf } from '../core/files/names.ts'
import { firstOf } from '../core/signals.ts'
import { isWithin } from './region.ts'
import type { CompleteGenesysSettings } from './settings.ts'

export interface FilePorts {
  settings: Pick<CompleteGenesysSettings, 'domain' | 'apiUrl' | 'requestTimeoutMs' | 'profile'>
  token(): Promise<string>
}

/** An agent's file, and what is to be said instead where there is no way to it. */
export interface Fetched {
  attachment?: Attachment
  text?: string
}

/**
 * An agent's file as the customer can fetch it (facts: attachments; whether they need the token is not documented). One
 * elsewhere, or open to all, keeps its address; one that only we may fetch is carried along while it is small. Our token goes
 * to hosts of the account's region and nowhere else. Never throws.
 */
export async function reachableFile(file: Attachment, ports: FilePorts, signal: AbortSignal): Promise<Fetched> {
  const { contentUrl } = file
  if (contentUrl === undefined || !isOurs(contentUrl, ports.settings)) return { attachment: file }
  const until = firstOf([signal], ports.settings.requestTimeoutMs)
  try {
    const open = await get(contentUrl, {}, 1, until)
    if (open.status !== 401 && open.status !== 403) return { attachment: file }
    const limit = ports.settings.profile.inlineFileBytes
    const ours = await get(contentUrl, { Authorization: `Bearer ${await ports.token()}` }, limit, until)
    if (ours.status < 200 || ours.status >= 300 || ours.bytes === undefined) return { text: nameOf(file) }
    const type = mediaTypeOf(ours.type, file.contentType)
    const data = `data:${type};base64,${ours.bytes.toString('base64')}`
    return { attachment: { ...file, contentType: type, contentUrl: data } }
  } catch {
    return { attachment: file }
  }
}

/** Whether our token may go there: https below the region's domain, or the API's own origin. */
export function isOurs(
  address: string,
  { domain, apiUrl }: Pick<CompleteGenesysSettings, 'domain' | 'apiUrl'>,
): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return false
  return (
    url.origin === new URL(apiUrl).origin ||
    (url.protocol === 'https:' && url.port === '' && isWithin(url.hostname, domain))
  )
}

const nameOf = ({ name }: Attachment): string => `[${name || 'file'}]`

/** The answer's status, and its bytes where they are no more than allowed. Redirects are an answer as well. */
async function get(url: string, headers: Record<string, string>, limit: number, signal: AbortSignal) {
  const controller = new AbortController()
  const response = await axios.get<NodeJS.ReadableStream>(url, {
    headers: { Accept: '*/*', ...headers },
    signal: firstOf([signal, controller.signal]),
    responseType: 'stream',
    maxRedirects: 0,
    validateStatus: () => true,
    proxy: false,
  })
  const { status } = response
  const type = response.headers['content-type']
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response.data) {
      chunks.push(Buffer.from(chunk as Buffer))
      length += chunks.at(-1)!.length
      if (length > limit) break
    }
  } finally {
    controller.abort()
  }
  return {
    status,
    ...(typeof type === 'string' ? { type } : {}),
    ...(length > 0 && length <= limit ? { bytes: Buffer.concat(chunks) } : {}),
  }
}

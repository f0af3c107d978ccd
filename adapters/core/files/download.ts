import http from 'node:http'
import https from 'node:https'
import axios from 'axios'
import { messageOf } from '../errors.ts'
import { firstOf } from '../signals.ts'
import { lookUpPublic, PrivateHostError, refusePrivateAddress } from './private-hosts.ts'

/** A file, or why there is none. `linkable`: the customer may still be given its address. */
export type Download = { ok: true; bytes: Buffer; type?: string } | { ok: false; why: string; linkable: boolean }

export interface DownloadLimits {
  /** The file must be smaller. */
  maxBytes: number
  timeoutMs: number
  /** Private addresses are allowed: on the developer's own machine. */
  privateHosts: boolean
}

const MOST_REDIRECTS = 3

/**
 * Fetch a file that the bot wants to send. Its address may come from anywhere: only http and https, public hosts at every
 * step, no credentials, bounded in size and time. Never throws.
 */
export async function download(address: string, limits: DownloadLimits, signal?: AbortSignal): Promise<Download> {
  if (/^data:/i.test(address)) return decode(address, limits.maxBytes)
  const lookup = limits.privateHosts ? {} : { lookup: lookUpPublic }
  const agents = { httpAgent: new http.Agent(lookup), httpsAgent: new https.Agent(lookup) }
  const until = firstOf(signal === undefined ? [] : [signal], limits.timeoutMs)
  try {
    return await follow(address, limits, agents, until)
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

async function follow(
  address: string,
  limits: DownloadLimits,
  agents: { httpAgent: http.Agent; httpsAgent: https.Agent },
  signal: AbortSignal,
): Promise<Download> {
  const failed = (why: string, linkable = true): Download => ({ ok: false, why, linkable })
  let next = address
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (!URL.canParse(next)) return failed('its address is none', false)
    const url = new URL(next)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return failed(`${url.protocol} is not fetched`, false)
    if (url.username !== '' || url.password !== '') return failed('its address has credentials in it', false)
    try {
      if (!limits.privateHosts) refusePrivateAddress(url)
      const response = await axios.get<ArrayBuffer>(url.href, {
        ...agents,
        signal,
        responseType: 'arraybuffer',
        maxRedirects: 0,
        maxContentLength: limits.maxBytes - 1,
        validateStatus: () => true,
        proxy: false,
        headers: { Accept: '*/*' },
      })
      const { location, 'content-type': type } = response.headers
      if (response.status >= 300 && response.status < 400 && typeof location === 'string') {
        next = URL.canParse(location, url.href) ? new URL(location, url.href).href : location
        continue
      }
      if (response.status < 200 || response.status >= 300) return failed(`it was answered ${response.status}`)
      const bytes = Buffer.from(response.data)
      if (bytes.length === 0) return failed('it is empty')
      return { ok: true, bytes, ...(typeof type === 'string' ? { type } : {}) }
    } catch (error) {
      if (isPrivate(error)) return failed('its host is on a private network', false)
      return failed(messageOf(error))
    }
  }
  return failed(`it was redirected more than ${MOST_REDIRECTS} times`)
}

const isPrivate = (error: unknown): boolean =>
  error instanceof PrivateHostError ||
  (error instanceof Error && error.cause !== undefined && isPrivate(error.cause)) ||
  (error instanceof Error && error.message.endsWith('is on a private network'))

/** RFC 2397. */
function decode(address: string, maxBytes: number): Download {
  const parts = /^data:([^,]*),(.*)$/is.exec(address)
  if (parts === null) return { ok: false, why: 'its data: address is none', linkable: false }
  const [, head = '', data = ''] = parts
  let bytes: Buffer
  try {
    bytes = /;\s*base64\s*$/i.test(head) ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data), 'utf8')
  } catch {
    return { ok: false, why: 'its data: address is none', linkable: false }
  }
  if (bytes.length === 0) return { ok: false, why: 'it is empty', linkable: false }
  if (bytes.length >= maxBytes)
    return { ok: false, why: `it has ${bytes.length} bytes, and must have fewer than ${maxBytes}`, linkable: false }
  const type = head.replace(/;\s*base64\s*$/i, '')
  return { ok: true, bytes, ...(type === '' ? {} : { type }) }
}

import { isIPv4 } from 'node:net'

/** What is looked at of a request. */
export interface Caller {
  remoteAddress: string | undefined
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** `serviceUrl` of the activity: where answers go. */
  serviceUrl: unknown
}

/**
 * Why a caller without credentials may not talk to the bot; undefined where it may: a program of this machine that was
 * not forwarded by another, named us by a loopback name (or a web page could reach us by a name of its own), and wants
 * its answers on this machine.
 */
export function whyNotLocal(caller: Caller): string | undefined {
  if (!isLoopbackAddress(caller.remoteAddress)) return 'the caller is not on this machine'
  const forwarding = Object.keys(caller.headers).find(isForwardingHeader)
  if (forwarding !== undefined) return `the request was forwarded (${forwarding})`
  if (!isLoopbackUrl(`http://${String(caller.headers.host ?? '')}`)) return 'the Host header is no loopback name'
  if (!isLoopbackUrl(caller.serviceUrl)) return 'the serviceUrl is not on this machine'
  return undefined
}

const isForwardingHeader = (name: string): boolean =>
  name.startsWith('x-forwarded-') || ['forwarded', 'via', 'x-real-ip', 'x-original-host'].includes(name)

function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
  return plain === '::1' || isLoopbackIPv4(plain)
}

function isLoopbackUrl(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false
  const { protocol, hostname, username } = new URL(url)
  if (username !== '' || (protocol !== 'http:' && protocol !== 'https:')) return false
  return hostname === 'localhost' || hostname === '[::1]' || isLoopbackIPv4(hostname)
}

const isLoopbackIPv4 = (text: string): boolean => isIPv4(text) && text.startsWith('127.')

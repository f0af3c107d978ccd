import { lookup as lookUpAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that are not the public internet's (IANA special-purpose address registries). */
const NOT_PUBLIC = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv4')
}

/** Of IPv6 only global unicast (2000::/3) is public, without what carries an IPv4 address or stands in books. */
const GLOBAL_UNICAST = new BlockList()
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6')
const NOT_PUBLIC_V6 = new BlockList()
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const) {
  NOT_PUBLIC_V6.addSubnet(net, prefix, 'ipv6')
}

/** Whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '')
  const family = isIP(plain)
  if (family === 4) return !NOT_PUBLIC.check(plain, 'ipv4')
  return family === 6 && GLOBAL_UNICAST.check(plain, 'ipv6') && !NOT_PUBLIC_V6.check(plain, 'ipv6')
}

/** Told instead of an address: the host leads into a private network. */
export class PrivateHostError extends Error {
  constructor(host: string) {
    super(`${host} is on a private network`)
    this.name = 'PrivateHostError'
  }
}

/** @throws PrivateHostError for an address written out, which no look-up sees. */
export function refusePrivateAddress(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateHostError(host)
}

/** Looks names up as usual and refuses those with a private address, at the moment of connecting, so that none slips in after a check. */
export const lookUpPublic: LookupFunction = (host, options, callback) => {
  lookUpAddress(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '')
    const first = addresses[0]
    if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address)))
      return callback(new PrivateHostError(host), '')
    if (options.all) return callback(null, addresses)
    callback(null, first.address, first.family)
  })
}

/** Domains of Genesys Cloud, one for each region (facts: Regions; the platform SDK's own map). */
export const DOMAINS = [
  'mypurecloud.com',
  'use2.us-gov-pure.cloud',
  'usw2.pure.cloud',
  'cac1.pure.cloud',
  'mxc1.pure.cloud',
  'sae1.pure.cloud',
  'mypurecloud.ie',
  'euw2.pure.cloud',
  'mypurecloud.de',
  'euc2.pure.cloud',
  'edee1.eusc-pure.cloud',
  'mec1.pure.cloud',
  'aps1.pure.cloud',
  'mypurecloud.jp',
  'apne2.pure.cloud',
  'apne3.pure.cloud',
  'apse1.pure.cloud',
  'mypurecloud.com.au',
] as const

const LONGEST_FIRST = [...DOMAINS].sort((a, b) => b.length - a.length)

/**
 * The region's domain in an account's URL (`https://apps.mypurecloud.ie/…`, or a bare host): the host is the domain, or
 * ends in it at a whole label. Undefined for any other host: the client's secret must never go there.
 */
export function domainOf(accountUrl: string): string | undefined {
  const text = accountUrl.trim()
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(url)) return undefined
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined
  return LONGEST_FIRST.find((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
}

/** Whether a host is the platform's: the domain of the account's region, or below it. */
export function isWithin(hostname: string, domain: string): boolean {
  const host = hostname.toLowerCase()
  return host === domain || host.endsWith(`.${domain}`)
}

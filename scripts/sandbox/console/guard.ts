import type { IncomingMessage } from 'node:http'

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]):(\d{1,5})$/

/**
 * Why a request is refused; undefined where it is not. The console serves its own page alone: a name that is not loopback
 * (a host of somebody else's that resolves to this machine) and a page from elsewhere, another port included, are refused.
 */
export function refusalOf({ headers, method }: Pick<IncomingMessage, 'headers' | 'method'>): string | undefined {
  const host = headers.host ?? ''
  if (!LOOPBACK.test(host)) return `The console is served on loopback only, and not as '${host}'.`
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${host}`) return `A page from ${origin} may not use the console.`
  const site = headers['sec-fetch-site'] ?? 'same-origin'
  // A link from elsewhere, and an address that was typed in, may open the page; a picture or a script may be no way in.
  const opened = method === 'GET' && (site === 'none' || headers['sec-fetch-mode'] === 'navigate')
  if (site !== 'same-origin' && !opened) return 'Another site may not use the console.'
  return undefined
}

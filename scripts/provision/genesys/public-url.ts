import { SettingsError } from '../../../adapters/core/errors.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * The address Genesys is told, without a trailing slash.
 * @throws SettingsError where Genesys would not call it.
 */
export function publicUrl(text: string, { allowLocal = false } = {}): string {
  if (!URL.canParse(text)) throw refused(text, 'it is not a URL')
  const url = new URL(text)
  // First: what follows shows the address.
  if (url.username !== '' || url.password !== '') throw refused(url.host, 'it has a user name or password in it')
  if (url.search !== '' || url.hash !== '') throw refused(text, 'it has a query or fragment')
  // The data action's address is a template, in which `$` and `#` begin something.
  if (!/^[\w/.~%-]*$/.test(url.pathname))
    throw refused(text, 'its path has characters other than letters, digits, / . _ ~ % -')
  const local = LOOPBACK.includes(url.hostname)
  if (local && !allowLocal) throw refused(text, 'Genesys cannot reach this machine by it (--allow-local for tests)')
  if (!local && url.protocol !== 'https:') throw refused(text, 'Genesys calls https only')
  if (!local && url.port !== '') throw refused(text, `Genesys calls port 443 only, and this is port ${url.port}`)
  if (!['https:', 'http:'].includes(url.protocol)) throw refused(text, 'Genesys calls https only')
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

function refused(text: string, why: string): SettingsError {
  return new SettingsError(`'${text}' cannot be the server's public URL: ${why}.`, {
    hint: 'Give the address the world reaches the server at, such as https://bot.example.com: --url, or PUBLIC_URL.',
  })
}

import type { Exchange } from '../simulator/wire.ts'

/** What curl writes by itself. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'])

/** A command for a POSIX shell that sends a request again, byte for byte. */
export function curlOf({ method, url, headers, body }: Exchange): string {
  const lines = [`curl -i -X ${method} ${quoted(url)}`]
  for (const [name, value] of Object.entries(headers)) {
    if (!OWN.has(name)) lines.push(`-H ${quoted(`${name}: ${value}`)}`)
  }
  if (body !== '') lines.push(`--data-binary ${quoted(body)}`)
  return `${lines.join(' \\\n  ')}\n`
}

/** In single quotes nothing means anything but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

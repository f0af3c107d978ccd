import type { Header, Sent } from './wire.ts'

/** One way to be taken for a platform without being it. */
export interface Forgery {
  name: string
  /** How it is answered; as the route refuses, where absent. */
  answered?: readonly number[]
  /** Refused before anybody asked who sends: by the HTTP parser, or because there is nothing under that path. */
  unasked?: true
  /** Made of a genuine request that was never sent. */
  of(genuine: Sent): Sent | Promise<Sent>
}

/** The request with the header as given; without it where `value` is undefined. */
export function withHeader(sent: Sent, name: string, value: string | undefined): Sent {
  const others = sent.headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase())
  return { ...sent, headers: value === undefined ? others : [...others, [name, value]] }
}

export function headerOf(sent: Sent, name: string): string {
  const found = sent.headers.find(([one]) => one.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new Error(`the genuine request has no ${name}`)
  return found[1]
}

/** A header's value changed. */
export const changing = (name: string, change: (value: string) => string) => (sent: Sent) =>
  withHeader(sent, name, change(headerOf(sent, name)))

/** What is proven with other headers in its place. */
export const insteadOf =
  (name: string, make: (value: string) => readonly Header[]) =>
  (sent: Sent): Sent => {
    const value = headerOf(sent, name)
    return {
      ...withHeader(sent, name, undefined),
      headers: [...withHeader(sent, name, undefined).headers, ...make(value)],
    }
  }

/** The body changed, and the proof left as it was. */
export const saying =
  (change: (body: Buffer) => Buffer | string) =>
  (sent: Sent): Sent => ({
    ...sent,
    body: Buffer.from(change(sent.body) as string),
  })

/** The same JSON in other bytes. */
export const REENCODED: readonly Forgery[] = [
  {
    name: 'with its body written again, indented',
    of: saying((body) => JSON.stringify(JSON.parse(String(body)), null, 1)),
  },
  { name: 'with a line end after its body', of: saying((body) => `${body}\n`) },
  { name: 'with a byte order mark before its body', of: saying((body) => `\uFEFF${body}`) },
  {
    name: 'with its body’s first letter escaped',
    of: saying((body) =>
      String(body).replace(/"([a-z])/i, (_, one: string) => `"\\u00${one.charCodeAt(0).toString(16)}`),
    ),
  },
  { name: 'with its body in UTF-16', of: saying((body) => Buffer.from(String(body), 'utf16le')) },
  { name: 'with the last byte of its body missing', of: saying((body) => body.subarray(0, -1)) },
  { name: 'with no body', of: saying(() => '') },
  { name: 'with a field said twice', of: saying((body) => String(body).replace(/^\{/, '{"type":"X",')) },
]

/** The JSON with these fields in place of its own. */
export const changingJson =
  (changes: object) =>
  (sent: Sent): Sent => ({
    ...sent,
    body: Buffer.from(JSON.stringify({ ...JSON.parse(String(sent.body)), ...changes })),
  })

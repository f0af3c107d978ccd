import { gzipSync } from 'node:zlib'
import { type Forgery, headerOf, insteadOf, withHeader } from '../forgery.ts'
import { chunked, type Sent } from '../wire.ts'

const MEGABYTE = 1024 * 1024

/** What is wrong with the request, whoever it is for. */
export const UNREADABLE: readonly Forgery[] = [
  {
    name: 'compressed',
    answered: [415],
    of: (sent) => ({ ...withHeader(sent, 'Content-Encoding', 'gzip'), body: gzipSync(sent.body) }),
  },
  { name: 'that says it is compressed', answered: [415], of: (sent) => withHeader(sent, 'Content-Encoding', 'br') },
  {
    name: 'that announces more than a megabyte',
    answered: [413],
    of: (sent) => ({ ...sent, framing: [['Content-Length', String(MEGABYTE + 1)]], written: Buffer.alloc(0) }),
  },
  {
    name: 'that goes on beyond a megabyte',
    answered: [413],
    of: (sent) => ({ ...sent, ...chunked(Buffer.alloc(MEGABYTE + 1, 0x20)) }),
  },
]

const ambiguous: readonly Forgery[] = [
  {
    name: 'with a length and in chunks',
    of: (sent) => {
      const { framing = [], written } = chunked(sent.body)
      return { ...sent, framing: [['Content-Length', '5'], ...framing], ...(written && { written }) }
    },
  },
  {
    name: 'with two lengths',
    of: (sent) => ({ ...sent, framing: [lengthOf(sent), ['Content-Length', '0']] }),
  },
  { name: 'with a length that is no number', of: (sent) => ({ ...sent, framing: [['Content-Length', '+5']] }) },
  {
    name: 'in chunks that are something else in the end',
    of: (sent) => ({ ...sent, ...chunked(sent.body), framing: [['Transfer-Encoding', 'chunked, identity']] }),
  },
  {
    name: 'with a chunk whose length is none',
    of: (sent) => ({ ...sent, ...chunked(sent.body), written: Buffer.from('zz\r\n{}\r\n0\r\n\r\n') }),
  },
  { name: 'with a space before a colon', of: (sent) => ({ ...sent, headers: [...sent.headers, ['X-Odd ', 'x']] }) },
  {
    name: 'with a bare line feed in a header',
    of: (sent) => ({ ...sent, headers: [...sent.headers, ['X-Odd', 'a\nX-B: b']] }),
  },
  { name: 'with a zero byte in a header', of: (sent) => ({ ...sent, headers: [...sent.headers, ['X-Odd', 'a\0b']] }) },
]

/** Two parsers could see two requests in it; ours sees none. */
export const AMBIGUOUS: readonly Forgery[] = ambiguous.map((one) => ({ ...one, answered: [400], unasked: true }))

/** What can be wrong with one header that proves who sends. */
export function provenBy(name: string): readonly Forgery[] {
  return [
    { name: `without ${name}`, of: (sent) => withHeader(sent, name, undefined) },
    { name: `with an empty ${name}`, of: (sent) => withHeader(sent, name, '') },
    {
      name: `with the right ${name} twice`,
      of: insteadOf(name, (value) => [
        [name, value],
        [name, value],
      ]),
    },
    {
      name: `with a wrong ${name} after the right one`,
      of: insteadOf(name, (value) => [
        [name, value],
        [name, 'x'],
      ]),
    },
    {
      name: `with a wrong ${name} before the right one`,
      of: insteadOf(name, (value) => [
        [name.toLowerCase(), 'x'],
        [name, value],
      ]),
    },
    { name: `with the right ${name} in a list`, of: insteadOf(name, (value) => [[name, `x, ${value}`]]) },
    {
      name: `with ${name} broken over two lines`,
      answered: [400, 401],
      unasked: true,
      of: insteadOf(name, folded(name)),
    },
    {
      name: `with ${name} after the body`,
      of: (sent) => ({ ...withHeader(sent, name, undefined), ...chunked(sent.body, [[name, headerOf(sent, name)]]) }),
    },
    {
      name: `with ${name} in the query`,
      of: (sent) => ({
        ...withHeader(sent, name, undefined),
        target: `${sent.target}?${name}=${encodeURIComponent(headerOf(sent, name))}`,
      }),
    },
    {
      name: `with ${name} under a name that parsers inherit`,
      of: insteadOf(name, (value) => [
        ['__proto__', value],
        ['constructor', value],
      ]),
    },
    ...(name.includes('-')
      ? [{ name: `with ${name} in underscores`, of: insteadOf(name, (value) => [[name.replaceAll('-', '_'), value]]) }]
      : []),
  ]
}

const folded = (name: string) => (value: string) => {
  const half = Math.floor(value.length / 2)
  return [[name, `${value.slice(0, half)}\r\n ${value.slice(half)}`]] as const
}

const lengthOf = ({ body }: Sent) => ['Content-Length', String(body.length)] as const

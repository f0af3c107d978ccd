import type { Forgery } from '../forgery.ts'
import type { Sent } from '../wire.ts'

/** IMIconnect signs nothing: the secret in the URL proves who sends. Without it there is nothing here. */
export function imiconnectForgeries(secret: string, token: string): readonly Forgery[] {
  const at = (name: string, path: (secret: string) => string, more: Partial<Forgery> = {}): Forgery => ({
    name,
    of: (sent: Sent) => ({ ...sent, target: `/api/imiconnect${path(secret)}` }),
    ...more,
  })
  const unasked = { unasked: true } as const
  return [
    at('with another secret', () => '/another-secret-of-some-length'),
    at('with the secret cut short', (right) => `/${right.slice(0, -1)}`),
    at('with the secret’s beginning alone', (right) => `/${right.slice(0, 4)}`),
    at('with more than the secret', (right) => `/${right}x`),
    at('with the secret in capitals', (right) => `/${right.toUpperCase()}`),
    at('with the secret twice', (right) => `/${right},${right}`),
    at('with a zero byte after the secret', (right) => `/${right}%00`),
    at('with a space after the secret', (right) => `/${right}%20`),
    at('with the secret encoded twice', (right) => `/%25${right.charCodeAt(0).toString(16)}${right.slice(1)}`),
    at('with half an escape', (right) => `/${right}%`, { answered: [400, 404], unasked: true }),
    at('with a slash in a segment', (right) => `/x%2F${right}`),
    at('with a parameter after a semicolon', (right) => `/${right};x`),
    at('with a star', () => '/*'),
    at('with the name of the parameter', () => '/:secret'),
    at('with the verification token', () => `/${token}`),
    at('with the secret in the query', (right) => `/x?secret=${right}&x=/${right}`),
    at('with the secret after a hash', (right) => `/x%23${right}`),
    at('with no secret', () => '', unasked),
    at('with a slash and no secret', () => '/', { unasked: true }),
    at('with the secret one level down', (right) => `/x/${right}`, unasked),
    at('with dots before the secret', (right) => `/../${right}`, unasked),
    {
      name: 'with the secret in a header',
      of: (sent) => ({
        ...sent,
        target: '/api/imiconnect/x',
        headers: [
          ...sent.headers,
          ['Authorization', `Bearer ${secret}`],
          ['key', secret],
          ['X-Original-URL', sent.target],
        ],
      }),
    },
    {
      name: 'with the secret in the body',
      of: (sent) => ({
        ...sent,
        target: '/api/imiconnect/x',
        body: Buffer.from(JSON.stringify({ ...JSON.parse(String(sent.body)), secret, verificationToken: token })),
      }),
    },
  ]
}

import { changing, type Forgery, insteadOf, withHeader } from '../forgery.ts'
import { provenBy } from './everywhere.ts'

const HEADER = 'X-Account-Identifier'

const flipped = (secret: string): string =>
  `${secret.slice(0, -1)}${String.fromCharCode(secret.charCodeAt(secret.length - 1) ^ 1)}`

/** Gladly signs nothing: a secret header proves who sends. */
export const GLADLY_FORGERIES: readonly Forgery[] = [
  ...provenBy(HEADER),
  { name: 'with another secret', of: changing(HEADER, () => 'another-secret') },
  { name: 'with the secret cut short', of: changing(HEADER, (secret) => secret.slice(0, -1)) },
  { name: 'with the secret’s beginning alone', of: changing(HEADER, (secret) => secret.slice(0, 4)) },
  { name: 'with more than the secret', of: changing(HEADER, (secret) => `${secret}x`) },
  { name: 'with the secret in capitals', of: changing(HEADER, (secret) => secret.toUpperCase()) },
  { name: 'with one bit of the secret flipped', of: changing(HEADER, flipped) },
  { name: 'with all secrets in one', of: changing(HEADER, (secret) => `${secret},${secret}`) },
  { name: 'with the secret in Base64', of: changing(HEADER, (secret) => Buffer.from(secret).toString('base64')) },
  {
    name: 'with the secret as a bearer token',
    of: insteadOf(HEADER, (secret) => [['Authorization', `Bearer ${secret}`]]),
  },
]

/** The same with Basic credentials beside the header: one alone is not enough. */
export const GLADLY_BASIC_FORGERIES: readonly Forgery[] = [
  ...provenBy('Authorization'),
  { name: 'with Basic credentials alone', of: (sent) => withHeader(sent, HEADER, undefined) },
  { name: 'with the password cut short', of: basic((user, password) => `${user}:${password.slice(0, -1)}`) },
  { name: 'with another user', of: basic((_, password) => `admin:${password}`) },
  { name: 'with user and password the other way round', of: basic((user, password) => `${password}:${user}`) },
  {
    name: 'with the colon elsewhere',
    of: basic((user, password) => `${user.slice(0, -1)}:${user.slice(-1)}${password}`),
  },
  { name: 'with no colon', of: basic((user, password) => `${user}${password}`) },
  {
    name: 'with credentials of another scheme',
    of: changing('Authorization', (value) => value.replace('Basic', 'Bearer')),
  },
  {
    name: 'with credentials that are not encoded',
    of: changing('Authorization', (value) => `Basic ${Buffer.from(value.slice(6), 'base64')}`),
  },
]

function basic(change: (user: string, password: string) => string) {
  return changing('Authorization', (value) => {
    const [user = '', password = ''] = String(Buffer.from(value.slice('Basic '.length), 'base64')).split(':')
    return `Basic ${Buffer.from(change(user, password)).toString('base64')}`
  })
}
